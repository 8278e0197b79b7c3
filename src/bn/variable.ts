import { GradbookError, inWords } from "../errors";

/** A discrete random variable: its name and the states that it can be in, in a fixed order. */
export class Variable {
  readonly name: string;
  readonly states: readonly string[];
  readonly #indices = new Map<string, number>();

  /** Throws a GradbookError if a name is no text, there are fewer than one state, or two of the same name. */
  constructor(name: string, states: readonly string[]) {
    if (typeof name !== "string" || name === "") {
      throw new GradbookError(`Variable: a variable needs a name, a text; got ${inWords(name)}.`);
    }
    if (!Array.isArray(states) || states.length === 0) {
      throw new GradbookError(`Variable: '${name}' needs a list of one or more states; got ${inWords(states)}.`);
    }
    this.name = name;
    this.states = states;
    for (let i = 0; i < states.length; i++) {
      const state: unknown = states[i];
      if (typeof state !== "string") {
        throw new GradbookError(
          `Variable: the states of '${name}' are texts such as "${String(state)}", not ${inWords(state)}.`,
        );
      }
      if (this.#indices.has(state)) throw new GradbookError(`Variable: '${name}' has the state '${state}' twice.`);
      this.#indices.set(state, i);
    }
  }

  /** How many states there are. */
  get cardinality(): number {
    return this.states.length;
  }

  /** The place of a state; undefined if the variable has no such state. */
  findState(state: string): number | undefined {
    return this.#indices.get(state);
  }

  /** The place of a state. Throws a GradbookError that lists the states if there is none such. */
  stateIndex(state: string): number {
    const index = this.#indices.get(state);
    if (index !== undefined) return index;
    const shown = this.states.length > 12 ? [...this.states.slice(0, 12), "..."] : this.states;
    throw new GradbookError(`'${this.name}' has no state '${state}'; it has ${shown.join(", ")}.`);
  }
}

/** What was observed: the state of each observed variable by its name. */
export type Evidence = Readonly<Record<string, string>>;

/** Uncertain findings: a likelihood for each state (P(what was seen | state), of any scale), by variable. */
export type SoftEvidence = Readonly<Record<string, readonly number[] | Readonly<Record<string, number>>>>;

/** Throws a GradbookError if the evidence is no object of states by name. */
export function checkEvidence(evidence: unknown): void {
  const plain = typeof evidence === "object" && evidence !== null && !(Symbol.iterator in evidence);
  if (!plain) throw new GradbookError(`The evidence is an object such as { name: value }, not ${inWords(evidence)}.`);
}

/** One state for each variable, by name. */
export type Assignment = Readonly<Record<string, string>>;

/** The state of a variable; undefined if none is given, even where every object has a property of that name. */
export const stateIn = (assignment: Assignment, name: string): string | undefined =>
  Object.hasOwn(assignment, name) ? assignment[name] : undefined;
