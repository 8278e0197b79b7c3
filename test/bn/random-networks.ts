import fc from "fast-check";
import { BayesianNetwork } from "../../src/bn/index";

/** Small numbers, zeros and ones among them: deterministic rows and impossible states are part of life. */
const weights = (length: number): fc.Arbitrary<number[]> =>
  fc
    .array(
      fc.oneof(
        { weight: 4, arbitrary: fc.double({ min: 0.01, max: 1, noNaN: true }) },
        { weight: 1, arbitrary: fc.constant(0) },
      ),
      {
        minLength: length,
        maxLength: length,
      },
    )
    .map((row) => (row.some((value) => value > 0) ? row : row.map((_, i) => Number(i === 0))))
    .map((row) => {
      const sum = row.reduce((a, b) => a + b, 0);
      return row.map((value) => value / sum);
    });

export interface RandomNetworkOptions {
  readonly nodes?: number;
  /** Rows without zeros: every dependence that the graph allows is there. */
  readonly positive?: true;
}

/** Networks of a few nodes with two to three states and up to three parents each. */
export function randomNetwork(options: RandomNetworkOptions = {}): fc.Arbitrary<BayesianNetwork> {
  const { nodes = 7 } = options;
  return fc
    .record({
      count: fc.integer({ min: 1, max: nodes }),
      cards: fc.array(fc.integer({ min: 2, max: 3 }), { minLength: nodes, maxLength: nodes }),
      parents: fc.array(fc.uniqueArray(fc.nat(nodes - 1), { maxLength: 3 }), { minLength: nodes, maxLength: nodes }),
    })
    .chain(({ count, cards, parents }) => {
      const families = Array.from({ length: count }, (_, i) => (parents[i] ?? []).filter((p) => p < i));
      const card = (i: number): number => cards[i] ?? 2;
      const tables = families.map((family, i) => {
        const rows = family.reduce((size, p) => size * card(p), 1);
        const row = options.positive
          ? fc
              .array(fc.double({ min: 0.05, max: 1, noNaN: true }), { minLength: card(i), maxLength: card(i) })
              .map((values) => values.map((value) => value / values.reduce((a, b) => a + b, 0)))
          : weights(card(i));
        return fc.array(row, { minLength: rows, maxLength: rows });
      });
      return fc.tuple(...tables).map((all) => {
        const net = new BayesianNetwork();
        families.forEach((_, i) =>
          net.addVariable(
            `v${i}`,
            Array.from({ length: card(i) }, (__, s) => `s${s}`),
          ),
        );
        families.forEach((family, i) => family.forEach((p) => net.addEdge(`v${p}`, `v${i}`)));
        families.forEach((_, i) => net.addCpt(`v${i}`, (all[i] ?? []).flat()));
        return net;
      });
    });
}

/** Evidence on some nodes of a network; it may be impossible. */
export const someEvidence = (net: BayesianNetwork): fc.Arbitrary<Record<string, string>> =>
  fc
    .tuple(...net.variables.map((variable) => fc.option(fc.constantFrom(...variable.states), { freq: 2 })))
    .map((states) =>
      Object.fromEntries(net.nodes.map((node, i) => [node, states[i]]).filter(([, state]) => state !== null)),
    ) as fc.Arbitrary<Record<string, string>>;
