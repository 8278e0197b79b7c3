import { GradbookError } from "../../errors";
import { normalizeRows, rowError } from "../table-cpt";
import { tableSize } from "../factor";
import { BayesianNetwork } from "../network";
import type { Variable } from "../variable";
import { Scanner } from "./scanner";

/** Files print few digits: rows may be this far off, and are divided by their sum. */
const rowTolerance = 0.01;

const startsNumber = (code: number): boolean => (code >= 48 && code <= 57) || code === 46 || code === 45 || code === 43;

/**
 * Reads a network from a text in the Bayesian interchange format (.bif), as the bnlearn repository, pgmpy and pyAgrum write it.
 *
 * Rows are divided by their own sum (printed tables are off by some 1e-7). Throws a GradbookError that names line and column.
 * Source: Cozman, The Interchange Format for Bayesian Networks (1998).
 *
 * @example
 * const net = bn.readBif("variable coin { type discrete [ 2 ] { head, tail }; } probability ( coin ) { table 0.5, 0.5; }");
 * net.states("coin"); // -> ["head", "tail"]
 */
export function readBif(text: string): BayesianNetwork {
  const scanner = new Scanner(text, "readBif");
  let net = new BayesianNetwork();
  while (!scanner.done) {
    const start = scanner.at;
    const block = scanner.word("'network', 'variable' or 'probability'");
    if (block === "network") {
      const name = scanner.peek() === 123 ? "" : scanner.word("the network's name");
      if (net.nodes.length === 0) net = new BayesianNetwork(name === "unknown" ? "" : name);
      scanner.expect("{", "after the network's name");
      skipProperties(scanner);
    } else if (block === "variable") readVariable(scanner, net);
    else if (block === "probability") readProbability(scanner, net);
    else throw scanner.error(`expected 'network', 'variable' or 'probability', found '${block}'.`, start);
  }
  try {
    return net.checkModel();
  } catch (error) {
    throw new GradbookError(`readBif: ${(error as Error).message}`);
  }
}

function skipProperties(scanner: Scanner): void {
  while (!scanner.take("}")) {
    const start = scanner.at;
    const word = scanner.word("'property' or '}'");
    if (word !== "property") throw scanner.error(`expected 'property' or '}', found '${word}'.`, start);
    scanner.skipPast(";");
  }
}

function readVariable(scanner: Scanner, net: BayesianNetwork): void {
  scanner.skip();
  const start = scanner.at;
  const name = scanner.word("the variable's name");
  if (net.has(name)) throw scanner.error(`the variable '${name}' is declared twice.`, start);
  scanner.expect("{", `after the variable's name '${name}'`);
  const states: string[] = [];
  while (!scanner.take("}")) {
    const at = scanner.at;
    const word = scanner.word("'type', 'property' or '}'");
    if (word === "property") scanner.skipPast(";");
    else if (word === "type") readStates(scanner, states);
    else throw scanner.error(`expected 'type', 'property' or '}', found '${word}'.`, at);
  }
  if (states.length === 0)
    throw scanner.error(`the variable '${name}' has no type: 'type discrete [ n ] { ... };'.`, start);
  const twice = states.find((state, i) => states.indexOf(state) < i);
  if (twice !== undefined) throw scanner.error(`the variable '${name}' has the state '${twice}' twice.`, start);
  net.addVariable(name, states);
}

function readStates(scanner: Scanner, states: string[]): void {
  scanner.skip();
  const start = scanner.at;
  const kind = scanner.word("'discrete'");
  if (kind !== "discrete") throw scanner.error(`only discrete variables can be read, found '${kind}'.`, start);
  scanner.expect("[", "before the number of states");
  const count = scanner.number("the number of states");
  scanner.expect("]", "after the number of states");
  scanner.expect("{", "before the states");
  while (!scanner.take("}")) {
    states.push(scanner.word("a state"));
    scanner.take(",");
  }
  scanner.expect(";", "after the states");
  if (states.length !== count) throw scanner.error(`${count} states are announced, ${states.length} follow.`, start);
}

function readName(scanner: Scanner, net: BayesianNetwork): Variable {
  scanner.skip();
  const start = scanner.at;
  const name = scanner.word("a variable's name");
  if (!net.has(name)) throw scanner.error(`the variable '${name}' is not declared above.`, start);
  return net.variable(name);
}

