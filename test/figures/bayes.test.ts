import { bn, data, show } from "gradbook";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { bayesSchema, type BayesPayload } from "../../src/figures/bayes/payload";
import { bayes } from "../../src/figures/bayes/render";
import { choose, separationOf, start, type BayesState } from "../../src/figures/bayes/state";
import { layout } from "../../src/figures/bayes/layout";
import { widthAtLeast } from "../../src/figures/bayes/width";
import { dagSchema } from "../../src/figures/dag/payload";
import { dag } from "../../src/figures/dag/render";
import { findAll, type VNode } from "../../src/figures/core/h";
import { figureFor, PayloadError } from "../../src/figures/index";

const env = { width: 820, live: true, active: null, reducedMotion: false } as const;
const asia = data.network("asia");
const payloadOf = (...args: Parameters<typeof show.bayes>): BayesPayload =>
  v.parse(bayesSchema, JSON.parse(JSON.stringify(show.bayes(...args).payload)));

/** What the page shows after clicks on parts. */
function after(payload: BayesPayload, parts: readonly string[], from: Partial<BayesState> = {}) {
  let state: BayesState = { ...start(payload), ...from };
  for (const part of parts) state = { ...state, ...choose(payload, state, part) };
  const picture = bayes.draw({ payload, state, env, set: () => undefined });
  const below = h("div", picture.below as VNode[]);
  return { state, picture, below };
}
const h = (tag: string, children: readonly VNode[]): VNode => ({ tag, props: {}, children: children.filter(Boolean) });
const words = (node: VNode): string =>
  node.children.map((child) => (typeof child === "string" ? child : words(child))).join(" ");

/** The probabilities that stand in a drawing, by node and state. */
function shown(payload: BayesPayload, graphic: VNode): Map<string, number> {
  return new Map(
    findAll(graphic, ({ props }) => props["data-probability"] !== undefined).map(({ props }) => {
      const [, node, at] = String(props["data-part"]).split(":").map(Number);
      const { name = "", states = [] } = payload.nodes[node ?? 0] ?? {};
      return [`${name}=${states[at ?? 0]}`, Number(props["data-probability"])];
    }),
  );
}

const part = (node: string, state?: string): string => {
  const at = asia.nodes.indexOf(node);
  return state === undefined ? `n:${at}` : `s:${at}:${asia.states(node).indexOf(state)}`;
};

