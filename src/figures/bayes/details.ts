import { h, type Child, type VNode } from "../core/h";
import type { View } from "../core/kind";
import { sayShared } from "../core/words";
import { engineOf, rowWeights } from "./model";
import type { BayesNode, BayesPayload } from "./payload";
import { answerOf, findingOf, isCut, probability, type BayesState } from "./state";
import { share, tellStatus } from "./tell";
import { sayBayes } from "./words";

/** Rows of a table that are shown; of more, those that are most probable now. */
const mostRows = 24;

/** What stands under the picture: what is known, how to take back what cannot be, and the open table. */
export function details(view: View<BayesPayload, BayesState>): Child[] {
  const { payload, state, env } = view;
  const lines = tellStatus(payload, state).map((line) => h("div", {}, line));
  const status = lines.length ? h("div", { class: "gb-note", "data-status": "" }, lines) : null;
  return [status, env.live ? takeBack(view) : null, state.open === null ? null : open(view, state.open)];
}

/** Findings that cannot occur together can be taken back one by one. */
function takeBack({ payload, state, set }: View<BayesPayload, BayesState>): Child {
  if (answerOf(payload, state).kind !== "impossible") return null;
  const buttons = state.findings.map(({ node }) =>
    h(
      "button",
      {
        type: "button",
        tabindex: "-1",
        "data-part": `back:${node}`,
        onclick: () => set({ findings: state.findings.filter((finding) => finding.node !== node) }),
      },
      takeBackName(payload, state, node),
    ),
  );
  return h("div", { class: "gb-controls" }, buttons);
}

export function takeBackName(payload: BayesPayload, state: BayesState, node: number): string {
  const { name = "", states = [] } = payload.nodes[node] ?? {};
  const what = `${name} = ${states[findingOf(state, node)?.state ?? 0] ?? ""}`;
  return sayBayes(payload.lang)("takeBack", { what });
}

/** The open node: all its states where the card folds them, and its table. */
function open({ payload, state }: View<BayesPayload, BayesState>, at: number): Child {
  const node = payload.nodes[at];
  if (!node) return null;
  const parents = node.parents.map((parent) => payload.nodes[parent]?.name ?? "");
  const say = sayBayes(payload.lang);
  const title = parents.length
    ? say("table", { name: node.name, parents: parents.join(sayShared(payload.lang)("comma")) })
    : say("tableRoot", { name: node.name });
  return h(
    "div",
    { class: "gb-note", "data-cpt": node.name },
    allStates(payload, state, at),
    h("div", { class: "gb-title" }, title),
    node.gate ? gateTable(payload, node, node.gate) : tableOfNode(payload, state, at),
  );
}

/** Every state of a node as a row that can be clicked. */
function allStates(payload: BayesPayload, state: BayesState, at: number): Child {
  const node = payload.nodes[at];
  const finding = findingOf(state, at);
  const cells = (node?.states ?? []).map((name, k) => {
    const p = probability(payload, state, at, k);
    const mark = finding?.state === k ? (finding.how === "do" ? "◆" : "●") : "○";
    const width = `width:${(100 * (p ?? 0)).toFixed(2)}%`;
    return h(
      "tr",
      { "data-part": `s:${at}:${k}`, ...(p === null ? {} : { "data-probability": String(p) }) },
      h("td", {}, mark),
      h("th", { scope: "row" }, name),
      h("td", {}, h("div", { class: "gb-track" }, h("div", { class: "gb-bar", style: width }))),
      h("td", { class: "gb-number" }, p === null ? "–" : share(p)),
    );
  });
  return h(
    "div",
    { class: "gb-scroll" },
    h("table", { "aria-label": sayBayes(payload.lang)("states", { name: node?.name ?? "" }) }, h("tbody", {}, cells)),
  );
}

