import { nn, show } from "gradbook";

type Named = [name: string, figure: { kind: string; payload: object }];

/** XOR by hand, as lesson 02 sets it. */
const xor = [
  {
    weights: [
      [1, 1],
      [1, 1],
    ],
    biases: [0, -1],
    activation: "relu",
  },
  { weights: [[1, -2]], biases: [0] },
];

class Residual extends nn.Module {
  readonly inner = new nn.Sequential(new nn.Linear(16, 16), new nn.ReLU());
  override forward(x: Parameters<nn.Module["forward"]>[0]): ReturnType<nn.Module["forward"]> {
    return this.inner.forward(x).add(x);
  }
}

export function networkStories(): Named[] {
  const penguins = new nn.Sequential(new nn.Linear(4, 8), new nn.Tanh(), new nn.Linear(8, 3), new nn.Softmax());
  const digits = new nn.Sequential(new nn.Linear(784, 64), new nn.ReLU(), new nn.Linear(64, 10));
  const deep = new nn.Sequential(
    new nn.Linear(2, 6),
    new nn.ReLU(),
    new nn.Linear(6, 6),
    new nn.ReLU(),
    new nn.Linear(6, 6),
    new nn.ReLU(),
    new nn.Linear(6, 6),
    new nn.ReLU(),
    new nn.Linear(6, 1),
    new nn.Sigmoid(),
  );
  const residual = new nn.Sequential(new nn.Linear(4, 16), new Residual(), new Residual(), new nn.Linear(16, 3));
  return [
    [
      "XOR by hand, four inputs",
      show.network(xor, {
        inputs: [
          [0, 0],
          [0, 1],
          [1, 0],
          [1, 1],
        ],
        inputNames: ["a", "b"],
        classNames: ["xor"],
        title: "XOR by hand",
      }),
    ],
    [
      "penguins",
      show.network(penguins, {
        input: [0.5, -1.2, 0.3, 1.1],
        inputNames: ["billLength", "billDepth", "flipperLength", "bodyMass"],
        classNames: ["Adelie", "Chinstrap", "Gentoo"],
      }),
    ],
    ["deep", show.network(deep, { input: [1, -1], title: "Four hidden layers" })],
    ["folded: 784 to 10", show.network(digits, { input: Array.from({ length: 784 }, (_, i) => (i % 7) / 7) })],
    ["a module that is no chain", show.network(residual, { title: "Residual blocks" })],
  ];
}
