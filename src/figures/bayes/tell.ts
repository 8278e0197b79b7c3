import { short } from "../core/format";
import { sayShared } from "../core/words";
import { arcBits } from "./model";
import type { BayesPayload } from "./payload";
import { answerOf, comparedTo, findingOf, isCut, priorOf, probability, separationOf, type BayesState } from "./state";
import { sayBayes } from "./words";

/** A probability in few letters; what is not 0 or 1 is never written so. */
export function share(p: number): string {
  if (p === 0 || p === 1) return String(p);
  if (p < 0.0005) return p.toExponential(0).replace("e-", "e−");
  if (p > 0.9995) return ">0.999";
  return p.toFixed(3);
}

const nameOf = ({ nodes }: BayesPayload, node: number): string => nodes[node]?.name ?? "";
const stateOf = ({ nodes }: BayesPayload, node: number, at: number): string => nodes[node]?.states[at] ?? "";

/** "smoke = yes, do(lung = no)". */
export function listOf(payload: BayesPayload, state: BayesState, how?: "see" | "do"): string {
  return state.findings
    .filter((finding) => how === undefined || finding.how === how)
    .map((finding) => {
      const text = `${nameOf(payload, finding.node)} = ${stateOf(payload, finding.node, finding.state)}`;
      return finding.how === "do" ? `do(${text})` : text;
    })
    .join(sayShared(payload.lang)("comma"));
}

/** What is known, how probable that is, and what the mode found out: the line that stands under the picture. */
export function tellStatus(payload: BayesPayload, state: BayesState): string[] {
  const say = sayBayes(payload.lang);
  const found = answerOf(payload, state);
  const lines: string[] = [];
  if (state.findings.length) lines.push(say("known", { list: listOf(payload, state) }));
  if (found.kind === "impossible") lines.push(say("impossible"));
  if (found.kind === "refused") lines.push(say("refused", { why: found.why }));
  if (found.kind === "unknown") lines.push(say(payload.posteriors ? "unknown" : "noTables"));
  if (found.kind === "values" && found.logEvidence !== null) {
    if (!state.findings.length) lines.push(...(state.mode === "path" ? [] : [say("none")]));
    else if (state.findings.some(({ how }) => how === "see")) {
      lines.push(say("evidence", { p: tiny(found.logEvidence) }));
    }
  }
  for (const { node, how } of state.findings) {
    if (how === "do" && payload.nodes[node]?.parents.length) lines.push(say("cut", { name: nameOf(payload, node) }));
  }
  return [...lines, ...tellBits(payload, state), ...tellPaths(payload, state)];
}

function tellBits(payload: BayesPayload, state: BayesState): string[] {
  if (!state.widths || answerOf(payload, state).kind !== "values") return [];
  const most = Math.max(0, ...arcBits(payload, state.findings).map((bits) => bits ?? 0));
  const say = sayBayes(payload.lang);
  return [most < 5e-7 ? say("bitsNone") : say("bits", { bits: short(most) })];
}

/** exp(log), also where that is too small for a number. */
function tiny(log: number): string {
  const p = Math.exp(log);
  if (p >= 0.0005)
    return p > 0.99999 ? String(Math.min(1, Number(p.toPrecision(6)))) : String(Number(p.toPrecision(4)));
  const ten = log / Math.LN10;
  const power = Math.floor(ten);
  return `${(10 ** (ten - power)).toPrecision(3)}e−${-power}`;
}

function tellPaths(payload: BayesPayload, state: BayesState): string[] {
  if (state.mode !== "path") return [];
  const say = sayBayes(payload.lang);
  const [a, b] = state.marked;
  if (a === undefined) return [];
  if (b === undefined) return [say("markOne", { a: nameOf(payload, a) })];
  const found = separationOf(payload, state);
  if (!found) return [];
  if (found.kind === "observed") return [say("markSeen", { a: nameOf(payload, found.node) })];
  const taken = state.given.filter((node) => findingOf(state, node) === undefined).map((node) => nameOf(payload, node));
  const list = [listOf(payload, state, "see"), ...taken].filter(Boolean).join(sayShared(payload.lang)("comma"));
  const values = {
    a: nameOf(payload, a),
    b: nameOf(payload, b),
    given: list ? say("givenSet", { list }) : say("givenNone"),
  };
  if (found.kind === "separated") return [say("separated", values)];
  const paths = found.paths.slice(0, 4).map(({ text }) => text.replaceAll("->", "→").replaceAll("<-", "←"));
  return [say("connected", values), ...paths, ...(found.paths.length > 4 ? [say("pathsMore")] : [])];
}

