import { GradbookError } from "../errors";
import type { Cell } from "./cell";
import { compareCells } from "./cell";
import { Random } from "./random";

/** The shares of a split, between 0 and 1. What is not given stays out; `test` is by default what is left. */
export interface Shares {
  readonly train: number;
  readonly validation?: number;
  readonly test?: number;
}

/** Which rows go where. */
export interface SplitIndices {
  readonly train: readonly number[];
  readonly validation: readonly number[];
  readonly test: readonly number[];
}

function checkShares({ train, validation = 0, test = 1 - train - validation }: Shares): [number, number, number] {
  const shares: [number, number, number] = [train, validation, Math.abs(test) < 1e-12 ? 0 : test];
  if (shares.some((share) => !(share >= 0 && share <= 1)) || shares[0] + shares[1] + shares[2] > 1 + 1e-9) {
    throw new GradbookError(
      `split: train ${train}, validation ${validation}, test ${Number(test.toPrecision(6))} are no shares of a whole: ` +
        "each lies between 0 and 1, and together they are at most 1.",
    );
  }
  return shares;
}

/**
 * Deals rows to three parts at random. With `strata` (one value a row) every part holds each value in the same proportion,
 * as near as whole rows allow. Each part's rows come in random order.
 */
export function splitIndices(count: number, shares: Shares, seed: number, strata?: readonly Cell[]): SplitIndices {
  const parts = checkShares(shares);
  const rng = new Random(seed);
  const groups = new Map<Cell, number[]>();
  for (let row = 0; row < count; row++) {
    const key = strata?.[row] ?? null;
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  }
  const dealt: [number[], number[], number[]] = [[], [], []];
  // What rounding took from a part in one group it gets back in the next, so that the whole parts keep their shares too.
  const owed = [0, 0, 0];
  for (const [, rows] of [...groups].sort(([a], [b]) => compareCells(a, b))) {
    const shuffled = rng.shuffle(rows);
    const exact = parts.map((share, part) => share * rows.length + (owed[part] ?? 0));
    const counts = exact.map((value) => Math.max(0, Math.floor(value + 1e-9)));
    const wanted = Math.min(rows.length, Math.round(exact.reduce((sum, value) => sum + value, 0)));
    const byRest = [0, 1, 2].sort((a, b) => rest(exact, counts, b) - rest(exact, counts, a));
    for (let i = 0; counts.reduce((sum, n) => sum + n, 0) < wanted; i++) {
      const part = byRest[i % 3] as number;
      if (parts[part]) counts[part] = (counts[part] ?? 0) + 1;
    }
    let next = 0;
    counts.forEach((n, part) => {
      owed[part] = (exact[part] ?? 0) - n;
      for (let i = 0; i < n && next < shuffled.length; i++) dealt[part as 0 | 1 | 2].push(shuffled[next++] as number);
    });
  }
  const [train, validation, test] = dealt.map((rows) => rng.shuffle(rows)) as [number[], number[], number[]];
  return { train, validation, test };
}

const rest = (exact: readonly number[], counts: readonly number[], part: number): number =>
  (exact[part] ?? 0) - (counts[part] ?? 0);
