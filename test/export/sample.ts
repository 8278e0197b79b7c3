// A notebook of every kind of cell and output, for the tests of the export and of the extension.
import { toBundle } from "../../src/figures/index";

const x = Array.from({ length: 61 }, (_, i) => -3 + i / 10);
const path = Array.from({ length: 12 }, (_, i) => 2.6 * 0.7 ** i);

export const curveBundle = (title = "A point rolls down x²") =>
  toBundle("curve", {
    lang: "en",
    title,
    x,
    curves: [{ name: "x²", y: x.map((value) => value * value) }],
    paths: [
      { name: "start 2.6", points: path.map((at) => ({ x: at, y: at * at, slope: 2 * at })), learningRate: 0.15 },
    ],
  });

const epochs = Array.from({ length: 40 }, (_, i) => i + 1);

/** The loss of a training that went `count` epochs far. */
export const lossBundle = (count = 40) =>
  toBundle("loss", {
    lang: "en",
    title: "Loss while training",
    runs: [
      {
        name: "",
        series: (["train", "validation"] as const).map((split, index) => ({
          quantity: "loss",
          split,
          x: epochs.slice(0, count),
          y: epochs.slice(0, count).map((epoch) => Math.exp(-epoch / 9) + 0.05 + index * 0.04),
        })),
      },
    ],
    planned: 40,
  });

/** Two inputs, three hidden units, one output: XOR by hand. */
export const networkBundle = () =>
  toBundle("network", {
    lang: "en",
    title: "XOR by hand",
    inputs: {
      units: 2,
      names: ["a", "b"],
      values: [1, 0],
      ranges: [
        [0, 1],
        [0, 1],
      ],
    },
    parameters: 9,
    layers: [
      {
        path: "0",
        type: "Linear",
        detail: "2 → 2",
        units: 2,
        parameters: 6,
        rows: [0, 1],
        columns: [0, 1],
        weights: [1, 1, 1, 1],
        bias: [0, -1],
        after: [{ op: "relu" }],
      },
      {
        path: "2",
        type: "Linear",
        detail: "2 → 1",
        units: 1,
        parameters: 3,
        rows: [0],
        columns: [0, 1],
        weights: [1, -2],
        bias: [0],
      },
    ],
  });

const pixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

export const markdownCell = (source: string, extra: object = {}) => ({
  cell_type: "markdown",
  id: "m",
  metadata: {},
  source,
  ...extra,
});
export const codeCell = (source: string, outputs: readonly object[] = [], extra: object = {}) => ({
  cell_type: "code",
  id: "c",
  metadata: {},
  execution_count: null,
  source,
  outputs,
  ...extra,
});
export const display = (data: object) => ({ output_type: "display_data", data, metadata: {} });
export const stream = (text: string, name = "stdout") => ({ output_type: "stream", name, text });

/** A notebook as a file's text. */
export const notebookOf = (cells: readonly object[], metadata: object = {}) =>
  JSON.stringify({
    nbformat: 4,
    nbformat_minor: 5,
    metadata: {
      gradbook: { language: "en" },
      kernelspec: { name: "gradbook", display_name: "TypeScript (Gradbook)", language: "typescript" },
      ...metadata,
    },
    cells: cells.map((cell, index) => ({ ...cell, id: `cell-${index}` })),
  });

/** A whole small lesson; `plotly: false` leaves out the figure that needs Plotly. */
export function sampleNotebook({ plotly = true } = {}): string {
  const loss = [
    markdownCell("## Training\n\nThe loss falls fast at first. A validation curve that turns up tells of overfitting."),
    codeCell(
      "const history = await train.fit(net, { data: { x, y }, loss: nn.crossEntropy, epochs: 40 });\nshow.loss(history);",
      [stream("epoch 1/40  loss 1.203\repoch 40/40  loss \u001b[32m0.062\u001b[0m\n"), display(lossBundle())],
    ),
  ];
  return notebookOf([
    markdownCell(
      "# Gradient descent, seen\n\nA slope tells where **down** is. For $f(x) = x^2$ the slope is $f'(x) = 2x$, and one step is\n\n$$x_{t+1} = x_t - \\eta\\, f'(x_t), \\qquad \\eta > 0.$$\n\n> The learning rate $\\eta$ decides how far each step goes.",
    ),
    markdownCell(
      "## One step\n\n1. Take the slope.\n2. Go against it.\n\n| step | x | f(x) |\n|---|---:|---:|\n| 0 | 2.600 | 6.760 |\n| 1 | 1.820 | 3.312 |\n\nSee [the notebook of Jupyter](https://jupyter.org) and `numpy`.",
    ),
    codeCell(
      "// the slope of f at x, by a small step\nfunction slope(f: (x: number) => number, x: number, h = 1e-5): number {\n  return (f(x + h) - f(x - h)) / (2 * h);\n}\nlet at = 2.6;\nfor (let step = 0; step < 12; step++) at -= 0.15 * slope((x) => x ** 2, x);\nconsole.log(`at ${at.toFixed(4)}`);",
      [stream("at 0.0361\n")],
    ),
    markdownCell("### The path on the curve"),
    codeCell("show.curve({ f: (x) => x ** 2, domain: [-3, 3], path });", [display(curveBundle())]),
    markdownCell("## A network\n\nTwo hidden units are enough for XOR."),
    codeCell("show.network(net);", [display(networkBundle())]),
    ...(plotly ? loss : []),
    markdownCell("## What can go wrong"),
    codeCell("matmul(a, b);", [
      {
        output_type: "error",
        ename: "GradbookError",
        evalue: "inner sizes differ",
        traceback: [
          "\u001b[31mGradbookError\u001b[0m: matmul: inner sizes differ: [2, 3] x [4, 5]; did you mean b.transpose()?",
          "  1 | matmul(\u001b[1ma\u001b[0m, b);",
          "    | ^",
        ],
      },
    ]),
    codeCell("data.penguins().head(3);", [
      {
        output_type: "execute_result",
        execution_count: 3,
        metadata: {},
        data: {
          "text/html":
            "<table><thead><tr><th>species</th><th>mass</th></tr></thead><tbody><tr><td>Adelie</td><td>3750</td></tr><tr><td>Gentoo</td><td>5000</td></tr></tbody></table>",
          "text/plain": "species mass",
        },
      },
      display({ "image/png": pixel, "text/plain": "one pixel" }),
      stream("careful: the rate is high\n", "stderr"),
    ]),
  ]);
}
