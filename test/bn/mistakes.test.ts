// Calls of plain JavaScript, where no type checker helps: each is refused in words, none is silently taken for something else.
import { describe, expect, it } from "vitest";
import {
  BayesianNetwork,
  Dag,
  DataSet,
  DynamicNetwork,
  enumerate,
  exactSearch,
  expectationMaximization,
  fitParameters,
  forwardSample,
  gibbsSampling,
  GibbsPosteriors,
  hillClimbing,
  JunctionTree,
  likelihoodWeighting,
  LinearGaussianNetwork,
  loopyBeliefPropagation,
  MarkovChain,
  naiveBayes,
  noisyOr,
  pc,
  readBif,
  readXmlBif,
  rejectionSampling,
  testIndependence,
  VariableElimination,
  writeBif,
  writeXmlBif,
} from "../../src/bn/index";

const network = (): BayesianNetwork =>
  new BayesianNetwork()
    .addVariable("rain")
    .addVariable("wet")
    .addEdge("rain", "wet")
    .addCpt("rain", [0.2, 0.8])
    .addCpt("wet", [
      [0.8, 0.2],
      [0.1, 0.9],
    ]);

const net = network();
const tree = new JunctionTree(net);
const data = forwardSample(net, 200);
const weather = new MarkovChain(
  ["sun", "rain"],
  [
    [0.9, 0.1],
    [0.5, 0.5],
  ],
);
const dynamic = new DynamicNetwork().addVariable("x").addInitialCpt("x", [0.5, 0.5]).addCpt("x", [0.5, 0.5]);
const linear = new LinearGaussianNetwork().addVariable("x").addCpd("x", { variance: 1 });
/** What a caller without types may pass. */
const odd = (value: unknown): never => value as never;

