import { readFileSync } from "node:fs";
import path from "node:path";
import { readBif } from "../bn/index";
import type { BayesianNetwork } from "../bn/index";
import { GradbookError } from "../errors";
import { ownRequire } from "./own-require";

/** The networks that come with the package, smallest first. */
export const networkNames = [
  "cancer",
  "earthquake",
  "survey",
  "asia",
  "sachs",
  "child",
  "insurance",
  "alarm",
  "hailfinder",
  "hepar2",
  "win95pts",
] as const;

export type NetworkName = (typeof networkNames)[number];

/**
 * A Bayesian network of the literature: `asia` (8 nodes: breathing trouble), `cancer`, `earthquake` (5), `survey` (6), `sachs` (11),
 * `child` (20: heart disease of the newborn), `insurance` (27), `alarm` (37: intensive care), `hailfinder` (56), `hepar2` (70)
 * and `win95pts` (76). Every call gives a network of its own, free to be changed.
 *
 * Throws a GradbookError that lists the names if there is none such. Who made which network stands in share/networks/README.md.
 * Source: Scutari, Bayesian Network Repository (bnlearn.com/bnrepository), CC BY-SA 3.0.
 *
 * @example
 * const asia = network("asia");
 * asia.parents("dysp"); // -> ["bronc", "either"]
 * new bn.JunctionTree(asia).posteriors({ xray: "yes" }).probability("lung", "yes").toFixed(3); // -> "0.489"
 */
export function network(name: NetworkName): BayesianNetwork {
  if (!networkNames.includes(name)) {
    throw new GradbookError(`network: there is no network '${String(name)}'; there are ${networkNames.join(", ")}.`);
  }
  // Sources and builds lie at different depths; the package finds itself by name from both.
  const folder = path.join(path.dirname(ownRequire.resolve("gradbook/package.json")), "share", "networks");
  return readBif(readFileSync(path.join(folder, `${name}.bif`), "utf8")).copy(name);
}
