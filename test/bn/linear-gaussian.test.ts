import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Dag, Gaussian, LinearGaussianNetwork } from "../../src/bn/index";
import type { LinearGaussianCpd, Point } from "../../src/bn/index";
import golden from "../golden/bn-gaussian/linear-gaussian.json";

function expectClose(got: ArrayLike<number>, want: ArrayLike<number>, tolerance = 1e-10): void {
  expect(got.length).toBe(want.length);
  for (let i = 0; i < want.length; i++) {
    expect(Math.abs(got[i]! - want[i]!)).toBeLessThan(tolerance * (1 + Math.abs(want[i]!)));
  }
}

function networkOf(
  nodes: readonly string[],
  edges: readonly (readonly string[])[],
  cpds: readonly (LinearGaussianCpd & { readonly node: string })[],
): LinearGaussianNetwork {
  const net = new LinearGaussianNetwork();
  nodes.forEach((node) => net.addVariable(node));
  edges.forEach(([parent, child]) => net.addEdge(parent!, child!));
  cpds.forEach(({ node, ...cpd }) => net.addCpd(node, cpd));
  return net;
}

const numRuns = process.env.FUZZ_RUNS ? Number(process.env.FUZZ_RUNS) : 80;
const number = fc.integer({ min: -300, max: 300 }).map((value) => value / 100);

/** Up to six nodes, numbered so that every edge goes upwards, added in an order of their own. */
const randomNetwork = fc.integer({ min: 1, max: 6 }).chain((n) =>
  fc
    .record({
      order: fc.shuffledSubarray(
        Array.from({ length: n }, (_, i) => i),
        { minLength: n },
      ),
      edges: fc.array(fc.boolean(), { minLength: n * n, maxLength: n * n }),
      weights: fc.array(number, { minLength: n * n, maxLength: n * n }),
      intercepts: fc.array(number, { minLength: n, maxLength: n }),
      variances: fc.array(fc.integer({ min: 5, max: 300 }), { minLength: n, maxLength: n }),
    })
    .map(({ order, edges, weights, intercepts, variances }) => {
      const net = new LinearGaussianNetwork();
      order.forEach((i) => net.addVariable(`x${i}`));
      for (let child = 0; child < n; child++) {
        const parents = Array.from({ length: child }, (_, i) => i).filter((parent) => edges[child * n + parent]);
        parents.forEach((parent) => net.addEdge(`x${parent}`, `x${child}`));
        net.addCpd(`x${child}`, {
          intercept: intercepts[child]!,
          weights: Object.fromEntries(parents.map((parent) => [`x${parent}`, weights[child * n + parent]!])),
          variance: variances[child]! / 100,
        });
      }
      return net;
    }),
);

const withPoint = randomNetwork.chain((net) =>
  fc.tuple(
    fc.constant(net),
    fc
      .array(number, { minLength: net.nodes.length, maxLength: net.nodes.length })
      .map((values): Point => Object.fromEntries(net.nodes.map((node, i) => [node, values[i]!]))),
    fc.subarray(net.nodes),
  ),
);

const pick = (point: Point, names: readonly string[]): Point =>
  Object.fromEntries(names.map((name) => [name, point[name]!]));

