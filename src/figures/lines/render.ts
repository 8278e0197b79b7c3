import { columns as align, short } from "../core/format";
import { defineKind, type FigureKind, type FigureTable } from "../core/kind";
import { linesSchema, type LinesPayload } from "./payload";
import { key, pointId, scene } from "./scene";
import { sayLines } from "./words";

const prefix = ({ lang }: LinesPayload, name: string): string => (name ? `${name}${sayLines(lang)("colon")}` : "");

function tableOf(payload: LinesPayload): FigureTable {
  const several = payload.series.length > 1;
  return {
    columns: [...(several ? [sayLines(payload.lang)("series")] : []), payload.xName, payload.yName],
    rows: payload.series.flatMap(({ name, x, y }) =>
      x.map((value, i) => [...(several ? [name] : []), value, y[i] ?? null]),
    ),
  };
}

/** One quantity against another: points joined by lines, on plain or logarithmic axes. */
export const lines: FigureKind<LinesPayload, object> = defineKind({
  name: "lines",
  version: 1,
  schema: linesSchema,
  title: ({ title, lang, xName, yName }) => title ?? sayLines(lang)("title", { x: xName, y: yName }),
  caption(payload) {
    const say = sayLines(payload.lang);
    const { xLog, yLog } = payload;
    const ranges = payload.series.map(({ name, y }) =>
      say("range", { name: prefix(payload, name), first: short(y[0]), last: short(y.at(-1)) }),
    );
    const told = `${ranges.join(say("separator"))}${say("end")}`;
    if (!xLog && !yLog) return told;
    return `${told}${payload.lang === "zh" ? "" : " "}${say(xLog && yLog ? "bothLog" : yLog ? "yLog" : "xLog")}`;
  },
  text(payload) {
    const { columns, rows } = tableOf(payload);
    const cells = rows.map((row) => row.map((cell) => (typeof cell === "number" ? short(cell) : (cell ?? ""))));
    return [lines.title(payload), align([columns, ...cells])].join("\n");
  },
  table: tableOf,
  start: () => ({}),
  parts: (payload) =>
    payload.series.flatMap(({ name, x, y }, s) =>
      x.map((value, i) => ({
        id: pointId(s, i),
        label: sayLines(payload.lang)("point", {
          name: prefix(payload, name),
          x: payload.xName,
          atX: short(value),
          y: payload.yName,
          atY: short(y[i]),
        }),
      })),
    ),
  draw({ payload, env }) {
    const legend = key(payload);
    return { graphic: scene(payload, env), below: legend ? [legend] : [], hint: sayLines(payload.lang)("hint") };
  },
});
