import { checkOptions, GradbookError } from "../errors";
import { cptTable } from "./cpt";
import type { Cpt } from "./cpt";
import { DiscreteFactor, tableSize } from "./factor";
import { Labelled, ResultTable } from "./table";
import { stateIn, Variable } from "./variable";

/** Above this a noisy node is kept as a chain of small factors instead of a table. */
const largestNoisyTable = 4096;
/** How a noisy-OR or noisy-AND node depends on its parents. */
export interface NoisyOptions {
  /**
   * For each parent a probability. noisy-OR: that the parent, when active, alone brings the child about. noisy-AND: that the
   * parent, when active, fulfils its condition.
   */
  readonly strengths: Readonly<Record<string, number>>;
  /** noisy-OR: the probability that the child comes about without any parent; default 0. noisy-AND: that an inactive parent's condition is fulfilled anyway; default 0. */
  readonly leak?: number;
  /** The child's state that is 'on'; default 'yes', 'true', '1', 'on' or 'present' if there is one, otherwise the first. */
  readonly on?: string;
  /** The parents' states that are active, by parent; the default is found as for `on`. */
  readonly active?: Readonly<Record<string, string>>;
}

const onStates = ["yes", "true", "1", "on", "present"];

/** The strength of a parent, even where every object has a property of that name. */
const strengthOf = ({ strengths }: NoisyOptions, parent: string): number | undefined =>
  Object.hasOwn(strengths, parent) ? strengths[parent] : undefined;

/** The state that stands for 'it is so'. */
function activeState(variable: Variable, named: string | undefined): number {
  if (named !== undefined) return variable.stateIndex(named);
  return Math.max(
    0,
    variable.states.findIndex((state) => onStates.includes(state.toLowerCase())),
  );
}

/**
 * A noisy gate. With q_i = the probability that parent i, in its state, does not contribute:
 * noisy-OR: P(off | parents) = (1 - leak) Π q_i;  noisy-AND: P(on | parents) = Π (1 - q_i).
 *
 * A node of 40 parents needs 40 numbers instead of a table of 2^41: inference sees a chain of small factors
 * (`factors`), whose hidden variables Z_1 ... Z_n carry 'on so far'.
 * Source: Pearl, Probabilistic Reasoning in Intelligent Systems (1988), 4.3.2; Heckerman and Breese, Causal Independence (1996).
 */
export class NoisyCpt extends Labelled implements Cpt {
  readonly variable: Variable;
  readonly parents: readonly Variable[];
  readonly gate: "or" | "and";
  /** P(parent i contributes 'on') for each of its states: for OR that it triggers, for AND that it is fulfilled. */
  readonly contributions: readonly Float64Array[];
  readonly leak: number;
  readonly #on: number;
  readonly #active: readonly number[];
  #factors: readonly DiscreteFactor[] | undefined;

  constructor(gate: "or" | "and", variable: Variable, parents: readonly Variable[], options: NoisyOptions) {
    super();
    this.gate = gate;
    this.variable = variable;
    this.parents = parents;
    this.leak = options.leak ?? 0;
    this.#check(options);
    this.#on = activeState(variable, options.on);
    this.#active = parents.map((parent) => activeState(parent, stateIn(options.active ?? {}, parent.name)));
    this.contributions = parents.map((parent, p) => {
      const active = this.#active[p];
      const strength = strengthOf(options, parent.name) ?? NaN;
      return Float64Array.from(parent.states, (_, i) => (i === active ? strength : gate === "or" ? 0 : this.leak));
    });
  }

