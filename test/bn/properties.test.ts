import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  enumerate,
  enumerateJoint,
  ImpossibleEvidence,
  JunctionTree,
  readBif,
  readXmlBif,
  VariableElimination,
  writeBif,
  writeXmlBif,
} from "../../src/bn/index";
import type { BayesianNetwork } from "../../src/bn/index";
import { randomNetwork, someEvidence } from "./random-networks";

const numRuns = process.env.FUZZ_RUNS ? Number(process.env.FUZZ_RUNS) : 60;

const withEvidence = randomNetwork().chain((net) => someEvidence(net).map((evidence) => ({ net, evidence })));

function expectClose(got: ArrayLike<number>, want: ArrayLike<number>): void {
  expect(got.length).toBe(want.length);
  for (let i = 0; i < want.length; i++) expect(Math.abs((got[i] as number) - (want[i] as number))).toBeLessThan(1e-12);
}

/** The best of all worlds, by trying all. */
function bestWorld(net: BayesianNetwork, evidence: Record<string, string>): number {
  const free = net.nodes.filter((node) => !Object.hasOwn(evidence, node));
  return Math.log(Math.max(...enumerateJoint(net, free, evidence).values));
}

describe("random networks", () => {
  it("enumeration = elimination = junction tree", () => {
    fc.assert(
      fc.property(withEvidence, ({ net, evidence }) => {
        const tree = new JunctionTree(net);
        const elimination = new VariableElimination(net);
        const total = enumerateJoint(net, [], evidence).values[0] as number;
        if (total === 0) {
          expect(() => tree.posteriors(evidence)).toThrow(ImpossibleEvidence);
          expect(() => elimination.query([net.nodes[0] as string], evidence)).toThrow(ImpossibleEvidence);
          expect(() => tree.mpe(evidence)).toThrow(ImpossibleEvidence);
          expect([tree.logEvidence(evidence), elimination.logEvidence(evidence)]).toEqual([-Infinity, -Infinity]);
          return;
        }
        const posteriors = tree.posteriors(evidence);
        expect(Math.abs(posteriors.logEvidence - Math.log(total))).toBeLessThan(1e-9);
        expect(Math.abs(elimination.logEvidence(evidence) - Math.log(total))).toBeLessThan(1e-9);
        for (const node of net.nodes) {
          const want = enumerate(net, [node], evidence).values;
          expectClose(elimination.query([node], evidence).values, want);
          expectClose(posteriors.values(node), want);
        }
        const targets = net.nodes.slice(0, 3);
        const joint = enumerate(net, targets, evidence).values;
        expectClose(elimination.query(targets, evidence).values, joint);
        expectClose(tree.query(targets, evidence).values, joint);
        const best = bestWorld(net, evidence);
        expect(Math.abs(tree.mpe(evidence).logProbability - best)).toBeLessThan(1e-9);
        expect(Math.abs(elimination.mpe(evidence).logProbability - best)).toBeLessThan(1e-9);
      }),
      { numRuns },
    );
  });

  it("one tree for changing evidence = a new tree each time; soft evidence = a weighted joint", () => {
    const evidences = randomNetwork().chain((net) =>
      fc.tuple(fc.array(someEvidence(net), { minLength: 4, maxLength: 4 }), fc.constant(net)),
    );
    fc.assert(
      fc.property(evidences, ([all, net]) => {
        const tree = new JunctionTree(net);
        const target = net.nodes[net.nodes.length - 1] as string;
        for (const evidence of all) {
          const first = net.variables[0];
          const soft = { v0: first?.states.map((_, i) => 0.2 + i) ?? [] };
          const joint = enumerateJoint(net, [target], evidence, { soft });
          if (joint.total() === 0) expect(tree.logEvidence(evidence, { soft })).toBe(-Infinity);
          else expectClose(tree.posterior(target, evidence, { soft }).values, joint.normalize().values);
          if (joint.total() > 0)
            expectClose(
              new VariableElimination(net).query([target], evidence, { soft }).values,
              joint.normalize().values,
            );
        }
      }),
      { numRuns },
    );
  });

  it("d-separation = independence in the joint", () => {
    fc.assert(
      fc.property(
        randomNetwork({ nodes: 5, positive: true }).filter((net) => net.nodes.length >= 3),
        fc.nat(31),
        (net, mask) => {
          const [x, y, ...rest] = net.nodes as [string, string, ...string[]];
          const given = rest.filter((_, i) => (mask >> i) & 1);
          const joint = enumerate(net, [...given, x, y]);
          const separated = net.dSeparated(x, y, given);
          expect(net.activePaths(x, y, given).length === 0).toBe(separated);
          // Random positive parameters: a dependence that the graph allows cancels out with probability 0 only.
          if (separated)
            expect(dependence(joint.values, net.states(x).length, net.states(y).length)).toBeLessThan(1e-12);
        },
      ),
      { numRuns },
    );
  });

  it("given its Markov blanket a node is independent of every other node", () => {
    fc.assert(
      fc.property(randomNetwork(), (net) => {
        for (const node of net.nodes) {
          const blanket = net.markovBlanket(node);
          const others = net.nodes.filter((other) => other !== node && !blanket.includes(other));
          for (const other of others) expect(net.dSeparated(node, other, blanket)).toBe(true);
        }
      }),
      { numRuns },
    );
  });

  it("written and read again they are equal, bit for bit", () => {
    fc.assert(
      fc.property(randomNetwork(), (net) => {
        for (const again of [readBif(writeBif(net)), readXmlBif(writeXmlBif(net))]) {
          expect(again.edges).toEqual(net.edges);
          for (const node of net.nodes)
            expect(again.cpt(node).toFactor().values).toEqual(net.cpt(node).toFactor().values);
        }
      }),
      { numRuns },
    );
  });
});

/** The largest |P(x, y | z) P(z) P(z) - P(x, z) P(y, z)| over all states. */
function dependence(joint: Float64Array, xs: number, ys: number): number {
  let worst = 0;
  for (let z = 0; z < joint.length; z += xs * ys) {
    const at = (i: number, j: number): number => joint[z + i * ys + j] as number;
    const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i);
    const px = range(xs).map((i) => range(ys).reduce((sum, j) => sum + at(i, j), 0));
    const py = range(ys).map((j) => range(xs).reduce((sum, i) => sum + at(i, j), 0));
    const pz = px.reduce((a, b) => a + b, 0);
    for (const i of range(xs)) {
      for (const j of range(ys))
        worst = Math.max(worst, Math.abs(at(i, j) * pz - (px[i] as number) * (py[j] as number)));
    }
  }
  return worst;
}
