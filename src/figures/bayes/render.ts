import { columns as align } from "../core/format";
import { defineKind, type FigureKind, type FigureTable, type Part } from "../core/kind";
import { controlParts, controls } from "./controls";
import { alive, details, takeBackName } from "./details";
import { layout, mostCards, mostDrawn, statesOf } from "./layout";
import { answer, edgesOf, type Finding } from "./model";
import { bayesSchema, type BayesPayload } from "./payload";
import { scene } from "./scene";
import { answerOf, choose, drawnNodes, findingOf, start, type BayesState } from "./state";
import { share, tellGiven, tellNode, tellState, tellStatus } from "./tell";
import { sayBayes } from "./words";

/** The nodes in the order in which they stand in the picture, row by row: so the keyboard walks them. */
function walked(payload: BayesPayload, state: BayesState): number[] {
  const { boxes } = layout(payload, drawnNodes(payload, state), 820);
  return [...boxes].sort((a, b) => a.y + a.height / 2 - (b.y + b.height / 2) || a.x - b.x).map(({ node }) => node);
}

function parts(payload: BayesPayload, state: BayesState): Part[] {
  const drawn = walked(payload, state);
  const compact = drawn.length > mostCards;
  const nodes = drawn.flatMap((node): Part[] => {
    const open = state.open === node;
    const known = findingOf(state, node)?.state ?? null;
    const all = (payload.nodes[node]?.states ?? []).map((_, at) => at);
    const states = open ? all : compact ? [] : statesOf(payload, node, known);
    const self = { id: `n:${node}`, label: tellNode(payload, state, node) };
    if (state.mode === "path") {
      return [self, ...states.slice(0, 1).map(() => ({ id: `s:${node}:0`, label: tellGiven(payload, state, node) }))];
    }
    return [self, ...states.map((at) => ({ id: `s:${node}:${at}`, label: tellState(payload, state, node, at) }))];
  });
  const back =
    answerOf(payload, state).kind === "impossible"
      ? state.findings.map(({ node }) => ({ id: `back:${node}`, label: takeBackName(payload, state, node) }))
      : [];
  return [...controlParts(payload, state), ...back, ...nodes];
}

function tableOf(payload: BayesPayload, findings: readonly Finding[]): FigureTable {
  const say = sayBayes(payload.lang);
  const before = answer(payload, []);
  const now = answer(payload, findings);
  const { nodes, compare } = payload;
  if (now.kind === "unknown" && !compare) {
    const rows = nodes.map(({ name, states, parents }) => [
      name,
      states.join(", "),
      parents.map((parent) => nodes[parent]?.name ?? "").join(", "),
    ]);
    return { columns: [say("columnNode"), say("columnStates"), say("columnParents")], rows };
  }
  const known = new Map(findings.map(({ node, state, how }) => [`${node} ${state}`, how]));
  const rows = nodes.flatMap(({ name, states }, node) =>
    states.map((state, at) => {
      const how = known.get(`${node} ${at}`);
      return [
        name,
        state,
        how === undefined ? "" : how === "do" ? "do" : "●",
        ...(findings.length ? [before.kind === "values" ? (before.values[node]?.[at] ?? null) : null] : []),
        now.kind === "values" ? (now.values[node]?.[at] ?? null) : null,
        ...(compare ? [compare.posteriors[node]?.[at] ?? null] : []),
      ];
    }),
  );
  const columns = [
    say("columnNode"),
    say("columnState"),
    say("columnKnown"),
    ...(findings.length ? [say("columnPrior"), say("columnPosterior")] : [say("columnPrior")]),
    ...(compare ? [compare.label] : []),
  ];
  return { columns, rows };
}

/** What a reader without a picture needs of a network: a line a node. */
function text(payload: BayesPayload): string {
  const state = start(payload);
  const found = answerOf(payload, state);
  const lines = payload.nodes.slice(0, 60).map(({ name, states, parents }, node) => {
    const values = found.kind === "values" ? found.values[node] : undefined;
    const known = findingOf(state, node);
    const numbers = states
      .slice(0, 8)
      .map((one, at) => (values ? `${known?.state === at ? "*" : ""}${one} ${share(values[at] ?? 0)}` : one));
    const from = parents.map((parent) => payload.nodes[parent]?.name ?? "").join(", ");
    return [name, numbers.join(", ") + (states.length > 8 ? ", ..." : ""), from ? `<- ${from}` : ""];
  });
  const more = payload.nodes.length > lines.length ? [`... ${payload.nodes.length - lines.length}`] : [];
  return [bayes.title(payload), ...tellStatus(payload, state), align(lines), ...more].join("\n");
}

/** A Bayesian network whose posteriors follow what the reader observes. */
export const bayes: FigureKind<BayesPayload, BayesState> = defineKind({
  name: "bayes",
  version: 1,
  schema: bayesSchema,
  title: ({ title, lang }) => title ?? sayBayes(lang)("title"),
  caption(payload) {
    const say = sayBayes(payload.lang);
    const counts = { n: payload.nodes.length, arcs: edgesOf(payload).length };
    const { posteriors, compare } = payload;
    const known = alive(payload) || posteriors;
    const focus = start(payload).focus;
    return [
      say(known ? "caption" : "captionGraph", counts),
      compare ? say("captionCompare", { label: compare.label }) : "",
      payload.nodes.length > mostDrawn
        ? say("captionNear", {
            shown: drawnNodes(payload, start(payload)).length,
            name: payload.nodes[focus]?.name ?? "",
          })
        : "",
    ]
      .filter(Boolean)
      .join(payload.lang === "zh" ? "" : " ");
  },
  text,
  table: (payload) => tableOf(payload, payload.evidence),
  start,
  parts,
  draw(view) {
    const { payload, state, env } = view;
    const say = sayBayes(payload.lang);
    const hint = state.mode === "see" ? "hintSee" : state.mode === "do" ? "hintDo" : "hintPath";
    return {
      controls: controls(view),
      graphic: scene(payload, state, env),
      below: details(view),
      hint: alive(payload) || state.mode === "path" ? say(hint) : say("hintPath"),
      table: () => tableOf(payload, state.findings),
    };
  },
  choose,
  pan(_, state, { zoom }) {
    if (zoom === 1) return null;
    return { zoom: Math.max(0.4, Math.min(2.5, state.zoom * zoom)) };
  },
});
