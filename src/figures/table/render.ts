import { columns as align, exact } from "../core/format";
import { h, type VNode } from "../core/h";
import { defineKind, type FigureKind, type Part, type View } from "../core/kind";
import { tableSchema, type Cell, type TablePayload } from "./payload";
import { shapeGlyph, shapeText } from "./shape";
import { sayTable } from "./words";

interface TableState {
  readonly sort: number | null;
  readonly down: boolean;
}

const most = { live: 200, still: 30 } as const;

function cellText(cell: Cell, { lang }: TablePayload): string {
  if (cell === null) return "–";
  if (typeof cell === "number") return exact(cell, 6);
  if (typeof cell === "boolean") return sayTable(lang)(cell ? "yes" : "no");
  return typeof cell === "string" ? cell : shapeText(cell.shape);
}

const rank = (cell: Cell): number | string =>
  cell === null
    ? Infinity
    : typeof cell === "object"
      ? cell.shape.reduce((a, b) => a * b, 1)
      : typeof cell === "boolean"
        ? Number(cell)
        : cell;

function sorted({ rows }: TablePayload, { sort, down }: TableState): TablePayload["rows"] {
  if (sort === null) return rows;
  const order = [...rows].sort((one, two) => {
    const [a, b] = [rank(one[sort] ?? null), rank(two[sort] ?? null)];
    return typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b));
  });
  return down ? order.reverse() : order;
}

function grid({ payload, state, env }: View<TablePayload, TableState>): VNode {
  const say = sayTable(payload.lang);
  const { columns } = payload;
  const rows = sorted(payload, state).slice(0, env.live ? most.live : most.still);
  const numeric = columns.map((_, i) => rows.some((row) => typeof row[i] === "number"));
  const head = columns.map((name, i) => {
    const mark = state.sort === i ? (state.down ? " ▼" : " ▲") : "";
    const order = state.sort === i ? { "aria-sort": state.down ? "descending" : "ascending" } : {};
    const live = env.live ? { "data-part": `col:${i}`, title: say("sort", { name }) } : {};
    return h("th", { scope: "col", ...order, ...live, ...(numeric[i] ? { class: "gb-number" } : {}) }, name, mark);
  });
  const body = rows.map((row, r) =>
    h(
      "tr",
      env.active === `row:${r}` ? { class: "gb-row" } : {},
      row.map((cell, i) => {
        const text = cellText(cell, payload);
        const drawn =
          cell !== null && typeof cell === "object"
            ? [h("span", { class: "gb-cell" }, shapeGlyph(cell.shape), text)]
            : [text];
        return h(
          i === 0 && !numeric[0] ? "th" : "td",
          { ...(i === 0 && !numeric[0] ? { scope: "row" } : {}), ...(numeric[i] ? { class: "gb-number" } : {}) },
          drawn,
        );
      }),
    ),
  );
  return h("table", { class: "gb-table" }, h("thead", {}, h("tr", {}, head)), h("tbody", {}, body));
}

function parts(payload: TablePayload, state: TableState): Part[] {
  const say = sayTable(payload.lang);
  const heads = payload.columns.map((name, i) => {
    const order = state.sort === i ? ` ${say(state.down ? "down" : "up")}` : "";
    return { id: `col:${i}`, label: say("sort", { name }) + order };
  });
  const rows = sorted(payload, state)
    .slice(0, most.live)
    .map((row, r) => ({
      id: `row:${r}`,
      label: row.map((cell, i) => `${payload.columns[i]}: ${cellText(cell, payload)}`).join("; "),
    }));
  return [...heads, ...rows];
}

/** Labelled rows; shapes of arrays are drawn. */
export const table: FigureKind<TablePayload, TableState> = defineKind({
  name: "table",
  version: 1,
  schema: tableSchema,
  ownTable: true,
  quiet: ({ title, caption }) => title === undefined && caption === undefined,
  title: ({ title, lang }) => title ?? sayTable(lang)("title"),
  caption: ({ caption, lang, rows, columns, total }) =>
    caption ?? sayTable(lang)("caption", { rows: total ?? rows.length, columns: columns.length }),
  text(payload) {
    const rows = payload.rows.slice(0, most.still).map((row) => row.map((cell) => cellText(cell, payload)));
    return [table.title(payload), align([payload.columns, ...rows]), table.caption(payload)].join("\n");
  },
  table: (payload) => ({
    columns: payload.columns,
    rows: payload.rows.map((row) => row.map((cell) => (typeof cell === "number" ? cell : cellText(cell, payload)))),
  }),
  start: (payload, previous) => previous ?? { sort: null, down: false },
  parts,
  choose(payload, state, part) {
    const [, column] = /^col:(\d+)$/.exec(part) ?? [];
    if (column === undefined) return {};
    const sort = Number(column);
    return state.sort === sort ? { down: !state.down } : { sort, down: false };
  },
  draw: (view) => ({ graphic: grid(view) }),
});
