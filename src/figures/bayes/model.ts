import { noisyAnd, noisyOr } from "../../bn/noisy-cpt";
import { activePaths, dSeparated } from "../../bn/d-separation";
import { informationOf } from "../../bn/explain/information";
import { ImpossibleEvidence } from "../../bn/inference/errors";
import { JunctionTree } from "../../bn/inference/junction-tree/junction-tree";
import { BayesianNetwork } from "../../bn/network";
import type { Evidence } from "../../bn/variable";
import { sayBayes } from "./words";
import { widthAtLeast } from "./width";
import type { BayesNode, BayesPayload } from "./payload";

/** What is known of a node: it was seen in a state, or set to it by force. */
export interface Finding {
  readonly node: number;
  readonly state: number;
  readonly how: "see" | "do";
}

/** What follows from the findings. */
export type Answer =
  | { readonly kind: "values"; readonly values: readonly ArrayLike<number>[]; readonly logEvidence: number | null }
  /** The findings cannot occur together. */
  | { readonly kind: "impossible" }
  /** The network is too wide for exact inference: the library's own words. */
  | { readonly kind: "refused"; readonly why: string }
  /** The tables are not here. */
  | { readonly kind: "unknown" };

/** The numbers that all tables of the page's junction tree may hold: 128 megabytes. */
const mostEntries = 2 ** 24;
const mostKept = 100;
/** In networks of at most so many nodes the search for an order takes no time that a reader would notice. */
const quicklyOrdered = 150;
/** A table of more variables than this cannot hold fewer than 2^24 numbers. */
const widestTried = 24;

/** Whatever the order, some table joins more unobserved variables than this: a bound that is quick to have. */
function widthOf(payload: BayesPayload, findings: readonly Finding[]): number {
  const graph = engineOf(payload).net.moralGraph();
  for (const { node } of findings) {
    const name = payload.nodes[node]?.name ?? "";
    for (const other of graph.get(name) ?? []) graph.get(other)?.delete(name);
    graph.delete(name);
  }
  return widthAtLeast(graph);
}

interface Engine {
  readonly net: BayesianNetwork;
  /** Whether every node has its table. */
  readonly whole: boolean;
  /** The last network that interventions made, and its tree. */
  forced: { readonly key: string; readonly net: BayesianNetwork; readonly tree: JunctionTree } | null;
  readonly answers: Map<string, Answer>;
  readonly arcs: Map<string, readonly (number | null)[]>;
  readonly separations: Map<string, Separation>;
}

const engines = new WeakMap<BayesPayload, Engine>();

/** The payload's network, built once. Throws a GradbookError where its parts do not make one. */
export function engineOf(payload: BayesPayload): Engine {
  const known = engines.get(payload);
  if (known) return known;
  const { nodes } = payload;
  const net = new BayesianNetwork();
  for (const { name, states } of nodes) net.addVariable(name, states);
  for (const { name, parents } of nodes) for (const parent of parents) net.addEdge(nodes[parent]?.name ?? "", name);
  let whole = true;
  for (const node of nodes) {
    if (node.gate) net.addCpt(node.name, gateOf(nodes, node, node.gate));
    else if (node.cpt) net.addCpt(node.name, node.cpt);
    else whole = false;
  }
  const engine: Engine = { net, whole, forced: null, answers: new Map(), arcs: new Map(), separations: new Map() };
  engines.set(payload, engine);
  return engine;
}

function gateOf(nodes: readonly BayesNode[], node: BayesNode, gate: NonNullable<BayesNode["gate"]>) {
  const { parents, states } = node;
  const each = <T>(value: (parent: BayesNode, k: number) => T): Record<string, T> =>
    Object.fromEntries(
      parents.map((parent, k) => [nodes[parent]?.name ?? "", value(nodes[parent] as BayesNode, k)] as const),
    );
  const strengths = each((_, k) => gate.strengths[k] ?? NaN);
  const active = each((parent, k) => parent.states[gate.active[k] ?? -1] ?? "");
  const options = { leak: gate.leak, on: states[gate.on] ?? "", active };
  return gate.kind === "or" ? noisyOr(strengths, options) : noisyAnd(strengths, options);
}

/** A text that is the same for the same findings, in whatever order. */
export const keyOf = (findings: readonly Finding[]): string =>
  findings
    .map(({ node, state, how }) => `${how === "do" ? "!" : ""}${node}=${state}`)
    .sort()
    .join(" ");

const evidenceOf = ({ nodes }: BayesPayload, findings: readonly Finding[], how: Finding["how"]): Evidence =>
  Object.fromEntries(
    findings
      .filter((finding) => finding.how === how)
      .map(({ node, state }) => [nodes[node]?.name ?? "", nodes[node]?.states[state] ?? ""]),
  );

/** The network after the interventions among the findings, and a tree for it. */
function forcedBy(payload: BayesPayload, findings: readonly Finding[]): { net: BayesianNetwork; tree: JunctionTree } {
  const engine = engineOf(payload);
  const done = findings.filter(({ how }) => how === "do");
  const key = keyOf(done);
  if (engine.forced?.key !== key) {
    const net = done.length ? engine.net.doIntervention(evidenceOf(payload, done, "do")) : engine.net;
    engine.forced = { key, net, tree: new JunctionTree(net, { maxEntries: mostEntries }) };
  }
  return engine.forced;
}

