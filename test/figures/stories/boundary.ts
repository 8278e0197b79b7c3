import { data, nn, optim, show, tensor, train } from "gradbook";

type Named = [name: string, figure: { kind: string; payload: object }];

/** The perceptron of lesson 01, on two measurements of penguins. */
function perceptron(): { points: number[][]; labels: string[]; lines: { weights: number[]; bias: number }[] } {
  const rows = data
    .penguins({ missing: "drop" })
    .rows()
    .filter(({ species }) => species !== "Chinstrap");
  const mean = (key: "billDepth" | "flipperLength"): [number, number] => {
    const values = rows.map((row) => row[key]);
    const m = values.reduce((a, b) => a + b, 0) / values.length;
    return [m, Math.sqrt(values.reduce((a, b) => a + (b - m) ** 2, 0) / values.length)];
  };
  const [[ma, sa], [mb, sb]] = [mean("billDepth"), mean("flipperLength")];
  const points = rows.map((row) => [(row.billDepth - ma) / sa, (row.flipperLength - mb) / sb]);
  const labels = rows.map(({ species }) => species);
  let weights = [0.5, 0.2];
  let bias = 0.8;
  const lines = [{ weights, bias }];
  for (let k = 0; k < 400 && lines.length < 40; k++) {
    const [a = 0, b = 0] = points[k % points.length] ?? [];
    const target = labels[k % labels.length] === "Gentoo" ? 1 : -1;
    if (target * ((weights[0] ?? 0) * a + (weights[1] ?? 0) * b + bias) > 0) continue;
    weights = [(weights[0] ?? 0) + 0.02 * target * a, (weights[1] ?? 0) + 0.02 * target * b];
    bias += 0.02 * target;
    lines.push({ weights, bias });
  }
  return { points, labels, lines };
}

export async function boundaryStories(): Promise<Named[]> {
  const spirals = data.spirals({ points: 100, classes: 3, noise: 0.03, turns: 0.7, seed: 2 });
  const parts = spirals.split({ train: 0.7, validation: 0.3, test: 0, seed: 1 });
  const learn = parts.train.toTensors({ features: ["x1", "x2"], target: "label" });
  const held = parts.validation.toTensors({ features: ["x1", "x2"], target: "label" });
  const net = new nn.Sequential(
    new nn.Linear(2, 24),
    new nn.Tanh(),
    new nn.Linear(24, 24),
    new nn.Tanh(),
    new nn.Linear(24, 3),
  );
  await train.fit(net, {
    data: learn,
    loss: nn.crossEntropy,
    optimizer: new optim.Adam(net.parameters(), { lr: 0.02 }),
    epochs: 120,
    seed: 1,
    progress: false,
  });
  const line = perceptron();
  return [
    [
      "three spirals, a network",
      show.boundary({
        ...learn,
        validation: held,
        net,
        classNames: ["red arm", "blue arm", "green arm"],
        title: "Three spirals",
      }),
    ],
    [
      "the perceptron's line, step by step",
      show.boundary({
        ...line,
        classNames: ["Adelie", "Gentoo"],
        featureNames: ["bill depth (standardised)", "flipper length (standardised)"],
        title: "A perceptron learns",
      }),
    ],
    [
      "XOR: classes from a function",
      show.boundary({
        points: tensor([
          [0, 0],
          [0, 1],
          [1, 0],
          [1, 1],
        ]),
        labels: [0, 1, 1, 0],
        predict: (points) => points.map(([a = 0, b = 0]) => Number(a > 0.5 !== b > 0.5)),
      }),
    ],
    [
      "points alone",
      show.boundary({
        points: [
          [1, 2],
          [2, 1],
          [3, 3],
        ],
        labels: [0, 1, 1],
      }),
    ],
  ];
}