describe("linear Gaussian networks", () => {
  it.each(golden.cases)("golden: $name", (want) => {
    const net = networkOf(want.nodes, want.edges, want.cpds as unknown as { node: string; variance: number }[]);
    const joint = net.joint();
    expect(joint.names).toEqual(want.nodes);
    expectClose(joint.means, want.mean);
    expectClose(joint.covariances, want.covariance);
    expect(net.logProbability(want.point as Point)).toBeCloseTo(want.logProbability, 9);
    const evidence = want.evidence as Point;
    expect(net.logEvidence(evidence)).toBeCloseTo(want.logEvidence, 9);
    const posterior = net.posterior(evidence);
    expect(posterior.names).toEqual(want.posterior.nodes);
    expectClose(posterior.means, want.posterior.mean);
    expectClose(posterior.covariances, want.posterior.covariance);
    const rows = want.data as unknown as Point[];
    const fitted = LinearGaussianNetwork.fit(net, rows);
    for (const { node, intercept, weights, variance } of want.fitted) {
      const cpd = fitted.cpd(node);
      expectClose([cpd.intercept, cpd.variance], [intercept, variance]);
      expect(Object.keys(cpd.weights)).toEqual(Object.keys(weights));
      expectClose(Object.values(cpd.weights), Object.values(weights));
    }
    expect(fitted.logLikelihood(rows)).toBeCloseTo(want.logLikelihood, 8);
    expect(fitted.bic(rows)).toBeCloseTo(want.bic, 8);
  });

  it("the joint density is the product of the nodes' densities, and of evidence and posterior", () => {
    fc.assert(
      fc.property(withPoint, ([net, point, seen]) => {
        const log = net.logProbability(point);
        expectClose([net.joint().logDensity(point)], [log], 1e-8);
        const rest = net.nodes.filter((node) => !seen.includes(node));
        const evidence = pick(point, seen);
        const posterior = net.posterior(evidence);
        expect(posterior.names).toEqual(rest);
        expectClose([net.logEvidence(evidence) + posterior.logDensity(pick(point, rest))], [log], 1e-8);
      }),
      { numRuns },
    );
  });

  it("seeing one after the other = seeing all at once, and a marginal leaves rows out", () => {
    fc.assert(
      fc.property(withPoint, ([net, point, seen]) => {
        let one = net.joint();
        for (const name of seen) one = one.condition(pick(point, [name]));
        const all = net.posterior(pick(point, seen));
        expectClose(one.means, all.means, 1e-8);
        expectClose(one.covariances, all.covariances, 1e-8);
        const part = all.marginal([...all.names].reverse());
        for (const a of all.names) for (const b of all.names) expect(part.covariance(a, b)).toBe(all.covariance(b, a));
      }),
      { numRuns },
    );
  });

  it("d-separation = no covariance given the evidence", () => {
    fc.assert(
      fc.property(withPoint, ([net, point, seen]) => {
        const posterior = net.posterior(pick(point, seen));
        // A node is independent of its non-descendants given its parents.
        for (const node of net.nodes) {
          const parents = net.parents(node);
          const below = net.dag.descendants([node]);
          const given = net.posterior(pick(point, parents));
          for (const other of given.names) {
            if (!below.has(other)) expect(Math.abs(given.covariance(node, other))).toBeLessThan(1e-9);
          }
        }
        for (const name of posterior.names) {
          expect(posterior.variance(name)).toBeLessThanOrEqual(net.joint().variance(name) + 1e-9);
        }
      }),
      { numRuns },
    );
  });

  it("doing cuts the arrows into a node: causes stay as they were, effects follow", () => {
    fc.assert(
      fc.property(withPoint, ([net, point]) => {
        const target = net.nodes[0]!;
        const done = net.doIntervention(pick(point, [target]));
        const cut = new LinearGaussianNetwork();
        net.nodes.forEach((node) => cut.addVariable(node));
        net.edges.filter(([, child]) => child !== target).forEach(([parent, child]) => cut.addEdge(parent, child));
        for (const node of net.nodes) {
          cut.addCpd(node, node === target ? { intercept: point[target]!, variance: 0 } : net.cpd(node));
        }
        expect(done.edges).toEqual(cut.edges);
        expectClose(done.joint().means, cut.joint().means);
        expectClose(done.joint().covariances, cut.joint().covariances);
        const below = net.dag.descendants([target]);
        const before = net.joint();
        for (const node of net.nodes) {
          if (!below.has(node)) expectClose([done.joint().mean(node)], [before.mean(node)]);
        }
      }),
      { numRuns },
    );
  });

  it("samples have the joint's means and covariances within 4 standard errors, and learning finds the network again", () => {
    const want = golden.cases[2]!;
    const net = networkOf(want.nodes, want.edges, want.cpds as unknown as { node: string; variance: number }[]);
    const joint = net.joint();
    const count = 4000;
    const rows = net.sample(count, { seed: 3 });
    const mean = (value: (row: Point) => number): number => rows.reduce((sum, row) => sum + value(row), 0) / count;
    for (const a of net.nodes) {
      const error = Math.sqrt(joint.variance(a) / count);
      expect(Math.abs(mean((row) => row[a]!) - joint.mean(a))).toBeLessThan(4 * error);
      for (const b of net.nodes) {
        const found = mean((row) => (row[a]! - joint.mean(a)) * (row[b]! - joint.mean(b)));
        const spread = Math.sqrt((joint.variance(a) * joint.variance(b) + joint.covariance(a, b) ** 2) / count);
        expect(Math.abs(found - joint.covariance(a, b))).toBeLessThan(4 * spread);
      }
    }
    const again = LinearGaussianNetwork.fit(net.dag, rows);
    for (const node of net.nodes) {
      const [learned, true_] = [again.cpd(node), net.cpd(node)];
      expect(Math.abs(learned.variance / true_.variance - 1)).toBeLessThan(4 * Math.sqrt(2 / count));
    }
    expect(again.logLikelihood(rows)).toBeGreaterThan(net.logLikelihood(rows));
    expect(net.sample(5, { seed: 3 })).toEqual(rows.slice(0, 5));
  });

  it("a wrong edge costs more than it explains", () => {
    const net = networkOf(
      ["x", "y", "z"],
      [["x", "y"]],
      [
        { node: "x", variance: 1 },
        { node: "y", weights: { x: 1 }, variance: 1 },
        { node: "z", variance: 1 },
      ],
    );
    const rows = net.sample(2000, { seed: 1 });
    const bic = (edges: [string, string][]): number =>
      LinearGaussianNetwork.fit(Dag.from(edges, ["x", "y", "z"]), rows).bic(rows);
    const right = bic([["x", "y"]]);
    expect(right).toBeGreaterThan(bic([]));
    expect(right).toBeGreaterThan(bic([["x", "y"], ["y", "z"]])); // prettier-ignore
    // Turned around it says the same: the two are equivalent.
    expect(bic([["y", "x"]])).toBeCloseTo(right, 8);
  });

  it("large means cost no digits", () => {
    const rows = Array.from({ length: 50 }, (_, i) => ({ x: 1e8 + i, y: 3 * (1e8 + i) - 7 + (i % 2) }));
    const { weights, variance } = LinearGaussianNetwork.fit(Dag.from([["x", "y"]]), rows).cpd("y");
    expect(weights.x).toBeCloseTo(3, 2);
    expect(variance).toBeCloseTo(0.25, 2);
  });

  it("names may be anything", () => {
    const names = ["__proto__", "constructor", "身高", " "];
    const net = new LinearGaussianNetwork("奇");
    names.forEach((name) => net.addVariable(name));
    net.addEdge("__proto__", "身高").addEdge("constructor", "身高");
    for (const name of names) {
      const weights = Object.fromEntries(net.parents(name).map((parent) => [parent, 2]));
      net.addCpd(name, { weights, variance: 1 });
    }
    const rows = net.sample(50);
    expect(Object.keys(rows[0]!)).toEqual(names);
    const fitted = LinearGaussianNetwork.fit(net, rows);
    expect(Object.keys(fitted.cpd("身高").weights)).toEqual(["__proto__", "constructor"]);
    expect(net.posterior(Object.fromEntries([["__proto__", 1]])).mean("身高")).toBe(2);
    expect(String(net)).toContain("0 + 2 __proto__ + 2 constructor");
    expect(String(net.joint())).toContain("covariance with 身高");
  });

  it("says what is wrong", () => {
    const net = new LinearGaussianNetwork().addVariable("x").addVariable("y").addEdge("x", "y");
    expect(() => net.addEdge("y", "x")).toThrow(/circle: y -> x -> y/);
    expect(() => net.addEdge("x", "z")).toThrow(/no node 'z'; there are x, y/);
    expect(() => net.addVariable("x")).toThrow(/there already/);
    expect(() => net.addVariable("")).toThrow(/needs a name/);
    expect(() => net.joint()).toThrow(/'x' has no CPD yet: addCpd\("x"/);
    expect(() => net.addCpd("x", { variance: -1 })).toThrow(/variance is -1; it must be 0 or more/);
    expect(() => net.addCpd("x", { variance: NaN })).toThrow(/variance is NaN/);
    expect(() => net.addCpd("x", { weights: { y: 1 }, variance: 1 })).toThrow(/'y' is no parent/);
    expect(() => net.addCpd("y", { variance: 1 })).toThrow(/the parent 'x' has no weight/);
    expect(() => net.addCpd("y", { weights: { x: "2" }, variance: 1 } as never)).toThrow(/weight of 'x' is "2"/);
    expect(() => net.addCpd("y", { weight: { x: 2 }, variance: 1 } as never)).toThrow(/no option 'weight'/);
    net.addCpd("x", { variance: 1 }).addCpd("y", { weights: { x: 2 }, variance: 0 });
    expect(() => net.posterior({ x: 1, y: 2 })).toThrow(/singular: 'y' follows from x; leave it out/);
    expect(() => net.posterior({ z: 1 })).toThrow(/no variable 'z'; there are x, y/);
    expect(() => net.posterior({ x: "1" } as never)).toThrow(/'x' is "1"; it must be a finite number/);
    expect(() => net.logProbability({ x: 1 })).toThrow(/'y' in row 0 is undefined/);
    expect(() => net.logProbability({ x: 1, y: 2 })).toThrow(/'y' has variance 0/);
    expect(() => net.doIntervention({ x: 1 }).posterior({ x: 2 })).toThrow(/'x' has variance 0/);
    expect(() => net.sample(1.5)).toThrow(/rows is 1.5/);
    const twice = Array.from({ length: 9 }, (_, i) => ({ a: i, b: 2 * i, c: i * i }));
    const dag = Dag.from([
      ["a", "c"],
      ["b", "c"],
    ]);
    expect(() => LinearGaussianNetwork.fit(dag, twice)).toThrow(/'b' of 'c' .*follows from its other parents a/);
    expect(() => LinearGaussianNetwork.fit(dag, twice.slice(0, 3))).toThrow(/needs at least 4 rows, got 3/);
    expect(() => LinearGaussianNetwork.fit(dag, [...twice, { a: 1, b: 1 } as never])).toThrow(/'c' in row 9/);
    expect(() => new Gaussian(["a", "a"], [0, 0], [1, 0, 0, 1])).toThrow(/twice/);
    expect(() => new Gaussian(["a"], [0, 0], [1])).toThrow(/1 means and 1 covariances, got 2/);
  });
});