/** What was computed for this key, or is now: every part of the picture asks, at every move of the pointer. */
function once<T>(kept: Map<string, T>, key: string, compute: () => T): T {
  const known = kept.get(key);
  if (known !== undefined) return known;
  if (kept.size >= mostKept) kept.clear();
  const found = compute();
  kept.set(key, found);
  return found;
}

/** The posteriors of all nodes given the findings, by the library's own junction tree. */
export function answer(payload: BayesPayload, findings: readonly Finding[]): Answer {
  const { answers, whole } = engineOf(payload);
  const key = keyOf(findings);
  return once(answers, key, () => (whole ? compute(payload, findings) : sent(payload, key)));
}

function sent({ posteriors, evidence }: BayesPayload, key: string): Answer {
  if (!posteriors || key !== keyOf(evidence)) return { kind: "unknown" };
  return { kind: "values", values: posteriors.map((values) => values ?? []), logEvidence: null };
}

function compute(payload: BayesPayload, findings: readonly Finding[]): Answer {
  // A gate's parents are never married: its factors are a chain.
  const tables = payload.nodes.every(({ gate }) => gate === undefined);
  const width = tables && payload.nodes.length > quicklyOrdered ? widthOf(payload, findings) : 0;
  if (width > widestTried) return { kind: "refused", why: sayBayes(payload.lang)("wide", { width }) };
  try {
    const { tree } = forcedBy(payload, findings);
    const result = tree.posteriors(evidenceOf(payload, findings, "see"));
    const values = payload.nodes.map(({ name }) => result.values(name));
    return { kind: "values", values, logEvidence: result.logEvidence };
  } catch (error) {
    if (error instanceof ImpossibleEvidence) return { kind: "impossible" };
    return { kind: "refused", why: String((error as Error).message) };
  }
}

/** The arrows, child by child. */
export function edgesOf({ nodes }: BayesPayload): { from: number; to: number }[] {
  return nodes.flatMap(({ parents }, to) => parents.map((from) => ({ from, to })));
}

/** I(parent; child | findings) in bits for every arrow that is not cut; null where it cannot be computed. */
export function arcBits(payload: BayesPayload, findings: readonly Finding[]): readonly (number | null)[] {
  return once(engineOf(payload).arcs, keyOf(findings), () => computeBits(payload, findings));
}

function computeBits(payload: BayesPayload, findings: readonly Finding[]): (number | null)[] {
  const edges = edgesOf(payload);
  if (answer(payload, findings).kind !== "values" || !engineOf(payload).whole) return edges.map(() => null);
  const { tree } = forcedBy(payload, findings);
  const evidence = evidenceOf(payload, findings, "see");
  const forced = new Set(findings.filter(({ how }) => how === "do").map(({ node }) => node));
  const nameOf = (i: number): string => payload.nodes[i]?.name ?? "";
  return edges.map(({ from, to }) => (forced.has(to) ? null : informationOf(tree, nameOf(from), nameOf(to), evidence)));
}

/** How probable each row of a node's table is now: P(parents | findings). Null where that cannot be computed. */
export function rowWeights(payload: BayesPayload, findings: readonly Finding[], node: number): Float64Array | null {
  const parents = (payload.nodes[node]?.parents ?? []).map((parent) => payload.nodes[parent]?.name ?? "");
  if (!parents.length || !engineOf(payload).whole || answer(payload, findings).kind !== "values") return null;
  try {
    const { tree } = forcedBy(payload, findings);
    return tree.query(parents, evidenceOf(payload, findings, "see")).values;
  } catch {
    return null;
  }
}

/** Whether two nodes are d-separated by what is seen, in the graph that interventions leave, and the active paths if not. */
export type Separation =
  | { readonly kind: "observed"; readonly node: number }
  | { readonly kind: "separated" }
  | {
      readonly kind: "connected";
      readonly paths: readonly { readonly nodes: readonly number[]; readonly text: string }[];
    };

/** What two nodes are to each other given the findings and the nodes that are taken as known. */
export function separation(
  payload: BayesPayload,
  findings: readonly Finding[],
  taken: readonly number[],
  ends: readonly [number, number],
): Separation {
  const key = [keyOf(findings), [...taken].sort().join(), ends.join()].join("|");
  return once(engineOf(payload).separations, key, () => separate(payload, findings, taken, ends));
}

function separate(
  payload: BayesPayload,
  findings: readonly Finding[],
  taken: readonly number[],
  [a, b]: readonly [number, number],
): Separation {
  const { nodes } = payload;
  const seen = new Set([...taken, ...findings.filter(({ how }) => how === "see").map(({ node }) => node)]);
  for (const node of [a, b]) if (seen.has(node)) return { kind: "observed", node };
  const done = findings.filter(({ how }) => how === "do");
  const { net } = engineOf(payload);
  const dag = net.dag;
  for (const { node } of done) {
    const child = nodes[node]?.name ?? "";
    for (const parent of dag.parents(child)) dag.removeEdge(parent, child);
  }
  const places = new Map(nodes.map(({ name }, i) => [name, i]));
  const given = [...seen].map((node) => nodes[node]?.name ?? "");
  const ends = [nodes[a]?.name ?? "", nodes[b]?.name ?? ""] as const;
  if (dSeparated(dag, ...ends, given)) return { kind: "separated" };
  const paths = activePaths(dag, ...ends, given, { limit: 12 });
  return {
    kind: "connected",
    paths: paths.map((path) => ({ text: path.text, nodes: path.nodes.map((one) => places.get(one) ?? 0) })),
  };
}