describe("the bayes figure", () => {
  it("shows after every click what the library computes", () => {
    const payload = payloadOf(asia);
    const tree = new bn.JunctionTree(asia);
    const clicks: [string, string][] = [
      ["dysp", "yes"],
      ["smoke", "no"],
      ["xray", "yes"],
      ["xray", "no"],
    ];
    const evidence: Record<string, string> = {};
    for (const [i, [node, state]] of clicks.entries()) {
      evidence[node] = state;
      const expected = tree.posteriors(evidence);
      const { picture, below } = after(
        payload,
        clicks.slice(0, i + 1).map(([n, s]) => part(n, s)),
      );
      const found = shown(payload, picture.graphic);
      for (const name of asia.nodes) {
        for (const one of asia.states(name)) {
          expect(Math.abs((found.get(`${name}=${one}`) ?? NaN) - expected.probability(name, one))).toBeLessThan(1e-9);
        }
      }
      expect(words(below)).toContain(`P(findings) = ${Number(Math.exp(expected.logEvidence).toPrecision(4))}`);
    }
    const back = after(payload, [part("dysp", "yes"), part("dysp", "yes")]);
    expect(back.state.findings).toEqual([]);
  });

  it.each(["child", "alarm", "hepar2"] as const)("agrees with the library on %s", (name) => {
    const net = data.network(name);
    const node = net.nodes[0] ?? "";
    const evidence = { [node]: net.states(node)[1] ?? "" };
    const payload = payloadOf(net, { evidence });
    const expected = new bn.JunctionTree(net).posteriors(evidence);
    const { rows } = bayes.table(payload);
    expect(rows.length).toBe(net.variables.reduce((sum, { states }) => sum + states.length, 0));
    for (const row of rows) {
      expect(Number(row[4])).toBeCloseTo(expected.probability(String(row[0]), String(row[1])), 9);
    }
  });

  it("cuts the arrows into what is set by force, and its parents do not learn from it", () => {
    const { picture, below } = after(payloadOf(asia), [part("lung", "yes")], { mode: "do" });
    const cut = findAll(picture.graphic, ({ props }) => "data-cut" in props).map(({ props }) => props["data-arc"]);
    expect(cut).toEqual([`${asia.nodes.indexOf("smoke")}:${asia.nodes.indexOf("lung")}`]);
    expect(shown(payloadOf(asia), picture.graphic).get("smoke=yes")).toBeCloseTo(0.5, 12);
    expect(words(below)).toContain("do(lung = yes)");
    expect(words(below)).toContain("The arrows into lung are cut");
  });

  it("says that findings cannot occur, and offers to take each back", () => {
    const payload = payloadOf(asia, { evidence: { lung: "yes", either: "no" } });
    const { below, state } = after(payload, []);
    expect(words(below)).toContain("These findings cannot occur together");
    const buttons = findAll(below, ({ tag }) => tag === "button").map(words);
    expect(buttons).toEqual(["Take back lung = yes", "Take back either = no"]);
    expect(choose(payload, state, `back:${asia.nodes.indexOf("lung")}`)).toEqual({
      findings: [{ node: asia.nodes.indexOf("either"), state: 1, how: "see" }],
    });
  });

  it("lights the active paths between two marked nodes, and says when there are none", () => {
    const payload = payloadOf(asia);
    const apart = after(payload, [part("asia"), part("smoke")], { mode: "path" });
    expect(words(apart.below)).toContain("asia and smoke are d-separated with nothing observed");
    const joined = after(payload, [part("asia"), part("smoke"), part("dysp", "yes")], { mode: "path" });
    expect(words(joined.below)).toContain("asia → tub → either ← lung ← smoke");
    const lit = findAll(joined.picture.graphic, ({ props }) => "data-lit" in props).length;
    // Every part of the picture asks for it, at every move of the pointer.
    expect(separationOf(payload, apart.state)).toBe(separationOf(payload, { ...apart.state }));
    const paths = asia.activePaths("asia", "smoke", ["dysp"]);
    expect(lit).toBe(
      new Set(paths.flatMap(({ nodes }) => nodes.slice(1).map((to, i) => [nodes[i], to].sort().join()))).size,
    );
    const given = after(payloadOf(asia, { separation: { from: "tub", to: "lung", given: ["xray"] } }), []);
    expect(words(given.below)).toContain("tub and lung are d-connected given xray");
  });

  it("marks the row of a table that applies, and weighs the rows where none is certain", () => {
    const payload = payloadOf(asia, { evidence: { bronc: "yes", either: "no" } });
    const { below } = after(payload, [part("dysp")]);
    const rows = findAll(below, ({ props }) => "data-applies" in props);
    expect(rows.map(words)).toEqual(["▸ yes no 1 0.800 0.200"]);
    expect(words(below)).toContain("The marked row applies");
    const open = after(payloadOf(asia), [part("dysp")]);
    expect(words(open.below)).toContain("P(dysp | bronc, either)");
    expect(words(open.below)).toContain("row's weight");
  });

  it("draws arrows as wide as the information that they carry", () => {
    const payload = payloadOf(asia);
    const { below, picture } = after(payload, [], { widths: true });
    const most = Math.max(...bn.edgeStrengths(asia).map(({ bits }) => bits));
    expect(words(below)).toContain(`${Number(most.toPrecision(3))} bits`);
    const widths = findAll(picture.graphic, ({ tag, props }) => tag === "path" && props["fill"] === "none").map(
      ({ props }) => Number(props["stroke-width"]),
    );
    expect(Math.max(...widths)).toBeGreaterThan(5);
  });

  it("lays other numbers beside the exact ones", () => {
    const sampled = bn.likelihoodWeighting(asia, { dysp: "yes" }, { samples: 200, seed: 3 });
    const payload = payloadOf(asia, {
      evidence: { dysp: "yes" },
      compare: { label: "200 samples", posteriors: sampled },
    });
    const { columns, rows } = bayes.table(payload);
    expect(columns.at(-1)).toBe("200 samples");
    expect(rows.every((row) => typeof row.at(-1) === "number")).toBe(true);
    expect(() => show.bayes(asia, { compare: { label: "x", posteriors: { lung: [1] } } })).toThrow(/2 states/);
    expect(() => show.bayes(asia, { evidence: { lung: "yes" }, do: { lung: "no" } })).toThrow(/'lung' stands in/);
    expect(() => show.bayes(asia, { separation: { from: "tub", to: "tub" } })).toThrow(/needs two nodes/);
  });

  it("refuses what is too wide in the library's words, and draws the surroundings of a node of a thousand", () => {
    const wide = new bn.BayesianNetwork();
    const layer = (k: number): string[] => Array.from({ length: 30 }, (_, i) => `${k}.${i}`);
    for (const name of layer(0)) wide.addVariable(name).addCpt(name, [0.5, 0.5]);
    for (const [i, name] of layer(1).entries()) {
      wide.addVariable(name);
      for (let k = 0; k < 8; k++) wide.addEdge(`0.${(i * 7 + k * (1 + (i % 3))) % 30}`, name);
      wide.addCpt(name, () => [0.5, 0.5]);
    }
    const { below } = after(payloadOf(wide), []);
    expect(words(below)).toContain("the network is too wide for exact inference");
    const long = new bn.BayesianNetwork();
    for (let i = 0; i < 1_000; i++) {
      long.addVariable(`x${i}`);
      if (i > 0) long.addEdge(`x${i - 1}`, `x${i}`);
      long.addCpt(
        `x${i}`,
        i > 0
          ? [
              [0.9, 0.1],
              [0.2, 0.8],
            ]
          : [0.5, 0.5],
      );
    }
    const payload = payloadOf(long, { query: "x500" });
    expect(bayes.caption(payload)).toContain("the 22 nodes nearest to x500");
    expect(after(payload, []).picture.graphic.children.length).toBeGreaterThan(22);
  });

  it("finds a bound of the width quickly, and refuses by it what is large and wide", () => {
    // The bound never passes the true width: 1 for a tree, 3 for four that are all joined.
    expect(
      widthAtLeast(
        bn.Dag.from([
          ["a", "b"],
          ["b", "c"],
          ["a", "d"],
        ]).moralGraph(),
      ),
    ).toBe(1);
    expect(
      widthAtLeast(
        bn.Dag.from([
          ["a", "d"],
          ["b", "d"],
          ["c", "d"],
        ]).moralGraph(),
      ),
    ).toBe(3);
    expect(widthAtLeast(data.network("asia").moralGraph())).toBeLessThanOrEqual(new bn.JunctionTree(asia).size.width);
    const alarm = data.network("alarm");
    expect(widthAtLeast(alarm.moralGraph())).toBeLessThanOrEqual(new bn.JunctionTree(alarm).size.width);
    const random = new bn.RandomSource(5);
    const wide = new bn.BayesianNetwork();
    for (let i = 0; i < 300; i++) {
      wide.addVariable(`x${i}`);
      const parents = new Set([1, 2, 3].map(() => Math.floor(random.next() * i)));
      for (const parent of i > 4 ? parents : []) wide.addEdge(`x${parent}`, `x${i}`);
      wide.addCpt(`x${i}`, () => [0.5, 0.5]);
    }
    expect(words(after(payloadOf(wide), []).below)).toMatch(/whatever the order/);
  });

  it("sends the posteriors where the tables are too large to travel", () => {
    const large = new bn.BayesianNetwork();
    const states = Array.from({ length: 60 }, (_, i) => `s${i}`);
    for (const name of ["a", "b", "c"]) large.addVariable(name, states);
    large.addEdges([
      ["a", "c"],
      ["b", "c"],
    ]);
    const uniform = states.map(() => 1 / 60);
    large
      .addCpt("a", uniform)
      .addCpt("b", uniform)
      .addCpt("c", () => uniform);
    const payload = payloadOf(large, { evidence: { a: "s3" } });
    expect(payload.nodes.every(({ cpt }) => cpt === undefined)).toBe(true);
    const { rows } = bayes.table(payload);
    expect(rows.find(([node, state]) => node === "a" && state === "s3")?.at(-1)).toBe(1);
    expect(rows.find(([node]) => node === "c")?.at(-1)).toBeCloseTo(1 / 60, 12);
    expect(words(after(payload, ["s:1:0"]).below)).toContain("too large to travel");
  });

  it("draws no card over another", () => {
    for (const name of ["asia", "child", "alarm", "hepar2"] as const) {
      const payload = payloadOf(data.network(name));
      for (const width of [320, 640, 820]) {
        const { boxes } = layout(
          payload,
          payload.nodes.map((_, i) => i),
          width,
        );
        const touching = boxes.flatMap((one, i) =>
          boxes
            .slice(i + 1)
            .filter(
              (two) =>
                one.x < two.x + two.width - 1 &&
                two.x < one.x + one.width - 1 &&
                one.y < two.y + two.height - 1 &&
                two.y < one.y + one.height - 1,
            ),
        );
        expect(touching, `${name} ${width}`).toEqual([]);
      }
    }
  });

  it("is what a network shows as a cell's last value", () => {
    const hook = (asia as unknown as Record<symbol, () => Record<string, unknown>>)[Symbol.for("Jupyter.display")];
    const bundle = hook?.call(asia) ?? {};
    expect(Object.keys(bundle)).toEqual(["application/vnd.gradbook.bayes.v1+json", "text/html", "text/plain"]);
    expect(bundle["text/html"]).toContain("<svg");
    expect(bundle["text/plain"]).toContain("8 nodes, 8 edges");
  });

  it("refuses tables, arrows and findings that make no network", () => {
    const good = show.bayes(asia).payload as { nodes: { name: string; parents: number[]; cpt: number[] }[] };
    const broken: [string, (copy: typeof good) => unknown][] = [
      ["so its table has", (copy) => copy.nodes[3]?.cpt.push(0.5)],
      ["sums to", (copy) => (copy.nodes[3] as { cpt: number[] }).cpt.fill(0.7)],
      ["circle", (copy) => copy.nodes[0]?.parents.push(7)],
      ["there already", (copy) => ((copy.nodes[1] as { name: string }).name = copy.nodes[0]?.name ?? "")],
      ["parent number 99", (copy) => copy.nodes[2]?.parents.push(99)],
      ["no state 5", (copy) => Object.assign(copy, { evidence: [{ node: 0, state: 5 }] })],
    ];
    const kind = figureFor("application/vnd.gradbook.bayes.v1+json");
    for (const [says, change] of broken) {
      const copy = structuredClone(good);
      change(copy);
      expect(() => kind?.open(copy), says).toThrow(PayloadError);
      expect(() => kind?.open(copy), says).toThrow(says);
    }
  });
});