const mistakes: [what: string, call: () => unknown, says: RegExp][] = [
  ["a name that is no text", () => network().addVariable(odd(3)), /a name, a text; got 3/],
  ["no name", () => network().addVariable(""), /needs a name/],
  [
    "a text for states",
    () => network().addVariable("x", odd("yes")),
    /'x' needs a list of one or more states; got "yes"/,
  ],
  ["numbers for states", () => network().addVariable("x", odd([0, 1])), /states of 'x' are texts such as "0", not 0/],
  ["no states", () => network().addVariable("x", odd(null)), /'x' needs a list/],
  ["states twice", () => network().addVariable("x", ["a", "a"]), /the state 'a' twice/],
  ["time slices that are a Map", () => dynamic.filter([odd(new Map([["x", "yes"]]))]), /an object such as/],
  ["no time slices", () => dynamic.forecast(odd(null), 2), /a list with one object for each time slice/],
  ["a text for states through time", () => new DynamicNetwork().addVariable("x", odd("yes")), /'x' needs a list/],
  ["settings that are a Map", () => linear.doIntervention(odd(new Map([["x", 3]]))), /an object such as/],
  ["fewer than no parents", () => exactSearch(data, { maxParents: -1 }), /maxParents is -1/],
  ["no number of parents", () => hillClimbing(data, { maxParents: NaN }), /maxParents is NaN/],
  ["a list for a data set, exact search", () => exactSearch(odd([{ a: 1 }])), /DataSet/],
  ["a list for a data set, naive Bayes", () => naiveBayes(odd([{ a: 1 }]), "a"), /DataSet/],
  [
    "a misspelt leak",
    () => network().addCpt("wet", noisyOr({ rain: 0.5 }, odd({ leek: 0.3 }))),
    /there is no option 'leek'/,
  ],
  ["half a chain", () => gibbsSampling(net, {}, { chains: 1.5 }), /whole numbers/],
  ["steps back", () => weather.after(-1), /steps is -1/],
  ["a start of another length", () => weather.after(1, [1]), /start needs 2 probabilities/],
  ["no table", () => network().addCpt("rain", odd(undefined)), /'rain' needs a table .* got undefined/],
  ["a number as table", () => network().addCpt("rain", odd(0.2)), /got 0.2/],
  ["texts in a table", () => network().addCpt("rain", odd(["0.2", "0.8"])), /got "0.2" in it/],
  ["an object as table", () => network().addCpt("wet", odd({ yes: [1, 0], no: [0, 1] })), /got an object in it/],
  ["a function of nothing", () => network().addCpt("wet", () => odd(undefined)), /gave undefined/],
  ["a function with a misspelt state", () => network().addCpt("wet", () => ({ yess: 0, yes: 1 })), /no state 'yess'/],
  ["evidence as a Map", () => tree.posteriors(odd(new Map([["rain", "yes"]]))), /evidence is an object .* not a Map/],
  ["null for evidence", () => tree.posteriors(odd(null)), /evidence is an object/],
  ["a list of evidence", () => enumerate(net, ["rain"], odd(["wet"])), /evidence is an object .* not a list/],
  ["evidence as a Map, eliminated", () => new VariableElimination(net).query(["rain"], odd(new Map())), /not a Map/],
  ["evidence of undefined", () => tree.posteriors({ rain: odd(undefined) }), /no state 'undefined'/],
  ["a truth value as state", () => tree.posteriors({ rain: odd(true) }), /no state 'true'; it has yes, no/],
  ["a misspelt option", () => tree.posteriors({}, odd({ sofft: {} })), /no option 'sofft'/],
  [
    "a misspelt option, eliminated",
    () => new VariableElimination(net).query(["rain"], {}, odd({ s: 1 })),
    /option 's'/,
  ],
  [
    "soft evidence of one number",
    () => tree.posteriors({}, { soft: { rain: odd(0.3) } }),
    /number for each state, got 0.3/,
  ],
  ["no network", () => new JunctionTree(odd(undefined)), /JunctionTree: needs a BayesianNetwork, got undefined/],
  ["an object as network", () => new VariableElimination(odd({})), /needs a BayesianNetwork, got an object/],
  ["a text for targets", () => new VariableElimination(net).query(odd("rain")), /targets are a list/],
  ["a node and itself", () => net.dSeparated("rain", "rain"), /asked about twice/],
  ["samples misspelt", () => likelihoodWeighting(net, {}, odd({ n: 5 })), /no option 'n'/],
  ["samples misspelt, rejection", () => rejectionSampling(net, {}, odd({ n: 5 })), /no option 'n'/],
  ["samples misspelt, Gibbs", () => gibbsSampling(net, {}, odd({ burn_in: 5 })), /did you mean 'burnIn'/],
  ["an unknown score", () => hillClimbing(data, { score: odd("bicc") }), /no score "bicc"; there are .*bdeu/],
  ["a list for data", () => hillClimbing(odd([{ a: 1 }])), /needs a DataSet, .* got a list/],
  ["a list for data to fit", () => fitParameters(net, odd([{ rain: "yes" }])), /fitParameters: needs a DataSet/],
  ["an unknown method", () => fitParameters(net, data, { method: odd("bayes") }), /method is "bayes"/],
  ["an unknown option of EM", () => expectationMaximization(net, data, odd({ steps: 3 })), /no option 'steps'/],
  ["alpha above 1", () => pc(data, { alpha: 2 }), /alpha is 2/],
  ["alpha misspelt", () => pc(data, odd({ alfa: 0.1 })), /no option 'alfa'/],
  ["an unknown test", () => testIndependence(data, "rain", "wet", [], { test: odd("t") }), /test is "t"/],
  ["no rows", () => DataSet.fromRows(odd(null)), /rows are a list of objects, not null/],
  ["no text", () => readBif(odd(undefined)), /readBif: needs the text of a file, got undefined/],
  ["no table of data", () => DataSet.fromCsv(odd(undefined)), /fromCsv: needs a text, got undefined/],
  ["a column and itself", () => testIndependence(data, "rain", "rain"), /must be different columns/],
  [
    "a start of other nodes",
    () => hillClimbing(data, { start: Dag.from([["q", "r"]]) }),
    /start has the node 'q', which is no column/,
  ],
  ["numbers in a Map", () => linear.posterior(odd(new Map([["x", 1]]))), /evidence is an object .* not a Map/],
  ["null for numbers", () => linear.posterior(odd(null)), /evidence is an object .* not null/],
  ["no rows to fit", () => LinearGaussianNetwork.fit(linear, odd(null)), /fit: needs a list of rows/],
  ["no rows to score", () => linear.bic([]), /needs a list of rows/],
  ["a chain of nothing", () => new MarkovChain(odd(undefined), odd(undefined)), /needs a list of one or more states/],
  ["a chain without rows", () => new MarkovChain(["a"], odd(["1"])), /list of rows/],
  ["no sequences", () => MarkovChain.fromSequences(odd(null)), /got null/],
  ["a negative length", () => MarkovChain.fromSequences("ab").sample(-1), /length is -1/],
  ["no steps", () => MarkovChain.fromSequences("ab").asNetwork(0), /steps is 0/],
];

describe("mistakes of plain JavaScript", () => {
  it.each(mistakes)("%s", (_, call, says) => {
    expect(call).toThrow(says);
    expect(call).toThrow(expect.objectContaining({ name: "GradbookError" }));
  });
});

