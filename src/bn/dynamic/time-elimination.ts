import { DiscreteFactor, tableSize } from "../factor";
import { logSumProduct, maxProduct, sumProduct } from "../inference/arithmetic";
import type { Arithmetic } from "../inference/arithmetic";
import { traceBack } from "../inference/elimination";
import type { EliminationStep, Explanation } from "../inference/elimination";
import { ImpossibleEvidence, TooWide } from "../inference/errors";
import type { BayesianNetwork } from "../network";
import type { Evidence, Variable } from "../variable";

const maxEntries = 2 ** 26;
/** Where messages, which sum to 1, make a sum as small as this, what they lost before may count. */
const tiny = 1e-200;

/** How a pass along time computes. */
interface Way {
  readonly arithmetic: Arithmetic;
  /** A message divided by its total, whose logarithm is told; undefined if there is nothing to divide by. */
  scaled(message: DiscreteFactor): { factor: DiscreteFactor; log: number } | undefined;
  /** A message as probabilities. */
  probabilities(message: DiscreteFactor): Float64Array;
}

const plainly: Way = {
  arithmetic: sumProduct,
  scaled(message) {
    const total = message.total();
    return total > tiny ? { factor: message.map((value) => value / total), log: Math.log(total) } : undefined;
  },
  probabilities: ({ values }) => values,
};

const byLogarithms: Way = {
  arithmetic: logSumProduct,
  scaled(message) {
    const largest = message.values.reduce((a, b) => Math.max(a, b), -Infinity);
    if (largest === -Infinity) return undefined;
    const log = largest + Math.log(message.map((value) => Math.exp(value - largest)).total());
    return { factor: message.map((value) => value - log), log };
  },
  probabilities: ({ values }) => values.map(Math.exp),
};

/** Ends a pass whose numbers are too small for it. */
class TooSmall extends Error {}

/** Posteriors by slice and variable. */
interface Passed {
  readonly slices: readonly (readonly Float64Array[])[];
  readonly logEvidence: number;
}

/**
 * Variable elimination along time: slice by slice everything is summed out but the interface to the next slice.
 * α_t(I_t) = Σ α_t-1(I_t-1) P(X_t | X_t-1) is what the past says, β_t-1(I_t-1) = Σ β_t(I_t) P(X_t | X_t-1) what the future says.
 */
export class TimeElimination {
  readonly #net: BayesianNetwork;
  readonly #slices: readonly (readonly Variable[])[];
  readonly #interface: ReadonlySet<number>;
  readonly #evidence: Evidence;
  readonly #factors: readonly DiscreteFactor[][];

  /** `slices` has the variables of each slice; `outgoing` says which of them, by number, the next slice depends on. */
  constructor(
    net: BayesianNetwork,
    slices: readonly (readonly Variable[])[],
    outgoing: ReadonlySet<number>,
    evidence: Evidence,
  ) {
    net.evidencePlaces(evidence);
    this.#net = net;
    this.#slices = slices;
    this.#interface = outgoing;
    this.#evidence = evidence;
    this.#factors = slices.map((slice) => slice.map(({ name }) => net.cpt(name).toFactor().reduce(evidence)));
  }