  /** The gate as plain numbers: for each parent its active state and its strength, the leak, and the state that is 'on'. */
  get numbers(): { active: readonly number[]; strengths: readonly number[]; leak: number; on: number } {
    const strengths = this.contributions.map((contribution, p) => contribution[this.#active[p]]);
    return { active: this.#active, strengths, leak: this.leak, on: this.#on };
  }

  #check(options: NoisyOptions): void {
    const name = this.gate === "or" ? "noisyOr" : "noisyAnd";
    checkOptions(name, options, ["strengths", "leak", "on", "active"]);
    if (this.variable.cardinality !== 2) {
      throw new GradbookError(
        `${name}: '${this.variable.name}' has ${this.variable.cardinality} states; a noisy gate needs two.`,
      );
    }
    const parents = this.parents.map((parent) => parent.name);
    for (const other of Object.keys({ ...options.strengths, ...options.active })) {
      if (!parents.includes(other)) {
        throw new GradbookError(`${name}: '${other}' is no parent of '${this.variable.name}'; addEdge comes first.`);
      }
    }
    for (const [label, value] of [
      ["leak", this.leak] as const,
      ...parents.map((parent) => [parent, strengthOf(options, parent)] as const),
    ]) {
      if (value === undefined) throw new GradbookError(`${name}: strengths names no number for the parent '${label}'.`);
      if (!(value >= 0 && value <= 1)) {
        throw new GradbookError(`${name}: the number of '${label}' is ${value}, but must lie in 0 ... 1.`);
      }
    }
  }

  get freeParameters(): number {
    return this.parents.length + 1;
  }

  probabilityAt(parentStates: ArrayLike<number>, state: number): number {
    let product = this.gate === "or" ? 1 - this.leak : 1;
    this.contributions.forEach((contribution, i) => {
      const on = contribution[parentStates[i]];
      product *= this.gate === "or" ? 1 - on : on;
    });
    const on = this.gate === "or" ? 1 - product : product;
    return state === this.#on ? on : 1 - on;
  }

  toFactor(): DiscreteFactor {
    const variables = [...this.parents, this.variable];
    if (tableSize(variables) > 2 ** 24) {
      throw new GradbookError(
        `'${this.variable.name}' is a noisy gate of ${this.parents.length} parents: its table would have ` +
          `${tableSize(variables).toPrecision(3)} entries. Its factors() stand for it without a table.`,
      );
    }
    const values = new Float64Array(tableSize(variables));
    const places = new Int32Array(this.parents.length);
    for (let at = 0; at < values.length; at += 2) {
      values[at] = this.probabilityAt(places, 0);
      values[at + 1] = this.probabilityAt(places, 1);
      for (let i = places.length - 1; i >= 0 && ++places[i] === this.parents[i].cardinality; i--) places[i] = 0;
    }
    return new DiscreteFactor(variables, values);
  }

  factors(): readonly DiscreteFactor[] {
    const small = tableSize([...this.parents, this.variable]) <= largestNoisyTable;
    this.#factors ??= small ? [this.toFactor()] : this.#chain();
    return this.#factors;
  }

  /** φ_i(Z_i-1, X_i, Z_i) = P(Z_i | Z_i-1, X_i), with Z_n the child itself; Z_0 is the leak. */
  #chain(): DiscreteFactor[] {
    const states = this.variable.states;
    const hidden = (i: number): Variable => new Variable(`${this.variable.name} after ${this.parents[i].name}`, states);
    const off = 1 - this.#on;
    const factors: DiscreteFactor[] = [];
    let before: Variable | undefined;
    this.parents.forEach((parent, i) => {
      const after = i === this.parents.length - 1 ? this.variable : hidden(i);
      const variables = before ? [before, parent, after] : [parent, after];
      const values: number[] = [];
      for (let z = 0; z < (before ? 2 : 1); z++) {
        for (let x = 0; x < parent.cardinality; x++) {
          const come = before ? Number(z === this.#on) : this.gate === "or" ? this.leak : 1;
          const contribution = this.contributions[i][x];
          const on = this.gate === "or" ? come + (1 - come) * contribution : come * contribution;
          values.push(...(off === 0 ? [1 - on, on] : [on, 1 - on]));
        }
      }
      factors.push(new DiscreteFactor(variables, values));
      before = after;
    });
    return factors;
  }

  toTable(): ResultTable {
    if (tableSize(this.parents) <= 64) return cptTable(this);
    return new ResultTable({
      title: `noisy-${this.gate.toUpperCase()} P(${this.variable.name} | ${this.parents.length} parents), leak ${this.leak}`,
      columns: ["parent", "state", "contributes"],
      rows: this.parents.flatMap((parent, i) =>
        parent.states.map((state, s) => [parent.name, state, this.contributions[i][s]]),
      ),
    });
  }
}

/** What `addCpt` may be given besides a table or a function. */
export interface NoisyGate {
  readonly gate: "or" | "and";
  readonly options: NoisyOptions;
}

/** A node that any active parent may bring about: give it to `addCpt`. Strengths as in NoisyOptions. */
export const noisyOr = (
  strengths: NoisyOptions["strengths"],
  options: Omit<NoisyOptions, "strengths"> = {},
): NoisyGate => ({ gate: "or", options: { ...options, strengths } });

/** A node that needs every parent: give it to `addCpt`. Strengths as in NoisyOptions. */
export const noisyAnd = (
  strengths: NoisyOptions["strengths"],
  options: Omit<NoisyOptions, "strengths"> = {},
): NoisyGate => ({ gate: "and", options: { ...options, strengths } });
