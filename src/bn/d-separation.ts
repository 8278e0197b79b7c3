import type { Dag } from "./graph";
import { GradbookError } from "../errors";

/** A way between two nodes that evidence does not block: its nodes, and its arrows as they point. */
export interface ActivePath {
  readonly nodes: readonly string[];
  /** "smoke -> lung -> either <- tub", as one reads it. */
  readonly text: string;
}

/** Every node that the observed ones leave dependent on `from`: a walk that may pass a collider only at or above evidence. */
export function reachable(dag: Dag, from: string, observed: ReadonlySet<string>): Set<string> {
  const aboveEvidence = dag.ancestors(observed);
  const found = new Set<string>();
  // A state of the walk is a node and the side from which it was entered.
  const seen = new Set<string>();
  const todo: [node: string, cameFrom: "child" | "parent"][] = [[from, "child"]];
  for (const [node, cameFrom] of todo) {
    const key = `${cameFrom} ${node}`;
    if (seen.has(key)) continue;
    seen.add(key);
    if (!observed.has(node)) found.add(node);
    const passes = cameFrom === "child" ? !observed.has(node) : aboveEvidence.has(node);
    if (passes) for (const parent of dag.parents(node)) todo.push([parent, "child"]);
    if (!observed.has(node)) for (const child of dag.children(node)) todo.push([child, "parent"]);
  }
  found.delete(from);
  return found;
}

/**
 * Whether `x` and `y` are independent in every network of this graph once `given` is known: no active path is left.
 *
 * Takes time linear in the edges. Throws a GradbookError if x and y are the same, among `given`, or unknown.
 * Source: Shachter, Bayes-Ball (1998).
 */
export function dSeparated(dag: Dag, x: string, y: string, given: readonly string[] = []): boolean {
  for (const node of [x, y, ...given]) dag.parents(node);
  if (x === y) throw new GradbookError(`dSeparated: '${x}' is asked about twice; ask about two nodes.`);
  if (given.includes(x) || given.includes(y)) {
    throw new GradbookError(
      `dSeparated: '${given.includes(x) ? x : y}' is asked about and given; leave it out of one.`,
    );
  }
  return !reachable(dag, x, new Set(given)).has(y);
}

/** The active paths from x to y, shortest first; `limit` (default 10) of them at most, for there may be very many. */
export function activePaths(
  dag: Dag,
  x: string,
  y: string,
  given: readonly string[] = [],
  options: { limit?: number } = {},
): ActivePath[] {
  if (dSeparated(dag, x, y, given)) return [];
  const observed = new Set(given);
  const aboveEvidence = dag.ancestors(observed);
  const found: ActivePath[] = [];
  const { limit = 10 } = options;
  const todo: string[][] = [[x]];
  // Breadth first, so that short explanations come first; a bound, for the number of simple paths may be exponential.
  for (let i = 0; i < todo.length && found.length < limit && i < 100_000; i++) {
    const path = todo[i];
    const node = path[path.length - 1];
    if (node === y) {
      found.push({ nodes: path, text: pathText(dag, path) });
      continue;
    }
    for (const next of [...dag.parents(node), ...dag.children(node)]) {
      if (!path.includes(next) && passes(dag, path, next, observed, aboveEvidence)) todo.push([...path, next]);
    }
  }
  return found;
}

/** Whether the last node of `path` lets influence through to `next`. */
function passes(
  dag: Dag,
  path: readonly string[],
  next: string,
  observed: ReadonlySet<string>,
  aboveEvidence: ReadonlySet<string>,
): boolean {
  if (path.length < 2) return true;
  const [before, node] = [path[path.length - 2], path[path.length - 1]];
  const collider = dag.hasEdge(before, node) && dag.hasEdge(next, node);
  return collider ? aboveEvidence.has(node) : !observed.has(node);
}

function pathText(dag: Dag, path: readonly string[]): string {
  return path.map((node, i) => (i === 0 ? node : `${dag.hasEdge(path[i - 1], node) ? "->" : "<-"} ${node}`)).join(" ");
}
