// The data sets of test/golden/bn-learning and what other programs computed from them.
import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { DataSet } from "../../src/bn/index";

const folder = path.join(
  process.env.GOLDEN_DIR ?? path.join(path.dirname(fileURLToPath(import.meta.url)), "../golden"),
  "bn-learning",
);

export type NestedNumbers = number | readonly NestedNumbers[];

export interface GoldenScores {
  readonly logLikelihood: number;
  readonly bic: number;
  readonly bdeu10: number;
}

export interface GoldenLearning {
  readonly states: Record<string, string[]>;
  readonly trueParents: Record<string, string[]>;
  readonly scores: Record<"trueGraph" | "emptyGraph", { readonly reference: GoldenScores }>;
  readonly mle: Record<string, NestedNumbers>;
  readonly bdeu10: Record<string, NestedNumbers>;
  readonly chowLiu: { readonly edges: [string, string][]; readonly total: number };
  readonly em: {
    readonly reference: {
      readonly iterations: number;
      readonly logLikelihood: number;
      readonly first20: number[];
      readonly cpts?: Record<string, NestedNumbers>;
    };
  };
}

export const goldenFile = <T>(name: string): T => JSON.parse(readFileSync(path.join(folder, name), "utf8")) as T;

export const goldenLearning = (network: string): GoldenLearning => goldenFile<GoldenLearning>(`${network}.json`);

/** The rows of a network, complete or with a fifth of the cells empty. */
export function goldenData(network: "asia" | "alarm", options: { missing?: boolean } = {}): DataSet {
  const rows = network === "asia" ? 20000 : 5000;
  const name = `${network}-${rows}${options.missing === true ? "-missing" : ""}.csv.gz`;
  const text = gunzipSync(readFileSync(path.join(folder, name))).toString("utf8");
  return DataSet.fromCsv(text, { states: goldenLearning(network).states });
}

export const flat = (table: NestedNumbers): number[] => (typeof table === "number" ? [table] : table.flatMap(flat));

/** Parent and child, child by child. */
export const edgesOf = (parents: Record<string, string[]>): [string, string][] =>
  Object.entries(parents).flatMap(([child, all]) => all.map((parent): [string, string] => [parent, child]));

export const largestDifference = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  a.length === b.length
    ? Array.from(a, (value, i) => Math.abs(value - b[i]!)).reduce((x, y) => Math.max(x, y), 0)
    : Infinity;
