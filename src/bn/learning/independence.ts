import { checkOptions, GradbookError, inWords } from "../../errors";
import { WeightedRows } from "./configurations";
import type { DataSet } from "./data-set";
import { chiSquaredSurvival } from "./special-functions";

export interface IndependenceOptions {
  /** "chi2": Pearson's Σ (O - E)² / E; "g": 2 Σ O ln (O / E). Default "chi2". */
  readonly test?: "chi2" | "g";
  /** Yates' correction in strata with one degree of freedom: O is moved by min(0.5, |O - E|) towards E; default true. */
  readonly yates?: boolean;
}

export interface IndependenceResult {
  readonly statistic: number;
  readonly degreesOfFreedom: number;
  /** The probability of a statistic as large or larger if x and y are independent given z; 0 without degrees of freedom (nothing can be tested: `pc` keeps the edge, as pgmpy does). */
  readonly pValue: number;
}

/**
 * Tests in complete data whether x and y are independent given z: the statistics of the x-by-y tables of all states of z
 * are added, and so are their degrees of freedom, (rows that occur - 1)(columns that occur - 1).
 *
 * Throws a GradbookError if cells are not known or there is no such column.
 * Sources: Pearson (1900); Yates (1934); Agresti, Categorical Data Analysis (2013), 3.2.
 *
 * @example
 * const rows = Array.from({ length: 100 }, (_, i) => ({ x: i % 2, y: i % 2, z: i % 5 }));
 * const data = bn.DataSet.fromRows(rows);
 * bn.testIndependence(data, "x", "y").pValue < 0.001; // -> true
 * bn.testIndependence(data, "x", "z").pValue; // -> 1
 */
export function testIndependence(
  data: DataSet,
  x: string,
  y: string,
  given: readonly string[] = [],
  options: IndependenceOptions = {},
): IndependenceResult {
  checkOptions("testIndependence", options, ["test", "yates"]);
  if (x === y || given.includes(x) || given.includes(y)) {
    throw new GradbookError(`testIndependence: '${x}', '${y}' and what is given must be different columns.`);
  }
  const rows = new WeightedRows("testIndependence", data.select([...given, x, y]));
  const z = given.map((_, i) => i);
  return testRows(rows, given.length, given.length + 1, z, options);
}

/** The same by the places of the columns. */
export function testRows(
  rows: WeightedRows,
  x: number,
  y: number,
  z: readonly number[],
  { test = "chi2", yates = true }: IndependenceOptions,
): IndependenceResult {
  if (test !== "chi2" && test !== "g") {
    throw new GradbookError(`testIndependence: test is ${inWords(test)}; it must be "chi2" or "g".`);
  }
  const [sizeX, sizeY] = [rows.cardinalities[x], rows.cardinalities[y]];
  const counts = rows.counts(y, [...z, x]);
  const [ofX, ofY] = [new Float64Array(sizeX), new Float64Array(sizeY)];
  let [statistic, degreesOfFreedom] = [0, 0];
  for (let start = 0; start < counts.length; start += sizeX * sizeY) {
    const total = margins(counts, start, ofX, ofY);
    if (total === 0) continue;
    const freedom = (occurring(ofX) - 1) * (occurring(ofY) - 1);
    degreesOfFreedom += freedom;
    const most = yates && freedom === 1 ? 0.5 : 0;
    for (let i = 0; i < sizeX * sizeY; i++) {
      const expected = (ofX[Math.floor(i / sizeY)] * ofY[i % sizeY]) / total;
      if (expected === 0) continue;
      const off = expected - counts[start + i];
      const observed = counts[start + i] + Math.sign(off) * Math.min(most, Math.abs(off));
      if (test === "chi2") statistic += (observed - expected) ** 2 / expected;
      else if (observed > 0) statistic += 2 * observed * Math.log(observed / expected);
    }
  }
  const pValue = degreesOfFreedom > 0 ? chiSquaredSurvival(statistic, degreesOfFreedom) : 0;
  return { statistic, degreesOfFreedom, pValue };
}

function margins(counts: Int32Array, start: number, ofX: Float64Array, ofY: Float64Array): number {
  ofX.fill(0);
  ofY.fill(0);
  let total = 0;
  for (let i = 0, at = start; i < ofX.length; i++) {
    for (let j = 0; j < ofY.length; j++, at++) {
      ofX[i] += counts[at];
      ofY[j] += counts[at];
      total += counts[at];
    }
  }
  return total;
}

const occurring = (margin: Float64Array): number => margin.reduce((n, value) => n + Number(value > 0), 0);
