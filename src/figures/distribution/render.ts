import { columns as align, short } from "../core/format";
import { h, type VNode } from "../core/h";
import { defineKind, type FigureKind } from "../core/kind";
import { category } from "../core/style";
import { sayShared } from "../core/words";
import { distributionSchema, type DistributionPayload } from "./payload";
import { scene } from "./scene";
import { sayDistribution } from "./words";

const nameOf = ({ series, lang, expected, valueName }: DistributionPayload, s: number): string =>
  series[s]?.name || (expected ? sayDistribution(lang)("observed") : valueName);

function told(payload: DistributionPayload, i: number): string {
  const say = sayDistribution(payload.lang);
  const values = payload.series.map(({ values: one }, s) => `${nameOf(payload, s)} ${short(one[i], 4)}`.trim());
  const { expected } = payload;
  if (expected) values.push(`${expected.name ?? say("expected")} ${short(expected.values[i], 4)}`);
  return `${payload.labels[i]}: ${values.join(sayShared(payload.lang)("comma"))}`;
}

function key(payload: DistributionPayload): VNode | null {
  const say = sayDistribution(payload.lang);
  if (payload.series.length < 2 && !payload.expected) return null;
  const swatch = (name: string, ...drawing: VNode[]): VNode =>
    h("span", {}, h("svg", { width: 22, height: 12, viewBox: "0 0 22 12", "aria-hidden": "true" }, drawing), name);
  return h(
    "div",
    { class: "gb-key" },
    payload.series.map((_, s) => {
      const dash = s % 2 === 1 ? { stroke: category(s), "stroke-dasharray": "3 2" } : {};
      return swatch(
        nameOf(payload, s),
        h("rect", { x: 1, y: 1, width: 20, height: 10, fill: category(s), "fill-opacity": 0.7, ...dash }),
      );
    }),
    payload.expected
      ? swatch(
          payload.expected.name ?? say("expected"),
          h("line", {
            x1: 0,
            x2: 22,
            y1: 6,
            y2: 6,
            stroke: "var(--gb-fg, #1f2328)",
            "stroke-width": 2.5,
            "stroke-dasharray": "6 3",
          }),
        )
      : null,
  );
}

/** Bars: counts, shares, probabilities; observed beside expected. */
export const distribution: FigureKind<DistributionPayload, object> = defineKind({
  name: "distribution",
  version: 1,
  schema: distributionSchema,
  title: ({ title, lang, valueName }) => title ?? (valueName || sayDistribution(lang)("title")),
  caption(payload) {
    const say = sayDistribution(payload.lang);
    const values = payload.labels.map((_, i) => Math.max(...payload.series.map((one) => one.values[i] ?? 0)));
    const best = values.indexOf(Math.max(...values));
    const told = say("caption", {
      n: payload.labels.length * payload.series.length,
      label: payload.labels[best] ?? "",
      value: short(values[best]),
    });
    return payload.expected ? `${told}${payload.lang === "zh" ? "" : " "}${say("withExpected")}` : told;
  },
  text(payload) {
    const longest = 30;
    const most = Math.max(...payload.series.flatMap(({ values }) => values.map(Math.abs)), 1e-300);
    const rows = payload.labels.flatMap((label, i) =>
      payload.series.map(({ values }, s) => {
        const value = values[i] ?? 0;
        return [
          s ? "" : label,
          nameOf(payload, s),
          short(value),
          "█".repeat(Math.round((Math.abs(value) / most) * longest)),
        ];
      }),
    );
    return [distribution.title(payload), align(rows)].join("\n");
  },
  table(payload) {
    const say = sayDistribution(payload.lang);
    const names = payload.series.map((_, s) => nameOf(payload, s) || say("observed"));
    const extra = payload.expected ? [payload.expected.name ?? say("expected")] : [];
    const rows = payload.labels.map((label, i) => [
      label,
      ...payload.series.map(({ values }) => values[i] ?? null),
      ...(payload.expected ? [payload.expected.values[i] ?? null] : []),
    ]);
    return { columns: [payload.labelName || say("label"), ...names, ...extra], rows };
  },
  start: () => ({}),
  parts: (payload) => payload.labels.map((_, i) => ({ id: `bar:${i}`, label: told(payload, i) })),
  draw({ payload, env }) {
    const legend = key(payload);
    return { graphic: scene(payload, env), below: legend ? [legend] : [], hint: sayDistribution(payload.lang)("hint") };
  },
});