  filter(): Passed {
    return this.#pass((way) => {
      const { messages, logEvidence } = this.#forward(way);
      return { slices: this.#slices.map((_, t) => this.#marginals(way, t, messages[t])), logEvidence };
    });
  }

  smooth(): Passed {
    return this.#pass((way) => {
      const { messages, logEvidence } = this.#forward(way);
      const slices: Float64Array[][] = [];
      let future: DiscreteFactor[] = [];
      for (let t = this.#slices.length - 1; t >= 0; t--) {
        slices[t] = this.#marginals(way, t, [...messages[t], ...future]);
        if (t > 0) future = [this.#sum(way, t, future, this.#outgoing(t - 1)).factor];
      }
      return { slices, logEvidence };
    });
  }

  logEvidence(): number {
    try {
      return this.#pass((way) => this.#forward(way).logEvidence);
    } catch (error) {
      if (error instanceof ImpossibleEvidence) return -Infinity;
      throw error;
    }
  }

  mostProbable(): Explanation {
    const steps: EliminationStep[] = [];
    let live: DiscreteFactor[] = [];
    this.#slices.forEach((_, t) => {
      live = [eliminate([...live, ...this.#factors[t].map(maxProduct.from)], this.#outgoing(t), maxProduct, steps)];
    });
    const last = eliminate(live, [], maxProduct, steps).values[0];
    if (last === -Infinity) throw new ImpossibleEvidence("mostProbable", this.#evidence);
    const free = this.#slices.flat().filter(({ name }) => !Object.hasOwn(this.#evidence, name));
    return { assignment: { ...this.#evidence, ...traceBack(free, steps) }, logProbability: last };
  }

  /** Computes with probabilities; where one of the sums is tiny, all of it again with their logarithms. */
  #pass<T>(compute: (way: Way) => T): T {
    try {
      return compute(plainly);
    } catch (error) {
      if (error instanceof TooSmall) return compute(byLogarithms);
      throw error;
    }
  }

  /** What the slices before t say, for each t. */
  #forward(way: Way): { messages: DiscreteFactor[][]; logEvidence: number } {
    const messages: DiscreteFactor[][] = [[]];
    let logEvidence = 0;
    this.#slices.forEach((_, t) => {
      const { factor, log } = this.#sum(way, t, messages[t], this.#outgoing(t));
      messages.push([factor]);
      logEvidence += log;
    });
    return { messages, logEvidence };
  }

  #marginals(way: Way, t: number, messages: readonly DiscreteFactor[]): Float64Array[] {
    return this.#slices[t].map((variable) => {
      const state = this.#evidence[variable.name];
      if (Object.hasOwn(this.#evidence, variable.name)) {
        return Float64Array.from(variable.states, (one) => Number(one === state));
      }
      return way.probabilities(this.#sum(way, t, messages, [variable]).factor);
    });
  }

  /** The unobserved variables of a slice that the next one depends on. */
  #outgoing(t: number): Variable[] {
    return this.#slices[t].filter(({ name }, i) => this.#interface.has(i) && !Object.hasOwn(this.#evidence, name));
  }

  /** Σ over all but `kept` of slice t and what is known of it, divided by its total. */
  #sum(
    way: Way,
    t: number,
    messages: readonly DiscreteFactor[],
    kept: readonly Variable[],
  ): { factor: DiscreteFactor; log: number } {
    const factors = [...messages, ...this.#factors[t].map(way.arithmetic.from)];
    const scaled = way.scaled(eliminate(factors, kept, way.arithmetic));
    if (scaled) return scaled;
    if (way === plainly) throw new TooSmall();
    throw new ImpossibleEvidence("inference through time", this.#evidence);
  }
}

/** Eliminates all variables but `kept`, each time the one whose table is the smallest; steps are noted if asked for. */
function eliminate(
  factors: readonly DiscreteFactor[],
  kept: readonly Variable[],
  arithmetic: Arithmetic,
  steps: EliminationStep[] = [],
): DiscreteFactor {
  let live = [...factors];
  const left = new Set(live.flatMap((factor) => factor.variables).filter((variable) => !kept.includes(variable)));
  const scope = (about: readonly DiscreteFactor[]): Variable[] => [...new Set(about.flatMap((one) => one.variables))];
  const multiply = (about: readonly DiscreteFactor[]): DiscreteFactor => {
    const variables = scope(about);
    if (tableSize(variables) > maxEntries) {
      throw new TooWide(
        "DynamicNetwork",
        variables.map(({ name }) => name),
        tableSize(variables),
        maxEntries,
      );
    }
    return about.reduce((a, b) => arithmetic.times(a, b), new DiscreteFactor([], [arithmetic.one]));
  };
  while (left.size > 0) {
    const size = (variable: Variable): number => tableSize(scope(live.filter((factor) => factor.has(variable))));
    const sizes = new Map([...left].map((variable) => [variable, size(variable)]));
    const [variable] = [...sizes].reduce((best, one) => (one[1] < best[1] ? one : best));
    left.delete(variable);
    const about = live.filter((factor) => factor.has(variable));
    const product = multiply(about);
    const result = arithmetic.eliminate(product, [variable]);
    steps.push({ variable: variable.name, factors: about, product, result });
    live = [...live.filter((factor) => !about.includes(factor)), result];
  }
  const all = multiply(live);
  return all.reorder(kept.filter((variable) => all.has(variable)));
}
