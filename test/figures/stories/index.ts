// The stories of all figures: what `npm run stories` shows and the tests draw. Numbers are real: trained here, on real data.
import { manualSeed, show } from "gradbook";
import { bayesStories } from "./bayes";
import { boundaryStories } from "./boundary";
import { matrixStories } from "./matrix";
import { networkStories } from "./network";
import { trainingStories } from "./training";

/** One picture to look at. */
export interface Story {
  readonly kind: string;
  readonly name: string;
  readonly payload: object;
}

const story = (name: string, figure: { kind: string; payload: object }): Story => ({
  kind: figure.kind,
  name,
  payload: figure.payload,
});

/** A learner's own value, as lesson 03 builds it. */
class Value {
  grad = 0;
  constructor(
    readonly value: number,
    readonly op: string,
    readonly parents: Value[] = [],
    readonly slopes: number[] = [],
  ) {}
}

function neuron(): Value {
  const [w1, x1, w2, x2, b] = [
    new Value(-3, "w1"),
    new Value(2, "x1"),
    new Value(1, "w2"),
    new Value(0.5, "x2"),
    new Value(6.2, "b"),
  ];
  const p = new Value(w1.value * x1.value, "*", [w1, x1], [x1.value, w1.value]);
  const q = new Value(w2.value * x2.value, "*", [w2, x2], [x2.value, w2.value]);
  const s = new Value(p.value + q.value, "+", [p, q], [1, 1]);
  const z = new Value(s.value + b.value, "+", [s, b], [1, 1]);
  const t = Math.tanh(z.value);
  return new Value(t, "tanh", [z], [1 - t * t]);
}

const bowl = (x: number): number => 0.5 * x ** 2 + 0.4 * Math.sin(3 * x);
const slope = (x: number): number => x + 1.2 * Math.cos(3 * x);

function roll(rate: number, start: number, steps: number): number[] {
  const path = [start];
  for (let i = 0; i < steps; i++) path.push((path.at(-1) ?? 0) - rate * slope(path.at(-1) ?? 0));
  return path;
}

const square = (x: number): number => x * x;

const history = [
  {
    year: 1943,
    name: "McCulloch & Pitts neuron",
    note: "A neuron as a logical threshold.",
    source: "McCulloch, Pitts: A logical calculus of the ideas immanent in nervous activity, 1943",
  },
  {
    year: 1958,
    name: "Perceptron",
    value: 400,
    note: "A machine with 400 photocells learns to tell patterns apart.",
    source: "Rosenblatt: The perceptron, 1958",
  },
  { year: 1969, name: "Perceptrons (the book)", note: "What one layer cannot do.", source: "Minsky, Papert, 1969" },
  {
    year: 1986,
    name: "Back-propagation",
    note: "Errors flow back through hidden layers.",
    source: "Rumelhart, Hinton, Williams, 1986",
  },
  { year: 1998, name: "LeNet-5", value: 60_000, note: "Reads digits on cheques.", source: "LeCun et al., 1998" },
  {
    year: 2012,
    name: "AlexNet",
    value: 60e6,
    note: "Wins ImageNet by a wide margin.",
    source: "Krizhevsky, Sutskever, Hinton, 2012",
  },
  { year: 2017, name: "Transformer", value: 65e6, note: "Attention is all you need.", source: "Vaswani et al., 2017" },
  { year: 2018, name: "BERT", value: 340e6, source: "Devlin et al., 2018" },
  { year: 2019, name: "GPT-2", value: 1.5e9, source: "Radford et al., 2019" },
  { year: 2020, name: "GPT-3", value: 175e9, source: "Brown et al., 2020" },
  { year: 2022, name: "ChatGPT", note: "A language model that many people talk to.", source: "OpenAI, 2022" },
];

function dice(): { labels: string[]; values: number[]; expected: number[] } {
  const counts = new Array<number>(11).fill(0);
  let seed = 7;
  const roll1 = (): number => {
    seed = (seed * 48_271) % 2_147_483_647;
    return 1 + (seed % 6);
  };
  for (let i = 0; i < 600; i++) {
    const sum = roll1() + roll1();
    counts[sum - 2] = (counts[sum - 2] ?? 0) + 1;
  }
  const expected = counts.map((_, i) => (600 * (6 - Math.abs(i - 5))) / 36);
  return { labels: counts.map((_, i) => String(i + 2)), values: counts, expected };
}

/** All stories, in the language that GRADBOOK_LANG names. */
export async function stories(): Promise<Story[]> {
  manualSeed(3);
  const rolled = dice();
  return [
    story(
      "one point, whose slope shrinks",
      show.curve({
        f: bowl,
        domain: [-3, 3],
        path: roll(0.12, 2.7, 24),
        learningRate: 0.12,
        title: "Rolling downhill",
      }),
    ),
    story(
      "two learning rates, one runs away",
      show.curve({ f: square, domain: [-2, 2], path: { "rate 0.1": down(0.1), "rate 1.05": down(1.05) } }),
    ),
    story(
      "activations",
      show.curve({
        f: { sigmoid: (x) => 1 / (1 + Math.exp(-x)), tanh: Math.tanh, ReLU: (x) => Math.max(0, x) },
        domain: [-3, 3],
        title: "Activation functions",
      }),
    ),
    story("log has a gap", show.curve({ f: Math.log, domain: [-1, 3], yName: "ln x" })),
    ...networkStories().map((one) => story(...one)),
    ...(await trainingStories()).map((one) => story(...one)),
    ...(await boundaryStories()).map((one) => story(...one)),
    ...bayesStories().map((one) => story(...one)),
    story("a neuron by hand", show.graph(neuron(), { title: "A neuron, backwards" })),
    story(
      "a timeline",
      show.timeline(history, { valueName: "parameters", title: "From the perceptron to large models" }),
    ),
    story(
      "dice",
      show.distribution({
        ...rolled,
        valueName: "times",
        labelName: "sum of two dice",
        title: "600 throws of two dice",
      }),
    ),
    story(
      "long labels",
      show.distribution({
        labels: ["Adelie penguins", "Chinstrap penguins", "Gentoo penguins"],
        values: { Torgersen: [52, 0, 0], Biscoe: [44, 0, 124] },
        title: "Islands",
      }),
    ),
    story(
      "an error and its law",
      show.lines({
        series: {
          error: { x: [100, 400, 1600, 6400], y: [0.141, 0.062, 0.036, 0.0167] },
          "1 / √n": { x: [100, 400, 1600, 6400], y: [0.141, 0.0705, 0.03525, 0.017625] },
        },
        xName: "samples",
        yName: "error",
        xLog: true,
        yLog: true,
      }),
    ),
    ...matrixStories().map((one) => story(...one)),
    story("a table of shapes", show.table(shapes, { title: "Shapes" })),
  ];
}

const shapes = [
  { name: "scalar", shape: { shape: [] }, meaning: "one number, such as a loss", numbers: 1 },
  { name: "vector", shape: { shape: [4] }, meaning: "one penguin: four measurements", numbers: 4 },
  { name: "matrix", shape: { shape: [342, 4] }, meaning: "all penguins, a row each", numbers: 1368 },
  { name: "weights", shape: { shape: [3, 4] }, meaning: "a layer from 4 inputs to 3 units", numbers: 12 },
  { name: "images", shape: { shape: [32, 28, 28] }, meaning: "a batch of 32 grey images", numbers: 25_088 },
];

function down(rate: number): number[] {
  const path = [1.8];
  for (let i = 0; i < 14; i++) path.push((path.at(-1) ?? 0) * (1 - 2 * rate));
  return path;
}
