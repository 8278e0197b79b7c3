import * as v from "valibot";
import { common, index, label, list } from "../core/schema";
import { engineOf } from "./model";

/** The largest networks that are used have about a thousand nodes. */
const mostNodes = 2_000;

const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
const name = v.pipe(label, v.minLength(1, "a name is needed"));
const shares = list(share, 200_000);

const gate = v.object({
  kind: v.picklist(["or", "and"]),
  /** For each parent its active state and how strong it is. */
  active: list(index, 200),
  strengths: list(share, 200),
  leak: v.optional(share, 0),
  /** The state that is "on". */
  on: index,
});

const node = v.object({
  name,
  states: list(name, 200, 1),
  /** Places in the list of nodes. */
  parents: v.optional(list(index, 200), []),
  /** P(node | parents), row by row, the last parent's state changing fastest. Without it the graph alone is drawn. */
  cpt: v.optional(shares),
  gate: v.optional(gate),
});

const finding = v.object({
  node: index,
  state: index,
  /** Seen, or set by force: do(node = state). */
  how: v.optional(v.picklist(["see", "do"]), "see"),
});

const distributions = list(v.nullable(list(share, 200)), mostNodes);

/** A network with its tables, and what is known of it. The page computes the posteriors itself. */
const fields = v.object({
  ...common,
  nodes: list(node, mostNodes, 1),
  evidence: v.optional(list(finding, mostNodes), []),
  /** Two nodes that are marked at first: are they d-separated given these others? */
  separation: v.optional(v.object({ from: index, to: index, given: v.optional(list(index, mostNodes), []) })),
  /** Nodes that are asked about. */
  query: v.optional(list(index, mostNodes), []),
  /** Other numbers to lay beside the posteriors, such as frequencies of samples: a list for each node, or null. */
  compare: v.optional(v.object({ label, posteriors: distributions })),
  /** The posteriors, where the tables are too large to travel. */
  posteriors: v.optional(distributions),
});

export type BayesPayload = v.InferOutput<typeof fields>;
export type BayesNode = BayesPayload["nodes"][number];

/** Says what is wrong, or nothing: names twice, arrows in a circle, tables that do not fit, states that there are not. */
function fault(payload: BayesPayload): string | null {
  const { nodes, evidence, query, compare, posteriors, separation } = payload;
  const count = nodes.length;
  for (const { name, parents } of nodes) {
    const stray = parents.find((parent) => parent >= count);
    if (stray !== undefined) return `${name} has the parent number ${stray}, but there are ${count} nodes`;
  }
  for (const { node, state } of evidence) {
    if (state >= (nodes[node]?.states.length ?? 0)) return `there is no state ${state} of node ${node}`;
  }
  if (new Set(evidence.map(({ node }) => node)).size < evidence.length) return "a node has two findings";
  const { from = 0, to = 0, given = [] } = separation ?? {};
  if ([...query, from, to, ...given].some((one) => one >= count)) return "a node that is asked about does not exist";
  if (separation && from === to) return "two different nodes are needed to ask whether they are separated";
  for (const beside of [compare?.posteriors, posteriors]) {
    const wrong = beside?.some((values, i) => values !== null && values.length !== nodes[i]?.states.length);
    if (wrong || (beside && beside.length !== count)) return "a distribution needs a number for each state";
  }
  try {
    engineOf(payload);
  } catch (error) {
    return String((error as Error).message);
  }
  return null;
}

export const bayesSchema = v.pipe(
  fields,
  v.rawCheck(({ dataset, addIssue }) => {
    const message = dataset.typed ? fault(dataset.value) : null;
    if (message !== null) addIssue({ message });
  }),
);
