import { GradbookError, inWords } from "../../errors";
import { Labelled, ResultTable } from "../table";
import { checkEvidence } from "../variable";
import { cholesky, solveLower } from "./cholesky";

/** A number for each named variable. */
export type Point = Readonly<Record<string, number>>;

/**
 * A normal distribution of several named variables, N(μ, Σ).
 *
 * Source: Bishop, Pattern Recognition and Machine Learning (2006), 2.3.
 *
 * @example
 * const body = new bn.Gaussian(["height", "weight"], [170, 65], [100, 60, 60, 100]);
 * const tall = body.condition({ height: 180 });
 * [tall.mean("weight"), tall.variance("weight")]; // -> [71, 64]
 */
export class Gaussian extends Labelled {
  readonly names: readonly string[];
  /** μ, in the order of the names. */
  readonly means: Float64Array;
  /** Σ, row after row. */
  readonly covariances: Float64Array;

  /** Throws a GradbookError if the sizes do not fit, or a number is not finite. */
  constructor(names: readonly string[], means: ArrayLike<number>, covariances: ArrayLike<number>) {
    super();
    this.names = names;
    this.means = Float64Array.from(means);
    this.covariances = Float64Array.from(covariances);
    const n = names.length;
    if (means.length !== n || covariances.length !== n * n) {
      throw new GradbookError(
        `Gaussian: ${n} names need ${n} means and ${n * n} covariances, got ${means.length} and ${covariances.length}.`,
      );
    }
    if (new Set(names).size < n) throw new GradbookError(`Gaussian: a name stands twice in ${names.join(", ")}.`);
    if ([...this.means, ...this.covariances].every(Number.isFinite)) return;
    throw new GradbookError("Gaussian: a mean or covariance is not a finite number.");
  }

  mean(name: string): number {
    return this.means[this.#place(name)];
  }

  variance(name: string): number {
    return this.covariance(name, name);
  }

  covariance(a: string, b: string): number {
    return this.covariances[this.#place(a) * this.names.length + this.#place(b)];
  }

  /** The distribution of some of the variables, whatever the others are: rows and columns are left out. */
  marginal(names: readonly string[]): Gaussian {
    const covariances = names.flatMap((a) => names.map((b) => this.covariance(a, b)));
    return new Gaussian(
      names,
      names.map((name) => this.mean(name)),
      covariances,
    );
  }

  /**
   * The distribution of the other variables when those of the evidence (e) have been seen:
   * μ_a + Σ_ae Σ_ee⁻¹ (x_e - μ_e) and Σ_aa - Σ_ae Σ_ee⁻¹ Σ_ea.
   *
   * Throws a GradbookError for unknown names, numbers that are not finite, and if Σ_ee is singular: then one of the seen
   * variables follows from the others.
   */
  condition(evidence: Point): Gaussian {
    const { seen, lower, offset } = this.#observe("condition", evidence);
    const others = this.names.filter((name) => !seen.includes(name));
    // With Σ_ee = L Lᵀ both products become sums over L⁻¹ Σ_ea, which needs triangular solves only.
    const gains = others.map((a) =>
      solveLower(
        lower,
        seen.map((e) => this.covariance(a, e)),
      ),
    );
    const covariances = others.flatMap((a, i) =>
      others.map((b, j) => {
        const left = this.covariance(a, b) - dot(gains[i], gains[j]);
        return i === j ? Math.max(0, left) : left;
      }),
    );
    return new Gaussian(
      others,
      others.map((a, i) => this.mean(a) + dot(gains[i], offset)),
      covariances,
    );
  }

  /**
   * ln of the density at a point: -½ (n ln 2π + ln |Σ| + (x - μ)ᵀ Σ⁻¹ (x - μ)); of the marginal if only some are named.
   * Throws a GradbookError if the covariance is singular: there is no density then.
   */
  logDensity(point: Point): number {
    const { seen, lower, offset } = this.#observe("logDensity", point);
    const n = seen.length;
    let sum = n * Math.log(2 * Math.PI) + dot(offset, offset);
    for (let i = 0; i < n; i++) sum += 2 * Math.log(lower[i * n + i]);
    return -sum / 2;
  }

  /** L of Σ_ee = L Lᵀ for the seen variables, and L⁻¹ (x_e - μ_e). */
  #observe(operation: string, point: Point): { seen: string[]; lower: Float64Array; offset: Float64Array } {
    checkEvidence(point);
    const seen = Object.keys(point);
    const part = this.marginal(seen);
    for (const name of seen) checkNumber(`${operation}: '${name}'`, point[name]);
    const { lower, dependent } = cholesky(part.covariances, seen.length);
    if (dependent >= 0) {
      const known = seen.slice(0, dependent).join(", ");
      throw new GradbookError(
        `${operation}: the covariance is singular: '${seen[dependent]}' ` +
          `${known ? `follows from ${known}` : "has variance 0"}; leave it out.`,
      );
    }
    return {
      seen,
      lower,
      offset: solveLower(
        lower,
        seen.map((name, i) => point[name] - part.means[i]),
      ),
    };
  }

  #place(name: string): number {
    const place = this.names.indexOf(name);
    if (place >= 0) return place;
    throw new GradbookError(`There is no variable '${name}'; there are ${this.names.join(", ") || "none"}.`);
  }

  /** One row for each variable: its mean, its standard deviation, its covariances. */
  toTable(): ResultTable {
    const n = this.names.length;
    return new ResultTable({
      title: "Normal distribution",
      columns: ["variable", "mean", "standard deviation", ...this.names.map((name) => `covariance with ${name}`)],
      rows: this.names.map((name, i) => [
        name,
        this.means[i],
        Math.sqrt(this.covariances[i * n + i]),
        ...this.covariances.subarray(i * n, (i + 1) * n),
      ]),
    });
  }
}

const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, value, i) => sum + value * b[i], 0);

/** Throws a GradbookError if a value is no finite number. */
export function checkNumber(what: string, value: unknown): asserts value is number {
  if (typeof value === "number" && Number.isFinite(value)) return;
  throw new GradbookError(`${what} is ${inWords(value)}; it must be a finite number.`);
}
