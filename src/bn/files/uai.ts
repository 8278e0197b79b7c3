import { GradbookError } from "../../errors";
import { normalizeRows, rowError } from "../table-cpt";
import { tableSize } from "../factor";
import { BayesianNetwork } from "../network";
import type { Variable } from "../variable";
import { Scanner } from "./scanner";

const rowTolerance = 0.01;

/**
 * Reads a Bayesian network from a text in the format of the UAI inference competitions. The format has no names: node i is
 * called `var_i` (as pgmpy does), its states "0", "1", ...
 *
 * What follows a # on a line is a comment, as pyAgrum writes it. Throws a GradbookError that names line and column; for a Markov network too, which has no directions.
 * Source: UAI 2014 Inference Competition, file formats.
 */
export function readUai(text: string): BayesianNetwork {
  const scanner = new Scanner(text, "readUai", { comment: "#" });
  const start = scanner.at;
  const kind = scanner.word("'BAYES'");
  if (kind !== "BAYES") throw scanner.error(`only 'BAYES' networks can be read, found '${kind}'.`, start);
  const count = whole(scanner, "the number of variables", 1e7);
  const net = new BayesianNetwork();
  for (let i = 0; i < count; i++) {
    const states = whole(scanner, `the number of states of variable ${i}`, 1e6);
    net.addVariable(
      `var_${i}`,
      Array.from({ length: states }, (_, state) => String(state)),
    );
  }
  const tables = whole(scanner, "the number of tables", 1e7);
  const { variables } = net;
  const scopes = Array.from({ length: tables }, () =>
    Array.from({ length: whole(scanner, "the size of a scope", count) }, () => {
      const at = scanner.at;
      const v = whole(scanner, "the number of a variable", Infinity);
      if (v >= count) throw scanner.error(`there is no variable ${v}; the last one is ${count - 1}.`, at);
      return variables[v];
    }),
  );
  for (const scope of scopes) readTable(scanner, net, scope);
  if (!scanner.done) throw scanner.error("there is more after the last table.");
  try {
    return net.checkModel();
  } catch (error) {
    throw new GradbookError(`readUai: ${(error as Error).message}`);
  }
}

function whole(scanner: Scanner, what: string, most: number): number {
  scanner.skip();
  const at = scanner.at;
  const value = scanner.number(what);
  if (!Number.isInteger(value) || value < 0 || value > most) throw scanner.error(`${value} cannot be ${what}.`, at);
  return value;
}

/** The last variable of a scope is the child, whose states change fastest. */
function readTable(scanner: Scanner, net: BayesianNetwork, scope: readonly Variable[]): void {
  scanner.skip();
  const at = scanner.at;
  const size = tableSize(scope);
  const announced = whole(scanner, "the size of a table", Infinity);
  if (announced !== size)
    throw scanner.error(`a table of ${size} numbers is expected, ${announced} are announced.`, at);
  const values = new Float64Array(size);
  for (let i = 0; i < size; i++) values[i] = scanner.number("a probability");
  const [variable, parents] = [scope[scope.length - 1], scope.slice(0, -1)];
  if (!variable) throw scanner.error("a table without variables belongs to no node.", at);
  const bad = normalizeRows(values, variable.cardinality, rowTolerance);
  if (bad !== undefined) throw scanner.error(rowError(variable, parents, values, bad), at);
  net.setFamily(
    variable.name,
    parents.map((parent) => parent.name),
    values,
  );
}

/** The network as a text in the UAI format; names are lost, numbers keep all their digits. */
export function writeUai(net: BayesianNetwork): string {
  net.checkModel();
  const place = new Map(net.nodes.map((node, i) => [node, i]));
  const scopes = net.nodes.map((node) => [...net.parents(node), node].map((name) => place.get(name)));
  const lines = ["BAYES", String(net.nodes.length), net.variables.map((one) => one.cardinality).join(" ")];
  lines.push(String(scopes.length), ...scopes.map((scope) => `${scope.length} ${scope.join(" ")}`));
  for (const node of net.nodes) {
    const { values } = net.cpt(node).toFactor();
    lines.push("", String(values.length), values.join(" "));
  }
  return `${lines.join("\n")}\n`;
}
