import { columns as align, short } from "../core/format";
import { defineKind, type FigureKind, type FigureTable } from "../core/kind";
import { reliabilitySchema, type ReliabilityPayload } from "./payload";
import { axisName, binId, key, scene } from "./scene";
import { sayReliability } from "./words";

function told({ models, lang }: ReliabilityPayload, m: number, b: number): string {
  const model = models[m];
  const bin = model?.bins[b];
  if (!model || !bin) return "";
  return sayReliability(lang)("bin", {
    name: model.name ? `${model.name}${lang === "zh" ? "：" : ": "}` : "",
    count: bin.count,
    low: short(bin.low, 2),
    high: short(bin.high, 2),
    predicted: short(bin.predicted),
    observed: short(bin.observed),
  });
}

function tableOf(payload: ReliabilityPayload): FigureTable {
  const say = sayReliability(payload.lang);
  const several = payload.models.length > 1;
  const rows = payload.models.flatMap(({ name, bins }) =>
    bins
      .filter(({ count }) => count > 0)
      .map(({ low, high, count, predicted, observed }) => [
        ...(several ? [name] : []),
        low,
        high,
        count,
        predicted,
        observed,
      ]),
  );
  const heads = [say("from"), say("to"), say("count"), axisName(payload, "predicted"), axisName(payload, "observed")];
  return { columns: [...(several ? [say("model")] : []), ...heads], rows };
}

/** What was predicted against what happened. */
export const reliability: FigureKind<ReliabilityPayload, object> = defineKind({
  name: "reliability",
  version: 1,
  schema: reliabilitySchema,
  title: ({ title, lang }) => title ?? sayReliability(lang)("title"),
  caption({ models, lang }) {
    const bins = models[0]?.bins ?? [];
    return sayReliability(lang)("caption", { n: bins.reduce((sum, { count }) => sum + count, 0), bins: bins.length });
  },
  text(payload) {
    const { columns, rows } = tableOf(payload);
    const errors = payload.models.map(({ name, error }) =>
      sayReliability(payload.lang)("error", { name, error: error.toFixed(3) }).trim(),
    );
    const cells = rows.map((row) => row.map((cell) => (typeof cell === "number" ? short(cell) : (cell ?? ""))));
    return [reliability.title(payload), align([columns, ...cells]), ...errors].join("\n");
  },
  table: tableOf,
  start: () => ({}),
  parts: (payload) =>
    payload.models.flatMap(({ bins }, m) =>
      bins.flatMap(({ count }, b) => (count > 0 ? [{ id: binId(m, b), label: told(payload, m, b) }] : [])),
    ),
  draw: ({ payload, env }) => ({
    graphic: scene(payload, env),
    below: [key(payload)],
    hint: sayReliability(payload.lang)("hint"),
  }),
});