describe("the dag figure", () => {
  const learned = bn.Dag.from(
    [
      ["tub", "either"],
      ["lung", "either"],
      ["either", "xray"],
      ["lung", "smoke"],
      ["bronc", "smoke"],
      ["bronc", "dysp"],
      ["lung", "dysp"],
    ],
    asia.nodes,
  );

  it("tells kept, turned, extra and missed edges apart, by word and dash", () => {
    const payload = v.parse(dagSchema, show.dag(learned, { compare: asia }).payload);
    const counts: Record<string, number> = {};
    for (const { standing = "" } of payload.edges) counts[standing] = (counts[standing] ?? 0) + 1;
    expect(counts).toEqual({ kept: 4, turned: 2, extra: 1, missed: 2 });
    const { graphic, below } = dag.draw({ payload, state: {}, env, set: () => undefined });
    const labels = findAll(graphic, ({ tag }) => tag === "text").map(words);
    expect(labels.filter((one) => one === "turned").length).toBe(2);
    expect(words(h("div", below as VNode[]))).toContain("missed (only in true graph): 2");
    const dashes = findAll(graphic, ({ props }) => props["data-standing"] !== undefined).map(
      ({ children, props }) => `${props["data-standing"]} ${(children[1] as VNode).props["stroke-dasharray"] ?? ""}`,
    );
    expect(new Set(dashes).size).toBe(4);
    expect(dag.parts(payload, {}).map(({ label }) => label)).toContain("lung → smoke, but in true graph smoke → lung");
  });

  it("differs in as many places as the structural Hamming distance says", () => {
    const payload = v.parse(dagSchema, show.dag(learned, { compare: asia, directions: "essential" }).payload);
    const differ = payload.edges.filter(({ standing }) => standing !== "kept").length;
    expect(differ).toBe(bn.structuralHammingDistance(learned, asia));
    expect(payload.essential).toBe(true);
    const turned = bn.Dag.from([["b", "a"]]);
    const same = show.dag(turned, { compare: bn.Dag.from([["a", "b"]]), directions: "essential" });
    expect(String(same)).toContain("1 are in both graphs and 0 differ");
  });

  it("draws a graph alone, and refuses graphs over other nodes", () => {
    expect(String(show.dag(asia))).toContain("asia → tub");
    expect(show.dag(bn.cpdag(asia)).payload).toMatchObject({ nodes: asia.nodes });
    expect(() => show.dag(asia, { compare: bn.Dag.from([["a", "b"]]) })).toThrow(/has the node/);
    expect(() => show.dag({} as never)).toThrow(/expected a bn.Dag/);
  });
});
