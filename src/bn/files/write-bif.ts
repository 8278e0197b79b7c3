import { GradbookError } from "../../errors";
import type { BayesianNetwork } from "../network";

/** Without signs that the format uses, `//` and `/*` among them, which begin a comment. */
const plain = /^(?!.*\/[/*])[^\s{}[\](),;|"]+$/;

/** A name as it stands in a file: in quotes if it holds spaces or signs. */
function quoted(name: string): string {
  if (plain.test(name)) return name;
  if (!/["\n\r]/.test(name)) return `"${name}"`;
  throw new GradbookError(
    `writeBif: BIF has no way to write the quotation mark or line break of ${name}; writeXmlBif has.`,
  );
}

/**
 * The network as a text in the Bayesian interchange format, which `readBif`, pgmpy and pyAgrum read. Every number is
 * written with all its digits: what is read again is equal. Noisy gates become tables.
 * Throws a GradbookError if a name or state holds a quotation mark or a line break.
 */
export function writeBif(net: BayesianNetwork): string {
  net.checkModel();
  const parts = [`network ${/^[A-Za-z_]\w*$/.test(net.name) ? net.name : "unknown"} {\n}\n`];
  for (const { name, states } of net.variables) {
    parts.push(
      `variable ${quoted(name)} {\n  type discrete [ ${states.length} ] { ${states.map(quoted).join(", ")} };\n}\n`,
    );
  }
  for (const node of net.nodes) parts.push(probabilityBlock(net, node));
  return parts.join("");
}

function probabilityBlock(net: BayesianNetwork, node: string): string {
  const { variable, parents } = net.cpt(node);
  const { values } = net.cpt(node).toFactor();
  const numbers = (row: number): string =>
    values.subarray(row * variable.cardinality, (row + 1) * variable.cardinality).join(", ");
  if (parents.length === 0) return `probability ( ${quoted(node)} ) {\n  table ${numbers(0)};\n}\n`;
  const lines = [`probability ( ${quoted(node)} | ${parents.map((parent) => quoted(parent.name)).join(", ")} ) {`];
  const places = parents.map(() => 0);
  for (let row = 0; row * variable.cardinality < values.length; row++) {
    lines.push(`  (${parents.map((parent, i) => quoted(parent.states[places[i]])).join(", ")}) ${numbers(row)};`);
    for (let i = places.length - 1; i >= 0 && ++places[i] === parents[i].cardinality; i--) places[i] = 0;
  }
  return `${lines.join("\n")}\n}\n`;
}
