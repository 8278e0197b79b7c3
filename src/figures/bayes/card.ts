import { h, type Child, type VNode } from "../core/h";
import type { Env } from "../core/kind";
import { ink } from "../core/style";
import { fitted, lettersWidth, type Box } from "./arrange";
import { headHeight, rowHeightOf, statesOf } from "./layout";
import type { BayesPayload } from "./payload";
import { comparedTo, findingOf, knownAs, priorOf, probability, type BayesState } from "./state";
import { share } from "./tell";
import { sayBayes } from "./words";

/** A node: its name, and a bar for each state; or, in large networks, its name and most probable state. */
export function card(payload: BayesPayload, state: BayesState, env: Env, box: Box, compact: boolean): VNode {
  const { node, x, y, width } = box;
  const mark = state.marked.indexOf(node);
  const marked = state.mode === "path" && mark >= 0;
  const asked = payload.query.includes(node);
  const say = sayBayes(payload.lang);
  const how = knownAs(state, node);
  const badges = { see: "observed", do: "forced", given: "taken" } as const;
  // A small node says ● or ◆ before its state already.
  const badge = how && !(compact && how !== "given") ? say(badges[how]) : asked ? say("asked") : "";
  const text = marked ? `${"①②"[mark]}` : badge;
  const badgeWidth = text ? lettersWidth(text, 10) + 6 : 0;
  const nameSize = compact ? 11 : 12.5;
  const name = fitted(payload.nodes[node]?.name ?? "", width - 14 - badgeWidth, nameSize);
  return h(
    "g",
    { transform: `translate(${x.toFixed(1)} ${y.toFixed(1)})` },
    h(
      "g",
      { "data-part": `n:${node}` },
      outline(box, how, {
        strong: env.active === `n:${node}` || state.open === node,
        marked,
      }),
      h("text", { x: 8, y: compact ? 15 : 17, "font-size": nameSize, "font-weight": 650 }, name),
      text
        ? h(
            "text",
            { x: width - 7, y: compact ? 15 : 17, "text-anchor": "end", "font-size": 10, fill: badgeInk(marked) },
            text,
          )
        : null,
      compact ? likeliest(payload, state, box) : null,
    ),
    compact ? null : rows(payload, state, env, box),
  );
}

const badgeInk = (marked: boolean): string => (marked ? ink.accent : ink.muted);

/** Round where nothing is known, square where it was observed, with cut corners where it was set by force. */
function outline(
  { width, height }: Box,
  how: "see" | "do" | "given" | null,
  { strong, marked }: { strong: boolean; marked: boolean },
): VNode {
  const stroke = marked || strong ? ink.accent : how ? ink.fg : ink.line;
  const paint = {
    fill: how ? ink.panel : ink.bg,
    stroke,
    "stroke-width": marked ? 3 : strong || how ? 2.2 : 1.2,
  };
  if (how !== "do") return h("rect", { width, height, rx: how ? 0 : 8, ...paint });
  const c = 9;
  const d = `M${c} 0H${width - c}L${width} ${c}V${height - c}L${width - c} ${height}H${c}L0 ${height - c}V${c}z`;
  return h("path", { d, ...paint });
}

function rows(payload: BayesPayload, state: BayesState, env: Env, box: Box): Child[] {
  const { node, width } = box;
  const states = payload.nodes[node]?.states ?? [];
  const finding = findingOf(state, node);
  const shown = statesOf(payload, node, finding?.state ?? null);
  const widest = Math.max(...shown.map((at) => lettersWidth(states[at] ?? "", 11)));
  const labels = Math.min(widest, width * 0.45, 120);
  const rowHeight = rowHeightOf(payload);
  const out: Child[] = shown.map((at, i) =>
    row(payload, state, env, { box, at, top: headHeight + i * rowHeight, labels }),
  );
  const folded = states.length - shown.length;
  if (folded > 0) {
    const more = sayBayes(payload.lang)("more", { n: folded });
    const y = headHeight + shown.length * rowHeight + 13;
    out.push(h("text", { "data-part": `n:${node}`, x: 18, y, "font-size": 11, fill: ink.muted }, more));
  }
  return out;
}

