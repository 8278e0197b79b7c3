import { columns as align, short } from "../core/format";
import { defineKind, type FigureKind, type Part } from "../core/kind";
import { player, playerParts, playerTick, type Playing } from "../core/player";
import { frameName, moment, nameOf, tellStep, total } from "./backward";
import { valueText } from "./layout";
import { graphSchema, type GraphPayload } from "./payload";
import { scene } from "./scene";
import { sayGraph } from "./words";

/** Time for a reader to follow one operation. */
const every = 1_600;
const finalGrads = (payload: GraphPayload): readonly (number | null)[] => moment(payload, total(payload) - 1).grads;

function tellNode(payload: GraphPayload, state: Playing, i: number): string {
  const say = sayGraph(payload.lang);
  const node = payload.nodes[i];
  const { grads, reached } = moment(payload, state.frame);
  const head = say("node", { name: nameOf(payload, i), value: valueText(payload, i) });
  const grad = reached.has(i) && grads[i] != null ? say("nodeGrad", { grad: short(grads[i]) }) : "";
  const parents = (node?.parents ?? []).map((parent) => nameOf(payload, parent)).join(", ");
  const origin = parents ? say("from", { op: node?.op ?? "", parents }) : say("leaf");
  return `${head}${grad}\n${origin}`;
}

function parts(payload: GraphPayload, state: Playing): Part[] {
  const nodes = payload.nodes.map((_, i) => ({ id: `n:${i}`, label: tellNode(payload, state, i) }));
  return [...playerParts(payload.lang, state, total(payload), frameName(payload)), ...nodes];
}

/** A computation graph with values, whose gradients flow back one operation at a time. */
export const graph: FigureKind<GraphPayload, Playing> = defineKind({
  name: "graph",
  version: 1,
  schema: graphSchema,
  title: ({ title, lang }) => title ?? sayGraph(lang)("title"),
  caption(payload) {
    const say = sayGraph(payload.lang);
    const told = say("caption", { n: payload.nodes.length, root: nameOf(payload, payload.nodes.length - 1) });
    return payload.left ? `${told} ${say("left", { n: payload.left })}` : told;
  },
  text(payload) {
    const say = sayGraph(payload.lang);
    const { columns, rows } = graph.table(payload);
    const cells = rows.map((row) => row.map((cell) => (typeof cell === "number" ? short(cell) : (cell ?? "–"))));
    return [graph.title(payload), align([columns, ...cells]), payload.left ? say("left", { n: payload.left }) : ""]
      .filter(Boolean)
      .join("\n");
  },
  table(payload) {
    const say = sayGraph(payload.lang);
    const grads = finalGrads(payload);
    const rows = payload.nodes.map((node, i) => [
      nameOf(payload, i),
      node.op,
      node.parents.map((parent) => nameOf(payload, parent)).join(", "),
      valueText(payload, i),
      grads[i] ?? null,
    ]);
    return { columns: [say("name"), say("op"), say("parents"), say("value"), say("grad")], rows };
  },
  start(payload, previous) {
    if (previous) return { frame: Math.min(previous.frame, total(payload) - 1), playing: previous.playing };
    return { frame: 0, playing: false };
  },
  parts,
  draw({ payload, state, env, set }) {
    const frame = env.live ? state.frame : total(payload) - 1;
    return {
      controls: player(payload.lang, state, total(payload), set, frameName(payload)),
      graphic: scene(payload, frame, env),
      hint: tellStep(payload, state.frame),
    };
  },
  tick: (payload, state) => playerTick(state, total(payload), every),
});
