import { columns as align } from "../core/format";
import { h, type Child } from "../core/h";
import { defineKind, type FigureKind, type Part } from "../core/kind";
import { sayShared } from "../core/words";
import { dagSchema, standings, type DagEdge, type DagPayload, type Standing } from "./payload";
import { looks, placed, scene } from "./scene";
import { sayDag } from "./words";

const signs = { to: "→", from: "←", line: "—" } as const;

const edgeText = ({ nodes }: DagPayload, { from, to }: DagEdge, way: keyof typeof signs): string =>
  way === "from" ? `${nodes[to]} → ${nodes[from]}` : `${nodes[from]} ${signs[way]} ${nodes[to]}`;

function namesOf({ names, lang }: DagPayload): { own: string; other: string } {
  return names ?? { own: sayDag(lang)("learned"), other: sayDag(lang)("truth") };
}

const countsOf = ({ edges }: DagPayload): Record<Standing, number> => {
  const counts = { kept: 0, turned: 0, extra: 0, missed: 0 };
  for (const { standing } of edges) if (standing) counts[standing]++;
  return counts;
};

const compared = ({ edges, names }: DagPayload): boolean =>
  names !== undefined || edges.some(({ standing }) => standing !== undefined);

function tellEdge(payload: DagPayload, edge: DagEdge): string {
  const say = sayDag(payload.lang);
  const text = edgeText(payload, edge, edge.way);
  const { other } = namesOf(payload);
  if (!edge.standing) return text;
  if (edge.standing === "turned") {
    return say("tellTurned", { edge: text, other, there: edgeText(payload, edge, edge.other ?? "line") });
  }
  const keys = { kept: "tellKept", extra: "tellExtra", missed: "tellMissed" } as const;
  return say(keys[edge.standing], { edge: text, other });
}

function tellNode(payload: DagPayload, node: number): string {
  const say = sayDag(payload.lang);
  const comma = sayShared(payload.lang)("comma");
  const sides: Record<"parents" | "children" | "others", string[]> = { parents: [], children: [], others: [] };
  for (const { from, to, way, standing } of payload.edges) {
    if (standing === "missed" || (from !== node && to !== node)) continue;
    const other = payload.nodes[from === node ? to : from] ?? "";
    if (way === "line") sides.others.push(other);
    else if ((way === "to") === (from === node)) sides.children.push(other);
    else sides.parents.push(other);
  }
  const lines = [
    sides.parents.length ? say("nodeFrom", { parents: sides.parents.join(comma) }) : "",
    sides.children.length ? say("nodeTo", { children: sides.children.join(comma) }) : "",
    sides.others.length ? say("nodeLine", { others: sides.others.join(comma) }) : "",
  ].filter(Boolean);
  return [payload.nodes[node] ?? "", lines.join(sayShared(payload.lang)("semicolon")) || say("nodeAlone")].join("\n");
}

/** What the lines mean, with how many there are of each. */
function legend(payload: DagPayload): Child {
  if (!compared(payload)) return null;
  const say = sayDag(payload.lang);
  const counts = countsOf(payload);
  const long = {
    kept: "",
    turned: say("turnedLong"),
    extra: say("extraLong", namesOf(payload)),
    missed: say("missedLong", namesOf(payload)),
  };
  return h(
    "div",
    { class: "gb-note gb-key" },
    standings.map((standing) => {
      const { stroke, dash, width } = looks[standing];
      const sample = h(
        "svg",
        { width: 34, height: 10, "aria-hidden": "true" },
        h("path", { d: "M1 5H33", stroke, "stroke-width": width, ...(dash ? { "stroke-dasharray": dash } : {}) }),
      );
      const words = long[standing] ? `${say(standing)} (${long[standing]})` : say(standing);
      return h(
        "span",
        { "data-count": standing },
        sample,
        `${words}${payload.lang === "zh" ? "：" : ": "}${counts[standing]}`,
      );
    }),
  );
}

/** A directed graph alone, or what one graph has of another: kept, turned, extra and missed edges. */
export const dag: FigureKind<DagPayload, object> = defineKind({
  name: "dag",
  version: 1,
  schema: dagSchema,
  title(payload) {
    const say = sayDag(payload.lang);
    if (payload.title !== undefined) return payload.title;
    if (payload.names) return say("titleCompare", payload.names);
    return say(compared(payload) ? "titleLearned" : "title");
  },
  caption(payload) {
    const say = sayDag(payload.lang);
    const counts = countsOf(payload);
    const own = payload.edges.length - counts.missed;
    const distance = counts.turned + counts.extra + counts.missed;
    const lines = payload.edges.some(({ way, other }) => way === "line" || other === "line");
    return [
      say("caption", { n: payload.nodes.length, arcs: own }),
      compared(payload) ? say("captionCompare", { total: payload.edges.length, kept: counts.kept, distance }) : "",
      payload.essential ? say("captionShared") : "",
      lines ? say("captionEssential") : "",
      payload.left ? say("captionLeft", { n: payload.left }) : "",
    ]
      .filter(Boolean)
      .join(payload.lang === "zh" ? "" : " ");
  },
  text(payload) {
    const say = sayDag(payload.lang);
    const rows = payload.edges.map((edge) => [
      edgeText(payload, edge, edge.way),
      edge.standing ? say(edge.standing) : "",
    ]);
    return [dag.title(payload), dag.caption(payload), align(rows)].filter(Boolean).join("\n");
  },
  table(payload) {
    const say = sayDag(payload.lang);
    const { own, other } = namesOf(payload);
    const rows = payload.edges.map((edge) => {
      const text = edgeText(payload, edge, edge.way);
      if (!edge.standing) return [text];
      const there = edge.other ? edgeText(payload, edge, edge.other) : edge.standing === "missed" ? text : null;
      return [edge.standing === "missed" ? null : text, edge.standing === "kept" ? text : there, say(edge.standing)];
    });
    return { columns: compared(payload) ? [own, other, say("standing")] : [say("edge")], rows };
  },
  start: () => ({}),
  parts(payload): Part[] {
    const { boxes } = placed(payload, 820);
    const order = [...boxes].sort((a, b) => a.y - b.y || a.x - b.x);
    const nodes = order.map(({ node }) => ({ id: `n:${node}`, label: tellNode(payload, node) }));
    return [...nodes, ...payload.edges.map((edge, at) => ({ id: `e:${at}`, label: tellEdge(payload, edge) }))];
  },
  draw: ({ payload, env }) => ({
    graphic: scene(payload, env),
    below: [legend(payload)],
    hint: sayDag(payload.lang)("hint"),
  }),
});