interface RowPlace {
  readonly box: Box;
  readonly at: number;
  readonly top: number;
  readonly labels: number;
}

function row(payload: BayesPayload, state: BayesState, env: Env, { box, at, top, labels }: RowPlace): VNode {
  const { node, width } = box;
  const id = `s:${node}:${at}`;
  const name = payload.nodes[node]?.states[at] ?? "";
  const p = probability(payload, state, node, at);
  const finding = findingOf(state, node);
  const chosen = finding?.state === at;
  const mark = chosen ? (finding.how === "do" ? "◆" : "●") : "○";
  const other = comparedTo(payload, state, node, at);
  const left = 20 + labels + 6;
  const length = Math.max(12, width - left - 46);
  const rowHeight = rowHeightOf(payload);
  const middle = top + rowHeight / 2;
  const two = payload.compare !== undefined;
  const bar = (value: number, y: number, height: number, look: object): VNode =>
    h("rect", { x: left, y, width: Math.max(value > 0 ? 0.75 : 0, length * value), height, ...look });
  const prior = state.findings.length && p !== null ? priorOf(payload, node, at) : null;
  const tick = prior === null ? null : left + length * prior;
  const [barTop, thick] = two ? [middle - 8, 8] : [middle - 5, 10];
  const baseline = { x: left, y: barTop, width: length, height: thick, fill: ink.soft };
  const hollow = { fill: "none", stroke: ink.negative, "stroke-width": 1.2 };
  return h(
    "g",
    { "data-part": id, ...(p === null ? {} : { "data-probability": String(p) }) },
    h("rect", {
      x: 3,
      y: top,
      width: width - 6,
      height: rowHeight,
      rx: 3,
      fill: env.active === id ? ink.soft : "transparent",
      ...(env.active === id ? { stroke: ink.accent, "stroke-width": 1.5 } : {}),
    }),
    h(
      "text",
      {
        x: 8,
        y: middle + 4,
        "font-size": 10,
        fill: chosen ? ink.fg : ink.muted,
        ...(env.live || chosen ? {} : { opacity: 0 }),
      },
      mark,
    ),
    h(
      "text",
      { x: 20, y: middle + 4, "font-size": 11, ...(chosen ? { "font-weight": 700 } : {}) },
      fitted(name, labels + 4, 11),
    ),
    p === null ? null : h("rect", baseline),
    p === null ? null : bar(p, barTop, thick, { fill: chosen ? ink.fg : ink.positive }),
    other === null ? null : bar(other, middle + 2, 6, hollow),
    tick === null || chosen
      ? null
      : h("line", { x1: tick, x2: tick, y1: barTop - 2, y2: barTop + thick + 2, stroke: ink.fg, "stroke-width": 1.2 }),
    h("text", { x: width - 7, y: middle + 4, "font-size": 11, "text-anchor": "end" }, p === null ? "–" : share(p)),
  );
}

/** The most probable state of a small node, with a bar along its lower edge. */
function likeliest(payload: BayesPayload, state: BayesState, { node, width, height }: Box): Child[] {
  const states = payload.nodes[node]?.states ?? [];
  const values = states.map((_, at) => probability(payload, state, node, at));
  const best = values.reduce<number>((most, p, at) => ((p ?? -1) > (values[most] ?? -1) ? at : most), 0);
  const p = values[best] ?? null;
  const finding = findingOf(state, node);
  const mark = finding ? (finding.how === "do" ? "◆ " : "● ") : "";
  const number = p === null ? "" : share(p);
  const room = width - 20 - lettersWidth(number, 10.5);
  return [
    h(
      "text",
      { x: 8, y: 29, "font-size": 10.5, fill: finding ? ink.fg : ink.muted },
      p === null ? "" : `${mark}${fitted(states[best] ?? "", room, 10.5)}`,
    ),
    h("text", { x: width - 7, y: 29, "font-size": 10.5, "text-anchor": "end" }, number),
    p === null ? null : h("rect", { x: 8, y: height - 7, width: width - 16, height: 4, fill: ink.soft }),
    p === null
      ? null
      : h("rect", { x: 8, y: height - 7, width: (width - 16) * p, height: 4, fill: finding ? ink.fg : ink.positive }),
  ];
}
