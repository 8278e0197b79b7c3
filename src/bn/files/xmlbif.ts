import { GradbookError } from "../../errors";
import { normalizeRows, rowError } from "../table-cpt";
import { tableSize } from "../factor";
import { BayesianNetwork } from "../network";
import type { Variable } from "../variable";
import { Scanner } from "./scanner";

const rowTolerance = 0.01;

/** An element of the file: its name in capitals, its text, what stands in it, and where it begins. */
interface Element {
  readonly name: string;
  readonly children: Element[];
  text: string;
  readonly at: number;
  textAt: number;
}

const entities: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

function unescape(text: string): string {
  return text.replace(/&(#x?[\da-f]+|\w+);/gi, (whole, name: string) => {
    if (name.startsWith("#")) {
      const code = /^#x/i.test(name) ? parseInt(name.slice(2), 16) : parseInt(name.slice(1), 10);
      return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    }
    return entities[name] ?? whole;
  });
}

/** Blanks at the ends become entities, for readers take those away that only set the file out. */
const escape = (text: string): string =>
  text
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/>/g, "&gt;")
    .replace(/"/g, "&quot;")
    .replace(/^\s+|\s+$/g, (blanks) => Array.from(blanks, (blank) => `&#${blank.charCodeAt(0)};`).join(""));

const textOf = (element: Element | undefined): string => unescape(element?.text.trim() ?? "");

/** As much XML as XMLBIF needs: elements, text, entities, CDATA; attributes, comments and declarations are passed over. */
function parseXml(scanner: Scanner): Element {
  const { text } = scanner;
  const root: Element = { name: "", children: [], text: "", at: 0, textAt: 0 };
  const open = [root];
  for (let at = 0; at < text.length;) {
    const tag = text.indexOf("<", at);
    const current = open[open.length - 1];
    const between = text.slice(at, tag < 0 ? text.length : tag);
    if (between.trim() !== "") {
      if (current.text === "") current.textAt = at;
      current.text += between;
    }
    if (tag < 0) break;
    at = passOver(scanner, tag) ?? parseTag(scanner, tag, open);
  }
  const unclosed = open[1] as Element | undefined;
  if (unclosed) throw scanner.error(`<${unclosed.name}> is never closed.`, unclosed.at);
  return root;
}

/** Where a comment or a declaration ends; undefined if the tag is an element's. */
function passOver(scanner: Scanner, tag: number): number | undefined {
  const { text } = scanner;
  const until = (end: string): number => {
    const found = text.indexOf(end, tag);
    if (found < 0) throw scanner.error(`'${end}' is missing from here on.`, tag);
    return found + end.length;
  };
  if (text.startsWith("<!--", tag)) return until("-->");
  if (text.startsWith("<?", tag)) return until("?>");
  if (!text.startsWith("<!", tag)) return undefined;
  const [bracket, end] = [text.indexOf("[", tag), text.indexOf(">", tag)];
  return bracket >= 0 && bracket < end ? until("]>") : until(">");
}

function parseTag(scanner: Scanner, tag: number, open: Element[]): number {
  const { text } = scanner;
  const end = text.indexOf(">", tag);
  if (end < 0) throw scanner.error("'>' is missing from here on.", tag);
  const inside = text.slice(tag + 1, end).trim();
  const name = (/^\/?\s*([^\s/]+)/.exec(inside)?.[1] ?? "").toUpperCase();
  const current = open[open.length - 1];
  if (inside.startsWith("/")) {
    if (open.length < 2 || current.name !== name) {
      throw scanner.error(`</${name}> closes ${open.length < 2 ? "nothing" : `<${current.name}>`}.`, tag);
    }
    open.pop();
    return end + 1;
  }
  const element: Element = { name, children: [], text: "", at: tag, textAt: tag };
  current.children.push(element);
  if (!inside.endsWith("/")) open.push(element);
  return end + 1;
}

const all = (element: Element, name: string): Element[] => element.children.filter((child) => child.name === name);

/**
 * Reads a network from a text in XMLBIF 0.3, as pgmpy, pyAgrum, JavaBayes and Weka write it.
 *
 * Rows are divided by their own sum. Throws a GradbookError that names line and column.
 * Source: Cozman, The Interchange Format for Bayesian Networks, version 0.3 (1998).
 */
export function readXmlBif(text: string): BayesianNetwork {
  const scanner = new Scanner(text, "readXmlBif");
  const root = parseXml(scanner);
  const bif = all(root, "BIF")[0] ?? root;
  const network = all(bif, "NETWORK")[0];
  if (!network) throw scanner.error("there is no <NETWORK>.", 0);
  const name = textOf(all(network, "NAME")[0]);
  const net = new BayesianNetwork(name === "unknown" ? "" : name);
  for (const element of all(network, "VARIABLE")) {
    const states = [...all(element, "OUTCOME"), ...all(element, "VALUE")].map(textOf);
    const variable = textOf(all(element, "NAME")[0]);
    if (!variable) throw scanner.error("this <VARIABLE> has no <NAME>.", element.at);
    if (states.length === 0) throw scanner.error(`the variable '${variable}' has no <OUTCOME>.`, element.at);
    located(scanner, element.at, () => net.addVariable(variable, states));
  }
  for (const element of [...all(network, "DEFINITION"), ...all(network, "PROBABILITY")]) {
    readDefinition(scanner, net, element);
  }
  try {
    return net.checkModel();
  } catch (error) {
    throw new GradbookError(`readXmlBif: ${(error as Error).message}`);
  }
}

function located<T>(scanner: Scanner, at: number, make: () => T): T {
  try {
    return make();
  } catch (error) {
    throw scanner.error((error as Error).message, at);
  }
}

function readDefinition(scanner: Scanner, net: BayesianNetwork, element: Element): void {
  const named = (one: Element): Variable => located(scanner, one.at, () => net.variable(textOf(one)));
  const [child] = all(element, "FOR");
  const [table] = all(element, "TABLE");
  if (!child) throw scanner.error("this <DEFINITION> has no <FOR>.", element.at);
  if (!table) throw scanner.error(`the definition of '${textOf(child)}' has no <TABLE>.`, element.at);
  const variable = named(child);
  const parents = all(element, "GIVEN").map(named);
  const values = readNumbers(scanner, table, tableSize(parents) * variable.cardinality);
  const bad = normalizeRows(values, variable.cardinality, rowTolerance);
  if (bad !== undefined) throw scanner.error(rowError(variable, parents, values, bad), table.textAt);
  net.setFamily(
    variable.name,
    parents.map((parent) => parent.name),
    values,
  );
}

function readNumbers(scanner: Scanner, table: Element, size: number): Float64Array {
  const words = table.text.trim().split(/[\s,]+/);
  if (words.length !== size) throw scanner.error(`${size} numbers expected, ${words.length} found.`, table.textAt);
  return Float64Array.from(words, (word) => {
    const value = Number(word);
    if (Number.isNaN(value)) {
      throw scanner.error(`'${word}' is no number.`, scanner.text.indexOf(word, table.textAt));
    }
    return value;
  });
}

/** The network as a text in XMLBIF 0.3; numbers with all their digits. Noisy gates become tables. */
export function writeXmlBif(net: BayesianNetwork): string {
  net.checkModel();
  const lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<BIF VERSION="0.3">', "<NETWORK>"];
  lines.push(`<NAME>${escape(net.name || "unknown")}</NAME>`);
  for (const { name, states } of net.variables) {
    lines.push('<VARIABLE TYPE="nature">', `  <NAME>${escape(name)}</NAME>`);
    lines.push(...states.map((state) => `  <OUTCOME>${escape(state)}</OUTCOME>`), "</VARIABLE>");
  }
  for (const node of net.nodes) {
    lines.push("<DEFINITION>", `  <FOR>${escape(node)}</FOR>`);
    lines.push(...net.parents(node).map((parent) => `  <GIVEN>${escape(parent)}</GIVEN>`));
    lines.push(`  <TABLE>${net.cpt(node).toFactor().values.join(" ")}</TABLE>`, "</DEFINITION>");
  }
  lines.push("</NETWORK>", "</BIF>", "");
  return lines.join("\n");
}
