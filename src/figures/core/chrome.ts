import { h, type Child, type VNode } from "./h";
import { exact } from "./format";
import type { Env, FigureKind, FigureTable, Part, Picture } from "./kind";
import { sayShared, type Lang } from "./words";

const tableRows = { still: 24, live: 500 } as const;

/** A data table in HTML; numbers to the right. Beyond `most` rows the middle is left out, and said so. */
export function tableOf(table: FigureTable, lang: Lang, most: number): VNode {
  const { columns, rows } = table;
  const numeric = columns.map((_, i) => rows.some((row) => typeof row[i] === "number"));
  const cell = (value: string | number | null, i: number): VNode =>
    h("td", numeric[i] ? { class: "gb-number" } : {}, typeof value === "number" ? exact(value, 5) : (value ?? "–"));
  const line = (row: readonly (string | number | null)[]): VNode => h("tr", {}, row.map(cell));
  const cut = rows.length > most;
  const half = Math.floor(most / 2);
  const shown = cut ? [...rows.slice(0, half).map(line), ...rows.slice(-half).map(line)] : rows.map(line);
  if (cut) {
    const left = h("td", { colspan: columns.length }, sayShared(lang)("rows", { n: rows.length - 2 * half }));
    shown.splice(half, 0, h("tr", {}, left));
  }
  const head = columns.map((name, i) => h("th", { scope: "col", ...(numeric[i] ? { class: "gb-number" } : {}) }, name));
  return h("table", {}, h("thead", {}, h("tr", {}, head)), h("tbody", {}, shown));
}

/** What the page adds to a figure: state of the frame, and what its keys do. */
export interface FrameLive {
  readonly readout: string | null;
  readonly tableOpen: boolean;
  readonly on: Readonly<Record<string, (event: Event) => void>>;
  readonly onToggle: (event: Event) => void;
}

/** Title, drawing, what the reader points at, caption and data table: the same frame around every figure. */
export function frame<P extends { lang: Lang }, S extends object>(
  kind: FigureKind<P, S>,
  payload: P,
  picture: Picture,
  env: Env,
  live?: FrameLive,
): VNode {
  const say = sayShared(payload.lang);
  const title = kind.title(payload);
  const caption = kind.caption(payload);
  const wide = Number(picture.graphic.props["width"] ?? 0) > env.width + 1;
  const label = `${title}. ${caption}`;
  const quiet = kind.quiet?.(payload) ?? false;
  const drawing = h("div", { class: wide ? "gb-drawing gb-wide" : "gb-drawing" }, picture.graphic);
  const controls = live && picture.controls?.length ? h("div", { class: "gb-controls" }, picture.controls) : null;
  const still = kind.ownTable ? drawing : h("div", { role: "img", "aria-label": label }, drawing);
  const stage = live
    ? h(
        "div",
        {
          class: "gb-stage",
          role: "application",
          tabindex: "0",
          "aria-label": label,
          "aria-roledescription": payload.lang === "zh" ? "交互图" : "interactive figure",
          "aria-description": say("keys"),
          "data-lm-suppress-shortcuts": "true",
          ...live.on,
        },
        controls,
        drawing,
        picture.below,
      )
    : h("div", { class: "gb-stage" }, still, picture.below);
  const readout = live
    ? h(
        "div",
        // Only what the reader has reached is read aloud, not what a training changes ten times a second.
        live.readout == null
          ? { class: "gb-readout gb-hint", "aria-live": "off" }
          : { class: "gb-readout", "aria-live": "polite" },
        live.readout ?? picture.hint ?? (kind.ownTable ? "" : say("keys")),
      )
    : null;
  const summary = h("summary", live ? { tabindex: "-1", "data-part": "data-table" } : {}, say("data"));
  const open = !live || live.tableOpen;
  const body = open
    ? h(
        "div",
        { class: "gb-scroll", ...(live ? { tabindex: "0", role: "region", "aria-label": say("data") } : {}) },
        tableOf(picture.table?.() ?? kind.table(payload), payload.lang, live ? tableRows.live : tableRows.still),
      )
    : null;
  const details = kind.ownTable
    ? null
    : h("details", live ? { ontoggle: live.onToggle, "data-table": "" } : {}, summary, body);
  const children: Child[] = [
    quiet ? null : h("div", { class: "gb-title" }, title),
    stage,
    readout,
    quiet ? null : h("figcaption", {}, caption),
    details,
  ];
  return h(
    "figure",
    { class: "gb-figure", lang: payload.lang === "zh" ? "zh-Hans" : "en", "data-kind": kind.name },
    children,
  );
}

/** The part that stands for the data table, last in every walk. */
export const tablePart = (lang: Lang): Part => ({ id: "data-table", label: sayShared(lang)("data") });

/** A message in a figure's place. */
export const message = (text: string): VNode => h("div", { class: "gb-message", role: "note" }, text);
