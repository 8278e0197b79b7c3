import { tableSize } from "./factor";
import { NoisyCpt } from "./noisy-cpt";
import type { BayesianNetwork } from "./network";
import { ResultTable } from "./table";

/** A node of a network as plain data: what a picture or another program needs to build it again. */
export interface NodePicture {
  readonly name: string;
  readonly states: readonly string[];
  /** The places of the parents in the list of nodes. */
  readonly parents: readonly number[];
  /** P(node | parents), row by row; absent where there is none yet, or where it is a gate. */
  readonly cpt?: readonly number[];
  readonly gate?: {
    readonly kind: "or" | "and";
    /** For each parent the state that is active, and its strength. */
    readonly active: readonly number[];
    readonly strengths: readonly number[];
    readonly leak: number;
    readonly on: number;
  };
}

/** The type of a network's picture. */
export const pictureMime = "application/vnd.gradbook.bayes.v1+json";

/** Beyond so many numbers the tables stay where they are: a picture travels with its page. */
const mostNumbers = 200_000;
/** A gate whose table would have more numbers than this goes as a gate. */
const mostOfGate = 2048;

/** A network as plain data: its nodes, arrows and tables. Tables of more than 200,000 numbers in all are left out. */
export function networkPicture(net: BayesianNetwork): { readonly nodes: readonly NodePicture[] } {
  const places = new Map(net.nodes.map((node, i) => [node, i]));
  let left = mostNumbers;
  const nodes = net.variables.map(({ name, states }): NodePicture => {
    const parents = net.parents(name).map((parent) => places.get(parent) ?? 0);
    const node = { name, states, parents };
    if (!net.hasCpt(name)) return node;
    const cpt = net.cpt(name);
    if (cpt instanceof NoisyCpt && tableSize([...cpt.parents, cpt.variable]) > mostOfGate) {
      return { ...node, gate: { kind: cpt.gate, ...cpt.numbers } };
    }
    const { values } = cpt.toFactor();
    left -= values.length;
    return { ...node, cpt: [...values] };
  });
  if (left >= 0) return { nodes };
  return { nodes: nodes.map(({ name, states, parents }) => ({ name, states, parents })) };
}

/** One row for each node: states, parents, parameters. */
export function networkTable(net: BayesianNetwork): ResultTable {
  const rows = net.variables.map(({ name, states }) => {
    const parameters = net.hasCpt(name) ? net.cpt(name).freeParameters : "no CPT yet";
    return [name, states.join(", "), net.parents(name).join(", "), parameters];
  });
  const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? "" : "s"}`;
  const sizes = [counted(net.nodes.length, "node"), counted(net.edges.length, "edge")];
  const title = `Bayesian network${net.name ? ` '${net.name}'` : ""}: ${sizes.join(", ")}, ${counted(net.freeParameters, "parameter")}`;
  return new ResultTable({ title, columns: ["node", "states", "parents", "parameters"], rows });
}

interface FigureHost {
  bundle(kind: string, payload: object): Record<string, unknown>;
}

/**
 * A network as content by MIME type. Where the pictures of the whole library are there, they give its still drawing and its
 * language; where this room stands alone, a table goes with the data.
 */
export function networkBundle(net: BayesianNetwork): Record<string, unknown> {
  const figures = (globalThis as unknown as Record<symbol, FigureHost | undefined>)[Symbol.for("Gradbook.figures")];
  const text = { "text/html": net.toTable().toHtml(), "text/plain": net.toString() };
  if (net.nodes.length === 0) return text;
  const picture = networkPicture(net);
  return figures
    ? { ...figures.bundle("bayes", picture), "text/plain": text["text/plain"] }
    : { [pictureMime]: picture, ...text };
}
