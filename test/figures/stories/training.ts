import { data, nn, optim, show, train } from "gradbook";

type Named = [name: string, figure: { kind: string; payload: object }];

const names = ["billLength", "billDepth", "flipperLength", "bodyMass"] as const;

/** Two real runs on penguins: one that stops early, one with a small rate. */
export async function trainingStories(): Promise<Named[]> {
  const table = data.penguins({ missing: "drop" });
  const parts = table.split({ train: 0.6, validation: 0.2, test: 0.2, seed: 1, stratify: "species" });
  const learn = parts.train.toTensors({ features: [...names], target: "species" });
  const held = parts.validation.toTensors({ features: [...names], target: "species" });
  const scale = data.Standardizer.fit(learn.x);
  const run = (lr: number, epochs: number) => {
    const net = new nn.Sequential(new nn.Linear(4, 8), new nn.Tanh(), new nn.Linear(8, 3));
    return train.fit(net, {
      data: { x: scale.transform(learn.x), y: learn.y },
      validation: { x: scale.transform(held.x), y: held.y },
      loss: nn.crossEntropy,
      optimizer: new optim.Adam(net.parameters(), { lr }),
      epochs,
      seed: 1,
      metrics: { accuracy: train.accuracy },
      earlyStopping: { patience: 8 },
      progress: false,
    });
  };
  const quick = await run(0.02, 80);
  const slow = await run(0.002, 60);
  return [
    [
      "one run, stopped early, with a guess",
      show.loss(quick, { guess: Array.from({ length: 30 }, (_, i) => 1.1 - i * 0.03), title: "Penguins" }),
    ],
    ["two runs", show.loss({ "rate 0.02": quick, "rate 0.002": slow })],
    ["plain numbers with a gap", show.loss({ mine: [4, 2, 1.2, NaN, 0.8, 0.7], library: [4, 2, 1.2, 0.9, 0.8, 0.7] })],
    ["before the first epoch", show.loss({ epochs: [] }, { planned: 40 })],
  ];
}