/** A node in words. */
export function tellNode(payload: BayesPayload, state: BayesState, node: number): string {
  const say = sayBayes(payload.lang);
  const comma = sayShared(payload.lang)("comma");
  const finding = findingOf(state, node);
  const name = nameOf(payload, node);
  const known = { name, state: finding ? stateOf(payload, node, finding.state) : "" };
  const head = say(finding ? (finding.how === "do" ? "nodeDone" : "nodeSeen") : "node", known);
  const parents = (payload.nodes[node]?.parents ?? []).map((parent) => nameOf(payload, parent));
  const children = payload.nodes.flatMap((one) => (one.parents.includes(node) ? [one.name] : []));
  const from = parents.length ? say("nodeFrom", { parents: parents.join(comma) }) : say("nodeRoot");
  const to = children.length ? say("nodeTo", { children: children.slice(0, 12).join(comma) }) : "";
  const likely = finding ? "" : tellLikely(payload, state, node);
  const cut = isCut(state, node) && parents.length ? say("cut", { name }) : "";
  const act = [say(state.mode === "path" ? "nodeMark" : "nodeEnter"), ...tellPaths(payload, state)].join("\n");
  return [
    [head, likely].filter(Boolean).join(comma),
    [from, to].filter(Boolean).join(sayShared(payload.lang)("semicolon")),
    cut,
    act,
  ]
    .filter(Boolean)
    .join("\n");
}

function tellLikely(payload: BayesPayload, state: BayesState, node: number): string {
  const states = payload.nodes[node]?.states ?? [];
  const values = states.map((_, at) => probability(payload, state, node, at));
  if (values.some((p) => p === null)) return "";
  const best = values.reduce<number>((most, p, at) => ((p ?? 0) > (values[most] ?? 0) ? at : most), 0);
  return sayBayes(payload.lang)("nodeLikely", { state: states[best] ?? "", p: share(values[best] ?? 0) });
}

/** A state in words, with its probability now, before, and beside it. */
export function tellState(payload: BayesPayload, state: BayesState, node: number, at: number): string {
  const say = sayBayes(payload.lang);
  const comma = sayShared(payload.lang)("comma");
  const p = probability(payload, state, node, at);
  const finding = findingOf(state, node);
  const given = state.findings.length ? say("given") : "";
  const head = say("state", {
    name: nameOf(payload, node),
    state: stateOf(payload, node, at),
    given,
    p: p === null ? "–" : digits(p),
  });
  const prior = state.findings.length ? priorOf(payload, node, at) : null;
  const other = comparedTo(payload, state, node, at);
  const more = [
    prior === null ? "" : say("prior", { p: digits(prior) }),
    other == null ? "" : say("compared", { label: payload.compare?.label ?? "", p: digits(other) }),
    finding?.state === at ? say(finding.how === "do" ? "isDone" : "isSeen") : "",
  ];
  return [[head, ...more].filter(Boolean).join(comma), ...tellStatus(payload, state)].join("\n");
}

/** Six digits where a reader wants to know. */
const digits = (p: number): string =>
  p === 0 || p === 1 ? String(p) : p < 1e-4 ? share(p) : String(Number(p.toPrecision(6)));

/** What a click on a state does while paths are asked for. */
export function tellGiven(payload: BayesPayload, state: BayesState, node: number): string {
  const key = state.given.includes(node) ? "nodeGiven" : "nodeGive";
  return [sayBayes(payload.lang)(key, { name: nameOf(payload, node) }), ...tellPaths(payload, state)].join("\n");
}