/** P(node | parents), a row for each combination of the parents' states; the row that applies stands out. */
function tableOfNode(payload: BayesPayload, state: BayesState, at: number): Child {
  const say = sayBayes(payload.lang);
  const node = payload.nodes[at];
  const cpt = node?.cpt;
  if (!node || !cpt) return h("div", {}, say(payload.posteriors ? "unknown" : "noTables"));
  const count = node.states.length;
  const parents = node.parents.map((parent) => payload.nodes[parent]).filter((one) => one !== undefined);
  const rows = cpt.length / count;
  // A node that is set by force does not ask its table.
  const weights = isCut(state, at) ? null : rowWeights(payload, state.findings, at);
  const best = weights ? weights.reduce((most, weight, row) => (weight > (weights[most] ?? 0) ? row : most), 0) : null;
  const certain = best !== null && (weights?.[best] ?? 0) > 1 - 1e-12;
  const shown = shownRows(rows, weights);
  const head = [...parents.map(({ name }) => name), ...(weights ? [say("row")] : []), ...node.states];
  const body = shown.map((row) =>
    h(
      "tr",
      row === best ? { class: "gb-row", "data-applies": "" } : {},
      labelsOf(parents, row).map((label, i) =>
        h("th", { scope: "row" }, i === 0 && row === best ? `▸ ${label}` : label),
      ),
      weights ? h("td", { class: "gb-number gb-weak" }, share(weights[row] ?? 0)) : null,
      node.states.map((_, k) => h("td", { class: "gb-number" }, share(cpt[row * count + k] ?? 0))),
    ),
  );
  const columns = head.map((name, i) =>
    h("th", { scope: "col", ...(i >= parents.length ? { class: "gb-number" } : {}) }, name),
  );
  return [
    h("div", { class: "gb-scroll" }, h("table", {}, h("thead", {}, h("tr", {}, columns)), h("tbody", {}, body))),
    rows > shown.length ? h("div", {}, say("rowsLeft", { n: rows - shown.length })) : null,
    weights ? h("div", { class: "gb-weak" }, say(certain ? "rowCertain" : "rowNote")) : null,
  ];
}

function shownRows(rows: number, weights: Float64Array | null): number[] {
  const all = Array.from({ length: rows }, (_, row) => row);
  if (rows <= mostRows) return all;
  if (!weights) return all.slice(0, mostRows);
  const heaviest = all.sort((a, b) => (weights[b] ?? 0) - (weights[a] ?? 0)).slice(0, mostRows);
  return heaviest.sort((a, b) => a - b);
}

/** The parents' states of a row: the last parent's changes fastest. */
function labelsOf(parents: readonly BayesNode[], row: number): string[] {
  const labels: string[] = [];
  let rest = row;
  for (const { states } of [...parents].reverse()) {
    labels.unshift(states[rest % states.length] ?? "");
    rest = Math.floor(rest / states.length);
  }
  return labels;
}

function gateTable(payload: BayesPayload, node: BayesNode, gate: NonNullable<BayesNode["gate"]>): VNode {
  const say = sayBayes(payload.lang);
  const what = say(gate.kind === "or" ? "gateOr" : "gateAnd");
  const rows = node.parents.map((parent, k) => {
    const { name = "", states = [] } = payload.nodes[parent] ?? {};
    const cells = [states[gate.active[k] ?? 0] ?? "", share(gate.strengths[k] ?? 0)];
    return h(
      "tr",
      {},
      h("th", { scope: "row" }, name),
      cells.map((cell) => h("td", {}, cell)),
    );
  });
  const head = [say("gateParent"), say("gateState"), say("gateStrength")].map((name) =>
    h("th", { scope: "col" }, name),
  );
  return h(
    "div",
    {},
    h("div", {}, say("gate", { gate: gate.kind.toUpperCase(), what, leak: share(gate.leak) })),
    h("div", { class: "gb-scroll" }, h("table", {}, h("thead", {}, h("tr", {}, head)), h("tbody", {}, rows))),
  );
}

/** Whether the payload has anything that the page can compute with. */
export const alive = (payload: BayesPayload): boolean => engineOf(payload).whole;
