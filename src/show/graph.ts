import { GradbookError } from "../errors";
import { mostNodes } from "../figures/graph/payload";
import { Figure } from "./figure";
import { language } from "./language";
import { gap, isTensor } from "./numbers";

/**
 * A node of a computation: a tensor that was computed from others, or a learner's own value. `value` or `data` is its number,
 * `op` or `operation` what computed it (a leaf's `op` is its name), `parents` what it was computed from.
 */
export interface NodeLike {
  readonly parents?: Iterable<unknown>;
  readonly op?: string;
  readonly operation?: string | undefined;
  readonly name?: string;
  readonly label?: string;
  readonly value?: number;
  readonly data?: number;
  readonly grad?: unknown;
  /** The local derivative for each parent. */
  readonly slopes?: readonly number[];
}

export interface GraphOptions {
  title?: string;
  /** Names for nodes: { w, x }. */
  names?: Readonly<Record<string, unknown>>;
}

/**
 * The computation that led to a node, with values and, step by step, the gradients that flow back through it.
 *
 * @example
 * const x = { value: 3, op: "x", parents: [], grad: 6 };
 * const y = { value: 9, op: "*", parents: [x, x], slopes: [3, 3], grad: 1 };
 * show.graph(y).kind; // -> "graph"
 */
export function graph(root: NodeLike, options: GraphOptions = {}): Figure<[NodeLike, GraphOptions]> {
  return new Figure("graph", graphPayload, [root, options]);
}

/** The payload of `graph`. */
export function graphPayload(root: NodeLike, { title, names = {} }: GraphOptions = {}): object {
  if (typeof root !== "object" || root === null)
    throw new GradbookError("show.graph: expected a tensor, or an object with value, op and parents");
  const all = inOrder(root);
  const shown = all.slice(-mostNodes);
  const indexOf = new Map(shown.map((node, i) => [node, i]));
  const given = new Map(Object.entries(names).map(([name, node]) => [node, name]));
  return {
    lang: language(),
    ...(title === undefined ? {} : { title }),
    left: all.length - shown.length,
    nodes: shown.map((node) => nodePayload(node, indexOf, given.get(node))),
  };
}

/** Every node, what it is computed from first. Without recursion: a graph may be thousands deep. */
function inOrder(root: NodeLike): NodeLike[] {
  const done = new Set<NodeLike>();
  const out: NodeLike[] = [];
  const stack: { node: NodeLike; rest: NodeLike[] }[] = [{ node: root, rest: parentsOf(root) }];
  const open = new Set<NodeLike>([root]);
  while (stack.length) {
    const top = stack[stack.length - 1];
    if (!top) break;
    const next = top.rest.shift();
    if (!next) {
      stack.pop();
      done.add(top.node);
      out.push(top.node);
      continue;
    }
    if (done.has(next)) continue;
    if (open.has(next))
      throw new GradbookError("show.graph: a node is among its own ancestors; a computation has no cycles");
    open.add(next);
    stack.push({ node: next, rest: parentsOf(next) });
  }
  return out;
}

const parentsOf = (node: NodeLike): NodeLike[] =>
  [...(node.parents ?? [])].filter((parent): parent is NodeLike => typeof parent === "object" && parent !== null);

function nodePayload(node: NodeLike, indexOf: ReadonlyMap<NodeLike, number>, given: string | undefined): object {
  const parents = parentsOf(node);
  const op = String(node.op ?? node.operation ?? "");
  const leaf = parents.length === 0;
  const value = valueOf(node);
  const locals = localsOf(node, parents);
  const kept = parents
    .map((parent, k) => ({ at: indexOf.get(parent), local: locals[k] ?? null }))
    .filter(({ at }) => at !== undefined);
  const name = given ?? node.name ?? node.label ?? (leaf ? op : "");
  return {
    op: leaf ? "" : op,
    ...(name ? { name: String(name).slice(0, 200) } : {}),
    value: gap(value),
    ...(value === null && isTensor(node) ? { text: `[${node.shape.join(", ")}]` } : {}),
    grad: gap(gradOf(node)),
    learns: (node as { requiresGrad?: unknown }).requiresGrad !== false,
    parents: kept.map(({ at }) => at),
    locals: kept.map(({ local }) => gap(local)),
  };
}

/** The number that a node holds, or null where it holds several. */
function valueOf(node: NodeLike): number | null {
  if (isTensor(node)) {
    const values = node.toTypedArray();
    return values.length === 1 ? (values[0] ?? null) : null;
  }
  const value = node.value ?? node.data;
  return typeof value === "number" ? value : null;
}

function gradOf({ grad }: NodeLike): number | null {
  if (typeof grad === "number") return grad;
  return isTensor(grad) && grad.toTypedArray().length === 1 ? (grad.toTypedArray()[0] ?? null) : null;
}

/** The derivative with respect to each parent: the node's own `slopes`, else by the operation's rule, for single numbers. */
function localsOf(node: NodeLike, parents: readonly NodeLike[]): (number | null)[] {
  if (Array.isArray(node.slopes)) return [...(node.slopes as number[])];
  const value = valueOf(node);
  const inputs = parents.map(valueOf);
  const rule = rules[String(node.op ?? node.operation ?? "").toLowerCase()];
  if (!rule || value === null || inputs.some((input) => input === null)) return [];
  return rule(inputs as number[], value);
}

const add = (): number[] => [1, 1];
const sub = (): number[] => [1, -1];
const mul = ([a = 0, b = 0]: number[]): number[] => [b, a];
const div = ([a = 0, b = 1]: number[]): number[] => [1 / b, -a / (b * b)];
const pow = ([a = 0, b = 1]: number[], y: number): number[] => [b * a ** (b - 1), a > 0 ? y * Math.log(a) : 0];
const neg = (): number[] => [-1];

const rules: Readonly<Record<string, (inputs: number[], value: number) => number[]>> = {
  add,
  "+": add,
  sub,
  "-": ([, b]) => (b === undefined ? neg() : sub()),
  mul,
  "*": mul,
  "×": mul,
  div,
  "/": div,
  pow,
  "**": pow,
  neg,
  exp: (_, y) => [y],
  log: ([a = 1]) => [1 / a],
  sqrt: (_, y) => [0.5 / y],
  tanh: (_, y) => [1 - y * y],
  sigmoid: (_, y) => [y * (1 - y)],
  relu: ([a = 0]) => [a > 0 ? 1 : 0],
  abs: ([a = 0]) => [Math.sign(a)],
  sin: ([a = 0]) => [Math.cos(a)],
  cos: ([a = 0]) => [-Math.sin(a)],
  sum: () => [1],
  mean: () => [1],
};
