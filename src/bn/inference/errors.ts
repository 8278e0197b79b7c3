import { GradbookError } from "../../errors";
import type { Evidence } from "../variable";

/** The evidence cannot occur: its probability is 0, so nothing can be concluded from it. */
export class ImpossibleEvidence extends GradbookError {
  override readonly name = "ImpossibleEvidence";

  constructor(operation: string, evidence: Evidence) {
    const findings = Object.entries(evidence).map(([node, state]) => `${node}=${state}`);
    const shown = findings.length > 12 ? [...findings.slice(0, 12), "..."] : findings;
    super(
      `${operation}: the evidence has probability 0 in this network: ${shown.join(", ") || "the soft evidence"}. ` +
        "Take a finding away, or give the CPT that forbids it a small probability.",
    );
  }
}

/** Exact inference would need more memory than allowed. Told before any of it is taken. */
export class TooWide extends GradbookError {
  override readonly name = "TooWide";
  /** The number of variables of the largest clique, less one. */
  readonly width: number;
  /** How many numbers all tables would hold. */
  readonly entries: number;

  constructor(operation: string, clique: readonly string[], entries: number, limit: number) {
    const shown = clique.length > 12 ? [...clique.slice(0, 12), "..."] : clique;
    super(
      `${operation}: the network is too wide for exact inference: with the best order found the width is ` +
        `${clique.length - 1} (one table joins ${shown.join(", ")}) and the tables hold ${entries.toPrecision(3)} numbers ` +
        `(${((entries * 8) / 2 ** 30).toPrecision(3)} GiB); maxEntries is ${limit}. Observe some of these variables, ask for ` +
        "fewer at once, raise maxEntries if there is memory, or approximate: likelihood weighting, Gibbs, loopy propagation.",
    );
    this.width = clique.length - 1;
    this.entries = entries;
  }
}
