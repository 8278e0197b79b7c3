import { arrange, lettersWidth, type Layout } from "./arrange";
import type { BayesPayload } from "./payload";

/** States that a card shows; more are folded. */
export const shownStates = 6;
/** Nodes that are drawn as cards with all their states; more become small. */
export const mostCards = 24;
/** Nodes that are drawn at once; of more, the surroundings of one. */
export const mostDrawn = 120;

export const headHeight = 24;
/** The height of a state's row; two bars need more. */
export const rowHeightOf = ({ compare }: BayesPayload): number => (compare ? 23 : 18);
export const compactHeight = 40;

/** Of many states the first ones are shown; one that is known of never hides. */
export function statesOf(payload: BayesPayload, node: number, known: number | null): number[] {
  const count = payload.nodes[node]?.states.length ?? 0;
  if (count <= shownStates) return Array.from({ length: count }, (_, i) => i);
  const first = Array.from({ length: shownStates - 1 }, (_, i) => i);
  if (known !== null && !first.includes(known)) first[first.length - 1] = known;
  return first;
}

/** The height of a card: its head, a row a state, one more where states are folded. */
const cardHeight = (states: number, row: number): number => headHeight + Math.min(states, shownStates) * row + 8;

const known = new WeakMap<BayesPayload, Map<string, Layout>>();

/** Where the given nodes and the arrows between them stand in a page of this width. */
export function layout(payload: BayesPayload, nodes: readonly number[], width: number): Layout {
  const stacked = width < 480;
  const key = `${stacked ? width : width >= 700 ? "wide" : "page"} ${nodes.length === payload.nodes.length ? "" : nodes.join(" ")}`;
  const kept = known.get(payload) ?? new Map<string, Layout>();
  known.set(payload, kept);
  const found = kept.get(key) ?? compute(payload, nodes, width);
  if (kept.size > 40) kept.clear();
  kept.set(key, found);
  return found;
}

function compute(payload: BayesPayload, nodes: readonly number[], width: number): Layout {
  const compact = nodes.length > mostCards;
  const drawn = new Set(nodes);
  let at = -1;
  const arcs = payload.nodes.flatMap(({ parents }, to) => parents.map((from) => ({ from, to, at: ++at })));
  const inside = arcs.filter(({ from, to }) => drawn.has(from) && drawn.has(to));
  const bars = Boolean(payload.nodes[0]?.cpt ?? payload.nodes[0]?.gate ?? payload.posteriors);
  const bar = nodes.length <= 10 ? 64 : 36;
  const size = (node: number): { width: number; height: number } => {
    const { name = "", states = [] } = payload.nodes[node] ?? {};
    if (compact) return { width: Math.max(96, Math.min(160, lettersWidth(name, 11.5) + 20)), height: compactHeight };
    const widest = Math.max(...states.map((state) => lettersWidth(state, 11)));
    const room = Math.max(lettersWidth(name, 13) + 24, Math.min(90, widest) + (bars ? 76 + bar : 20));
    return {
      width: Math.max(bars ? 120 : 80, Math.min(230, Math.ceil(room))),
      height: cardHeight(states.length, rowHeightOf(payload)),
    };
  };
  return arrange({ nodes, arcs: inside, size, compact }, width);
}

/** The nodes nearest to one, along arrows in either direction. */
export function around({ nodes }: BayesPayload, centre: number, most: number): number[] {
  const near = new Map<number, number[]>(nodes.map((_, i) => [i, []]));
  nodes.forEach(({ parents }, child) => {
    for (const parent of parents) {
      near.get(parent)?.push(child);
      near.get(child)?.push(parent);
    }
  });
  const found = new Set([centre]);
  for (const node of found) {
    for (const next of near.get(node) ?? []) if (found.size < most) found.add(next);
    if (found.size >= most) break;
  }
  return [...found].sort((a, b) => a - b);
}
