// The networks of share/networks and test/networks, and the values that other programs computed for them.
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { readBif } from "../../src/bn/index";
import type { BayesianNetwork } from "../../src/bn/index";

const here = path.dirname(fileURLToPath(import.meta.url));
const folders = [path.join(here, "../../share/networks"), path.join(here, "../networks")];
const goldenFolder = process.env.GOLDEN_DIR ?? path.join(here, "../golden");

export interface GoldenCase {
  readonly evidence: Record<string, string>;
  readonly posteriors: Record<string, number[]>;
  readonly logEvidence?: number;
  readonly mpe?: { readonly assignment: Record<string, string>; readonly logJoint: number };
  readonly map?: {
    readonly variables?: string[];
    readonly assignment: Record<string, string>;
    readonly probability: number;
    readonly secondProbability: number;
  };
}

export interface GoldenNetwork {
  readonly nodes: number;
  readonly arcs: number;
  readonly freeParameters: number;
  readonly dSeparation: readonly { x: string; y: string; z: string[]; separated: boolean }[];
  readonly markovBlankets: readonly { node: string; blanket: string[] }[];
  readonly triangulation: Record<"minFill" | "minWeight", { readonly width: number; readonly totalTables: number }>;
  readonly priors: { readonly posteriors: Record<string, number[]> };
  readonly cases: readonly GoldenCase[];
}

export const networkNames: readonly string[] = (
  "alarm andes asia barley cancer child diabetes earthquake hailfinder hepar2 insurance link mildew munin munin1 munin2 " +
  "munin3 munin4 pathfinder pigs sachs survey water win95pts"
).split(" ");

/** The text of <name>.bif, gzipped or not. */
export function networkText(name: string): string {
  const file = folders
    .flatMap((folder) => [`.bif`, `.bif.gz`].map((end) => path.join(folder, name + end)))
    .find(existsSync);
  if (file === undefined) throw new Error(`there is no network ${name}`);
  return file.endsWith(".gz") ? gunzipSync(readFileSync(file)).toString("utf8") : readFileSync(file, "utf8");
}

const read = new Map<string, BayesianNetwork>();

/** A network of the two folders, read once. */
export function readNetwork(name: string): BayesianNetwork {
  const net = read.get(name) ?? readBif(networkText(name));
  read.set(name, net);
  return net;
}

/** Throws if the file is missing: a golden test never passes because there was nothing to compare. */
export function readGoldenNetwork(name: string): GoldenNetwork {
  const golden = JSON.parse(readFileSync(path.join(goldenFolder, "bn", `${name}.json`), "utf8")) as GoldenNetwork;
  if (golden.cases.length === 0) throw new Error(`${name}.json holds no cases`);
  return golden;
}
