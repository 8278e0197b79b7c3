// Networks of the literature, with their own numbers.
import { bn, data, show } from "gradbook";

type Named = readonly [name: string, figure: { kind: string; payload: object }];

/** Stories of Bayesian networks. */
export function bayesStories(): Named[] {
  const asia = data.network("asia");
  const coin = new bn.BayesianNetwork().addVariable("coin", ["heads", "tails"]).addCpt("coin", [0.5, 0.5]);
  const bare = new bn.BayesianNetwork()
    .addVariable("cloudy")
    .addVariable("rain")
    .addVariable("wet")
    .addEdges([
      ["cloudy", "rain"],
      ["rain", "wet"],
    ]);
  const effects = Array.from({ length: 12 }, (_, i) => `cause ${i + 1}`);
  const gate = new bn.BayesianNetwork();
  for (const cause of effects) gate.addVariable(cause).addCpt(cause, [0.1, 0.9]);
  gate.addVariable("alarm", ["yes", "no"]).addEdges(effects.map((cause) => [cause, "alarm"] as const));
  gate.addCpt("alarm", bn.noisyOr(Object.fromEntries(effects.map((cause, i) => [cause, (i + 1) / 14]))));
  const evidence = { dysp: "yes", smoke: "yes" };
  const sampled = bn.likelihoodWeighting(asia, evidence, { samples: 300, seed: 7 });
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
  return [
    ["a learned graph beside the true one", show.dag(learned, { compare: asia })],
    ["the same up to equivalence", show.dag(learned, { compare: asia, directions: "essential" })],
    ["a graph alone", show.dag(data.network("sachs"), { title: "Sachs" })],
    ["breathing trouble", show.bayes(asia, { evidence: { dysp: "yes" }, query: "lung", title: "Asia" })],
    ["an intervention", show.bayes(asia, { do: { lung: "yes" }, evidence: { asia: "yes" } })],
    ["d-separation", show.bayes(asia, { separation: { from: "asia", to: "smoke", given: ["dysp"] } })],
    ["impossible findings", show.bayes(asia, { evidence: { lung: "yes", either: "no" } })],
    ["beside samples", show.bayes(asia, { evidence, compare: { label: "300 weighted samples", posteriors: sampled } })],
    ["twenty nodes", show.bayes(data.network("child"), { title: "Child" })],
    ["intensive care", show.bayes(data.network("alarm"), { evidence: { HRBP: "HIGH" }, title: "Alarm" })],
    ["one node", show.bayes(coin)],
    ["no tables yet", show.bayes(bare)],
    ["a gate of twelve causes", show.bayes(gate, { evidence: { alarm: "yes" } })],
  ];
}