describe("odd names", () => {
  const names = ["__proto__", "constructor", "toString", "雨 吗?", " ", "a|b"];

  /** A chain of nodes with these names, whose states have odd names too. */
  const oddNetwork = (): BayesianNetwork => {
    const odd_ = new BayesianNetwork("奇");
    names.forEach((name, i) => {
      odd_.addVariable(name, ["__proto__", "valueOf", "不 是"]);
      if (i > 0) odd_.addEdge(names[i - 1]!, name);
      odd_.addCpt(name, () => [0.2, 0.5, 0.3]);
    });
    return odd_;
  };

  it("are names like all others, in every engine", () => {
    const strange = oddNetwork();
    const evidence = Object.fromEntries([["__proto__", "valueOf"]]);
    for (const node of names.slice(1)) {
      for (const values of [
        enumerate(strange, [node], evidence).values,
        new VariableElimination(strange).query([node], evidence).values,
        new JunctionTree(strange).posterior(node, evidence).values,
        loopyBeliefPropagation(strange, evidence).posterior(node),
      ]) {
        [0.2, 0.5, 0.3].forEach((p, i) => {
          expect(values[i]).toBeCloseTo(p, 12);
        });
      }
    }
    expect(gibbsSampling(strange, evidence, { samples: 400 })).toBeInstanceOf(GibbsPosteriors);
    expect(Object.keys(new JunctionTree(strange).mpe(evidence).assignment)).toEqual(names.slice(1));
    expect(() => strange.logProbability({ constructor: "valueOf" } as never)).toThrow(/no state of '__proto__'/);
  });

  it("are learned from and written", () => {
    const strange = oddNetwork();
    const rows = forwardSample(strange, 300);
    expect(fitParameters(strange, rows, { method: "laplace" }).nodes).toEqual(names);
    expect(DataSet.fromRows(Array.from({ length: 300 }, (_, i) => rows.row(i))).names).toEqual(names);
    for (const again of [readBif(writeBif(strange)), readXmlBif(writeXmlBif(strange))]) {
      expect(again.nodes).toEqual(names);
      expect(again.edges).toEqual(strange.edges);
      expect(again.states("雨 吗?")).toEqual(["__proto__", "valueOf", "不 是"]);
    }
  });

  it("what would begin a comment is written in quotes", () => {
    const commented = new BayesianNetwork().addVariable("/*x*/", ["//a", "b/"]).addCpt("/*x*/", [0.3, 0.7]);
    expect(readBif(writeBif(commented)).states("/*x*/")).toEqual(["//a", "b/"]);
    const broken = new BayesianNetwork().addVariable("x\ny").addCpt("x\ny", [0.3, 0.7]);
    expect(() => writeBif(broken)).toThrow(/line break/);
    expect(readXmlBif(writeXmlBif(broken)).nodes).toEqual(["x\ny"]);
  });

  it("a quotation mark, which BIF cannot hold, is refused there and kept in XMLBIF", () => {
    const quoting = new BayesianNetwork().addVariable('a"b', ['<"&>', "b'"]).addCpt('a"b', [0.3, 0.7]);
    expect(() => writeBif(quoting)).toThrow(/no way to write the quotation mark or line break of a"b/);
    expect(readXmlBif(writeXmlBif(quoting)).states('a"b')).toEqual(['<"&>', "b'"]);
  });

  it("a column that only later rows have is a column", () => {
    const found = DataSet.fromRows([{ a: 1 }, { a: 2, constructor: "x" }]);
    expect(found.names).toEqual(["a", "constructor"]);
    expect(found.missing).toBe(1);
  });

  it("soft evidence may be a typed array", () => {
    const [list, typed] = [[1, 3], Float64Array.of(1, 3)].map((rain) =>
      tree.posteriors({}, { soft: { rain: rain as number[] } }).values("wet"),
    );
    expect(typed).toEqual(list);
  });
});

describe("a network that changes", () => {
  it("is not answered for by a tree that was made before", () => {
    const changing = network();
    const before = new JunctionTree(changing);
    expect(before.posteriors().probability("rain", "yes")).toBeCloseTo(0.2, 12);
    changing.addCpt("rain", [0.9, 0.1]);
    expect(() => before.posteriors()).toThrow(/network has changed .* make a new JunctionTree/);
    expect(new JunctionTree(changing).posteriors().probability("rain", "yes")).toBeCloseTo(0.9, 12);
  });

  it("prints its graph", () => {
    expect(String(network().dag)).toMatch(/Directed graph: nodes 2, edges 1\nnode +parents\nrain\nwet +rain/);
  });
});
