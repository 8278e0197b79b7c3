import { describe, expect, it } from "vitest";
import { BayesianNetwork, readBif, readUai, readXmlBif, writeBif, writeUai, writeXmlBif } from "../../src/bn/index";
import { networkText, readNetwork } from "./networks";

/** Everything that a network is, to compare with another. */
function contents(net: BayesianNetwork): unknown {
  return net.nodes.map((node) => [node, net.states(node), net.parents(node), [...net.cpt(node).toFactor().values]]);
}

const names = ["asia", "child", "alarm", "hepar2", "win95pts", "sachs", "munin1"];

describe("written and read again", () => {
  it.each(names)("%s is equal: BIF", (name) => {
    const net = readNetwork(name);
    expect(contents(readBif(writeBif(net)))).toEqual(contents(net));
  });

  it.each(names)("%s is equal: XMLBIF", (name) => {
    const net = readNetwork(name);
    expect(contents(readXmlBif(writeXmlBif(net)))).toEqual(contents(net));
  });

  it.each(names)("%s has equal tables: UAI, which has no names", (name) => {
    const net = readUai(writeUai(readNetwork(name)));
    expect(writeUai(net)).toBe(writeUai(readNetwork(name)));
    const tables = (one: BayesianNetwork): number[][] => one.nodes.map((node) => [...one.cpt(node).toFactor().values]);
    expect(tables(net)).toEqual(tables(readNetwork(name)));
  });

  it("keeps names with spaces, signs and Chinese letters", () => {
    const net = new BayesianNetwork("n")
      .addVariable("下雨 吗", ["是", "<不>&"])
      .addVariable("b", ["a|b", "c, d"])
      .addEdge("下雨 吗", "b")
      .addCpt("下雨 吗", [0.1, 0.9])
      .addCpt("b", [1e-300, 1, 0.25, 0.75]);
    expect(contents(readBif(writeBif(net)))).toEqual(contents(net));
    expect(contents(readXmlBif(writeXmlBif(net)))).toEqual(contents(net));
  });
});

describe("readBif", () => {
  it("reads tables of children, default rows, comments, properties and exponents", () => {
    const net = readBif(`// a comment
      network "n" { property author x; }
      variable a { type discrete [ 2 ] { y, n }; property p; } /* another */
      variable b { type discrete [ 2 ] { y, n }; }
      variable c { type discrete [ 2 ] { y, n }; }
      probability ( a ) { table 1e-3, 0.999; }
      probability ( b | a ) { table 0.1, 0.2, 0.9, 0.8; }
      probability ( c | a, b ) { default 0.5, 0.5; (y, n) .25, .75; }`);
    expect([...net.cpt("b").toFactor().values]).toEqual([0.1, 0.9, 0.2, 0.8]);
    expect([...net.cpt("c").toFactor().values]).toEqual([0.5, 0.5, 0.25, 0.75, 0.5, 0.5, 0.5, 0.5]);
    expect([...net.cpt("a").toFactor().values]).toEqual([0.001, 0.999]);
  });

  const coin = "variable coin {\n  type discrete [ 2 ] { head, tail };\n}\n";
  it.each([
    ["a state too few", "variable coin {\n  type discrete [ 3 ] { head, tail };\n}", /line 2, column 8: 3 states/],
    ["an unknown block", `${coin}chance ( coin ) { }`, /line 4, column 1: expected 'network'.*found 'chance'/],
    ["an unknown variable", `${coin}probability ( coins ) { table 1, 0; }`, /line 4, column 15: .*'coins'/],
    [
      "a missing number",
      `${coin}probability ( coin ) {\n  table 0.5;\n}`,
      /line 5, column 12: expected 2 numbers, found ';'/,
    ],
    ["a number too many", `${coin}probability ( coin ) {\n  table 0.5, 0.5, 0.1;\n}`, /line 5, column 19: .*one more/],
    ["a row that sums to 2", `${coin}probability ( coin ) {\n  table 1, 1;\n}`, /line 4, column 15: .*sums to 2/],
    ["a node without a table", coin, /no CPT for coin/],
    [
      "an end too early",
      `${coin}probability ( coin ) {\n  table 0.5, 0.5;`,
      /line 5, column 18: .*found the end of the file/,
    ],
    ["two declarations", `${coin}${coin}`, /line 4, column 10: .*twice/],
  ])("tells line and column of %s", (_, text, message) => {
    expect(() => readBif(text)).toThrow(message);
  });

  it("names a circle in full", () => {
    const text = `variable a { type discrete [ 1 ] { x }; } variable b { type discrete [ 1 ] { x }; }
      probability ( a | b ) { (x) 1; } probability ( b | a ) { (x) 1; }`;
    expect(() => readBif(text)).toThrow(/circle: (a -> b -> a|b -> a -> b)/);
  });

  it("reads the large networks to the last row", () => {
    expect(readBif(networkText("diabetes")).freeParameters).toBe(429409);
  });
});

describe("readXmlBif and readUai", () => {
  it("tell line and column", () => {
    expect(() => readXmlBif("<BIF>\n<NETWORK>\n<VARIABLE></VARIABLE></NETWORK></BIF>")).toThrow(/line 3, column 1/);
    expect(() => readXmlBif("<BIF>\n<NETWORK>")).toThrow(/line 1, column 1: <BIF> is never closed/);
    expect([...readUai("BAYES # two\n1\n2\n1\n1 0 # (a)\n\n2\n1 0").cpt("var_0").toFactor().values]).toEqual([1, 0]);
    expect(() => readUai("MARKOV\n1")).toThrow(/only 'BAYES'/);
    expect(() => readUai("BAYES\n1\n2\n1\n1 3\n")).toThrow(/line 5, column 2: there is no variable 3/);
    expect(() => readUai("BAYES\n1\n2\n1\n1 0\n\n3\n1 0 0")).toThrow(/line 7, column 1: a table of 2 numbers/);
  });
});