function readProbability(scanner: Scanner, net: BayesianNetwork): void {
  scanner.expect("(", "after 'probability'");
  scanner.skip();
  const start = scanner.at;
  const variable = readName(scanner, net);
  const parents: Variable[] = [];
  scanner.take("|");
  while (!scanner.take(")")) {
    parents.push(readName(scanner, net));
    scanner.take(",");
  }
  scanner.expect("{", "after the names");
  if (net.parents(variable.name).length > 0) throw scanner.error(`'${variable.name}' has two tables.`, start);
  const rows = new Rows(scanner, variable, parents);
  while (!scanner.take("}")) rows.readEntry();
  net.setFamily(
    variable.name,
    parents.map((parent) => parent.name),
    rows.finish(start),
  );
}

/** The rows of one table, as they are read. */
class Rows {
  readonly #scanner: Scanner;
  readonly #variable: Variable;
  readonly #parents: readonly Variable[];
  readonly #values: Float64Array;
  readonly #length: number;
  #read = 0;
  #otherwise: Float64Array | undefined;

  constructor(scanner: Scanner, variable: Variable, parents: readonly Variable[]) {
    this.#scanner = scanner;
    this.#variable = variable;
    this.#parents = parents;
    this.#length = variable.cardinality;
    const size = tableSize(parents) * this.#length;
    if (size > 2 ** 27) throw scanner.error(`the table of '${variable.name}' would have ${size} entries: too many.`);
    this.#values = new Float64Array(size).fill(-1);
  }

  readEntry(): void {
    const scanner = this.#scanner;
    if (scanner.take("(")) {
      const row = this.#readStates();
      this.#readNumbers(this.#values, row * this.#length);
      this.#read++;
      return;
    }
    const start = scanner.at;
    const word = scanner.word("'table', 'default', '(' or '}'");
    if (word === "property") scanner.skipPast(";");
    else if (word === "default") {
      this.#otherwise = new Float64Array(this.#length);
      this.#readNumbers(this.#otherwise, 0);
    } else if (word === "table") this.#readTable();
    else throw scanner.error(`expected 'table', 'default', '(' or '}', found '${word}'.`, start);
  }

  #readStates(): number {
    const scanner = this.#scanner;
    let row = 0;
    for (const parent of this.#parents) {
      scanner.skip();
      const start = scanner.at;
      const state = scanner.word(`a state of '${parent.name}'`);
      const index = parent.findState(state);
      if (index === undefined) throw scanner.error(`'${parent.name}' has no state '${state}'.`, start);
      row = row * parent.cardinality + index;
      scanner.take(",");
    }
    scanner.expect(")", "after the parents' states");
    if (this.#values[row * this.#length] !== -1) throw scanner.error("this row is given twice.");
    return row;
  }

  #readNumbers(values: Float64Array, start: number): void {
    const scanner = this.#scanner;
    for (let i = 0; i < this.#length; i++) {
      values[start + i] = scanner.number(`${this.#length} numbers, one for each state of '${this.#variable.name}'`);
      scanner.take(",");
    }
    scanner.expect(";", `after ${this.#length} numbers`);
  }

  /** `table` runs over the child's states slowest: p(s1 | row 1), p(s1 | row 2), ... */
  #readTable(): void {
    const scanner = this.#scanner;
    const rows = this.#values.length / this.#length;
    for (let state = 0; state < this.#length; state++) {
      for (let row = 0; row < rows; row++) {
        this.#values[row * this.#length + state] = scanner.number(`${this.#values.length} numbers`);
        scanner.take(",");
      }
    }
    if (!startsNumber(scanner.peek())) scanner.expect(";", `after ${this.#values.length} numbers`);
    else
      throw scanner.error(
        `the table of '${this.#variable.name}' has ${this.#values.length} numbers, here is one more.`,
      );
    this.#read = rows;
  }

  finish(start: number): Float64Array {
    const [values, length] = [this.#values, this.#length];
    if (this.#read * length < values.length) this.#fill(start);
    const bad = normalizeRows(values, length, rowTolerance);
    if (bad !== undefined) throw this.#scanner.error(rowError(this.#variable, this.#parents, values, bad), start);
    return values;
  }

  #fill(start: number): void {
    for (let at = 0; at < this.#values.length; at += this.#length) {
      if (this.#values[at] !== -1) continue;
      if (this.#otherwise) this.#values.set(this.#otherwise, at);
      else {
        const rows = this.#values.length / this.#length;
        throw this.#scanner.error(`'${this.#variable.name}' has ${this.#read} of ${rows} rows.`, start);
      }
    }
  }
}
