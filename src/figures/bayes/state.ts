import { around, mostDrawn } from "./layout";
import { answer, keyOf, separation, type Answer, type Finding, type Separation } from "./model";
import type { BayesPayload } from "./payload";

/** What a click does: sees a state, sets it by force, or marks nodes to ask whether they are d-separated. */
export type Mode = "see" | "do" | "path";

export interface BayesState {
  readonly findings: readonly Finding[];
  readonly mode: Mode;
  /** The nodes that are marked in mode "path": two at most. */
  readonly marked: readonly number[];
  /** Nodes that mode "path" takes as known, whatever their state. */
  readonly given: readonly number[];
  /** The node whose table is open. */
  readonly open: number | null;
  /** Whether arrows are as wide as what they carry. */
  readonly widths: boolean;
  /** In networks that are too large to be drawn: the node around which it is drawn. */
  readonly focus: number;
  readonly zoom: number;
}

export const modes: readonly Mode[] = ["see", "do", "path"];

/** Where the reader starts: the evidence of the payload. */
export function start(payload: BayesPayload, previous?: BayesState): BayesState {
  const { evidence, nodes, query, separation } = payload;
  const fits = ({ node, state }: Finding): boolean => state < (nodes[node]?.states.length ?? 0);
  if (previous && previous.focus < nodes.length && previous.findings.every(fits)) {
    const inside = (all: readonly number[]): number[] => all.filter((node) => node < nodes.length);
    const [open = null] = inside(previous.open === null ? [] : [previous.open]);
    return { ...previous, marked: inside(previous.marked), given: inside(previous.given), open };
  }
  const focus = evidence[0]?.node ?? query[0] ?? mostJoined(payload);
  const first = { findings: evidence, open: null, widths: false, focus, zoom: 1 };
  if (!separation) return { ...first, mode: "see", marked: [], given: [] };
  return { ...first, mode: "path", marked: [separation.from, separation.to], given: separation.given };
}

function mostJoined({ nodes }: BayesPayload): number {
  const arrows = nodes.map(({ parents }) => parents.length);
  for (const { parents } of nodes) for (const parent of parents) arrows[parent] = (arrows[parent] ?? 0) + 1;
  return arrows.indexOf(Math.max(...arrows));
}

/** The nodes that are drawn: all of them, or those around one. */
export function drawnNodes(payload: BayesPayload, { focus }: BayesState): number[] {
  const { nodes } = payload;
  return nodes.length <= mostDrawn ? nodes.map((_, i) => i) : around(payload, focus, 22);
}

export const findingOf = ({ findings }: BayesState, node: number): Finding | undefined =>
  findings.find((finding) => finding.node === node);

export const answerOf = (payload: BayesPayload, { findings }: BayesState): Answer => answer(payload, findings);

/** P(node = state | findings); null where it is not known. */
export function probability(payload: BayesPayload, state: BayesState, node: number, at: number): number | null {
  const found = answerOf(payload, state);
  return found.kind === "values" ? (found.values[node]?.[at] ?? null) : null;
}

/** The same before any finding. */
export function priorOf(payload: BayesPayload, node: number, at: number): number | null {
  const found = answer(payload, []);
  return found.kind === "values" ? (found.values[node]?.[at] ?? null) : null;
}

/** What the other numbers say of a state; they hold for the payload's own evidence only. */
export function comparedTo(
  { compare, evidence }: BayesPayload,
  { findings }: BayesState,
  node: number,
  at: number,
): number | null {
  if (!compare || keyOf(findings) !== keyOf(evidence)) return null;
  return compare.posteriors[node]?.[at] ?? null;
}

/** What the two marked nodes are to each other; null until two are marked. */
export function separationOf(payload: BayesPayload, { mode, marked, given, findings }: BayesState): Separation | null {
  const [a, b] = marked;
  return mode !== "path" || a === undefined || b === undefined ? null : separation(payload, findings, given, [a, b]);
}

/** What stands at a node: seen, set by force, or taken as known. */
export function knownAs(state: BayesState, node: number): "see" | "do" | "given" | null {
  const how = findingOf(state, node)?.how ?? null;
  return how ?? (state.mode === "path" && state.given.includes(node) ? "given" : null);
}

/** The arrows that are cut: those into nodes that were set by force. */
export const isCut = ({ findings }: BayesState, to: number): boolean =>
  findings.some(({ node, how }) => node === to && how === "do");

/** What a click on a part changes. */
export function choose(payload: BayesPayload, state: BayesState, part: string): Partial<BayesState> {
  const [what = "", first = "", second = ""] = part.split(":");
  const [node, at] = [Number(first), Number(second)];
  if (what === "back") return { findings: state.findings.filter((finding) => finding.node !== node) };
  if (what !== "n" && what !== "s") return {};
  if (state.mode === "path" && what === "s") return { given: toggled(state.given, node, 200) };
  if (state.mode === "path") return { marked: toggled(state.marked, node, 2) };
  if (what === "n") return { open: state.open === node ? null : node };
  if (!payload.nodes[node]) return {};
  const { mode } = state;
  const others = state.findings.filter((finding) => finding.node !== node);
  const now = findingOf(state, node);
  if (now?.state === at && now.how === mode) return { findings: others };
  return { findings: [...others, { node, state: at, how: mode }] };
}

const toggled = (list: readonly number[], node: number, most: number): number[] =>
  list.includes(node) ? list.filter((one) => one !== node) : [...list.slice(1 - most), node];
