import { short } from "../core/format";
import type { GraphNode, GraphPayload } from "./payload";
import { sayGraph } from "./words";

/** What one step backwards sends to one parent. */
export interface Sent {
  readonly parent: number;
  readonly local: number | null;
  readonly part: number | null;
  readonly sum: number | null;
}

/** The graph after some steps backwards. */
export interface Moment {
  /** The gradients so far: null where nothing has arrived, or is not one number. */
  readonly grads: readonly (number | null)[];
  /** Nodes that a gradient has reached. */
  readonly reached: ReadonlySet<number>;
  /** The node of this step, and what it sent. */
  readonly node: number | null;
  readonly sent: readonly Sent[];
}

/** The nodes that pass a gradient on, in the order in which they do: results before what they came from. */
export function order({ nodes }: GraphPayload): number[] {
  const last = nodes.length - 1;
  const flows = new Set([last]);
  const out: number[] = [];
  for (let i = last; i >= 0; i--) {
    const node = nodes[i];
    if (!node || !flows.has(i) || !node.parents.length || !node.learns) continue;
    out.push(i);
    for (const parent of node.parents) flows.add(parent);
  }
  return out;
}

/** How many frames a player has: forward, the start, and a step an operation. */
export const total = (payload: GraphPayload): number => order(payload).length + 2;

/** The graph in a frame: 0 is forward only, 1 the start, then a step each. */
export function moment(payload: GraphPayload, frame: number): Moment {
  const { nodes } = payload;
  const last = nodes.length - 1;
  const grads: (number | null)[] = nodes.map(() => null);
  const reached = new Set<number>();
  if (frame <= 0) return { grads, reached, node: null, sent: [] };
  grads[last] = 1;
  reached.add(last);
  let sent: Sent[] = [];
  let current: number | null = null;
  for (const i of order(payload).slice(0, frame - 1)) {
    const node = nodes[i];
    if (!node) continue;
    current = i;
    sent = node.parents.map((parent, k) => send(nodes, grads, reached, i, parent, k)).filter((one) => one !== null);
  }
  return { grads, reached, node: current, sent };
}

function send(
  nodes: readonly GraphNode[],
  grads: (number | null)[],
  reached: Set<number>,
  from: number,
  parent: number,
  k: number,
): Sent | null {
  const target = nodes[parent];
  if (!target?.learns) return null;
  const local = nodes[from]?.locals[k] ?? null;
  const grad = grads[from] ?? null;
  const part = local === null || grad === null ? null : local * grad;
  const before = reached.has(parent) ? (grads[parent] ?? null) : 0;
  // Without a local derivative (tensors, unknown operations) the library's own result stands in.
  const sum = part === null || before === null ? target.grad : before + part;
  grads[parent] = sum;
  reached.add(parent);
  return { parent, local, part, sum };
}

const letters = "abcdefghijklmnopqrstuvwxyz";
const named = new WeakMap<GraphPayload, string[]>();

/** A node's name: its own, or the next letter that no node has, in the order of computation. */
export function nameOf(payload: GraphPayload, i: number): string {
  const names = named.get(payload) ?? namesOf(payload);
  named.set(payload, names);
  return names[i] ?? "";
}

function namesOf({ nodes }: GraphPayload): string[] {
  const taken = new Set(nodes.map(({ name }) => name));
  let next = 0;
  const fresh = (): string => {
    for (;;) {
      const round = Math.floor(next / letters.length);
      const name = `${letters[next++ % letters.length]}${round || ""}`;
      if (!taken.has(name)) return name;
    }
  };
  return nodes.map(({ name }) => name || fresh());
}

export function frameName(payload: GraphPayload): (frame: number) => string {
  const say = sayGraph(payload.lang);
  const root = nameOf(payload, payload.nodes.length - 1);
  const steps = order(payload);
  return (frame) => {
    if (frame <= 0) return say("forward");
    if (frame === 1) return say("start", { root });
    const node = payload.nodes[steps[frame - 2] ?? -1];
    return say("step", { n: frame - 1, total: steps.length, op: node?.op ?? "" });
  };
}

/** A step in words and numbers. */
export function tellStep(payload: GraphPayload, frame: number): string {
  const say = sayGraph(payload.lang);
  const root = nameOf(payload, payload.nodes.length - 1);
  if (frame <= 0) return say("intro");
  if (frame === 1) return say("seed", { root });
  const { node, sent, grads } = moment(payload, frame);
  if (node === null) return "";
  const op = `${payload.nodes[node]?.op ?? ""} (${nameOf(payload, node)})`;
  const bracket = (value: number | null): string => (value !== null && value < 0 ? `(${short(value)})` : short(value));
  const lines = sent.map(({ parent, local, part, sum }) => {
    const name = nameOf(payload, parent);
    if (part === null) return say("addSymbolic", { root, parent: name, op });
    return say("add", {
      root,
      parent: name,
      grad: bracket(grads[node] ?? null),
      local: bracket(local),
      part: short(part),
      sum: short(sum),
    });
  });
  const grad = short(grads[node]);
  return [say("passes", { op, grad }), ...lines].join("\n");
}
