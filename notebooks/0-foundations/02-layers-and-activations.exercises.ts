import { lesson } from "gradbook";

const text = (en: string, zh: string): { en: string; zh: string } => ({ en, zh });

interface Layer {
  weights: number[][];
  biases: number[];
}

const corners = [
  [0, 0],
  [0, 1],
  [1, 0],
  [1, 1],
];

const isLayer = (value: unknown, neurons: number, inputs: number): value is Layer => {
  const layer = value as Layer | undefined;
  return (
    Array.isArray(layer?.weights) &&
    layer.weights.length === neurons &&
    layer.weights.every((row) => Array.isArray(row) && row.length === inputs) &&
    Array.isArray(layer.biases) &&
    layer.biases.length === neurons
  );
};

/** The scores of a layer, summed connection by connection. */
function scores(layer: Layer, x: readonly number[]): number[] {
  const sums = [...layer.biases];
  x.forEach((value, from) => {
    layer.weights.forEach((row, to) => (sums[to] = (sums[to] ?? 0) + value * (row[from] ?? 0)));
  });
  return sums;
}

const fire = (score: number): number => (score > 0 ? 1 : 0);

export const e1 = lesson.exercise<{ hidden: Layer; output: Layer }>({
  id: "02.E1",
  title: text("XOR by hand", "手工设出 XOR"),
  prompt: text(
    "Give `hidden` (two neurons, two inputs) and `output` (one neuron, two inputs) so that the network does XOR.",
    "请给出 `hidden`（两个神经元，两个输入）和 `output`（一个神经元，两个输入），使整个网络实现 XOR。",
  ),
  names: ["hidden", "output"],
  check({ hidden, output }, c) {
    c.that(
      isLayer(hidden, 2, 2),
      text(
        "`hidden` needs two rows of two weights and two biases, such as { weights: [[1, 1], [1, 1]], biases: [0, 0] }.",
        "`hidden` 需要两行权重（每行两个）和两个偏置，如 { weights: [[1, 1], [1, 1]], biases: [0, 0] }。",
      ),
      { got: hidden, call: "hidden" },
    );
    c.that(
      isLayer(output, 1, 2),
      text(
        "`output` needs one row of two weights and one bias, such as { weights: [[1, 1]], biases: [0] }. The outer brackets count: a table with one row.",
        "`output` 需要一行权重（两个）和一个偏置，如 { weights: [[1, 1]], biases: [0] }。外层方括号不能少：它是只有一行的表。",
      ),
      { got: output, call: "output" },
    );
    const seen = corners.map((x) => scores(hidden, x).map(fire));
    for (const [row, x] of corners.entries()) {
      const h = seen[row] ?? [];
      const score = scores(output, h)[0] ?? NaN;
      const expected = (x[0] ?? 0) + (x[1] ?? 0) === 1 ? 1 : 0;
      if (fire(score) === expected) continue;
      const alike = seen.every(([a, b]) => a === b);
      const reason = alike
        ? text(
            "Both hidden neurons give the same answer in all four rows, so the output neuron sees no more than one of them.",
            "两个隐藏神经元在四行里的回答完全一样，输出神经元看到的和只有一个没有区别。",
          )
        : score === 0
          ? text(
              "The output score is exactly 0, and a neuron fires only above 0.",
              "输出神经元的得分正好是 0，而只有大于 0 才输出 1。",
            )
          : text(
              "Check the three sentences: does hidden neuron 1 do OR, hidden neuron 2 NAND, the output AND of the two?",
              "对照那三句话：隐藏神经元 1 做的是 OR 吗？隐藏神经元 2 是 NAND 吗？输出是两者的 AND 吗？",
            );
      c.fail(
        text(
          `On (${x.join(", ")}) the hidden layer says (${h.join(", ")}), the output score is ${Number(score.toFixed(4))}, the answer ${fire(score)}; XOR is ${expected}. ${reason.en}`,
          `输入 (${x.join(", ")}) 时，隐藏层给出 (${h.join(", ")})，输出得分是 ${Number(score.toFixed(4))}，回答 ${fire(score)}；XOR 应为 ${expected}。${reason.zh}`,
        ),
        { got: fire(score), expected, call: `(${x.join(", ")})` },
      );
    }
  },
  why: text(
    "Three neurons do what no single neuron can. The hidden layer turned the question into one that a single line can answer.",
    "一个神经元做不到的，三个做到了。隐藏层把问题变成了一条直线就能回答的问题。",
  ),
  hints: [
    text(
      "From lesson 01: OR is weights [1, 1] with bias -0.5; NAND is weights [-1, -1] with bias 1.5.",
      "第 01 课：OR 是权重 [1, 1]、偏置 -0.5；NAND 是权重 [-1, -1]、偏置 1.5。",
    ),
    text(
      "The two rows of `hidden.weights` are the weights of OR and of NAND, the two biases theirs.",
      "`hidden.weights` 的两行就是 OR 和 NAND 的权重，两个偏置也是它们的。",
    ),
    text(
      "The output neuron is AND, of two inputs that are 0 or 1: `{ weights: [[1, 1]], biases: [-1.5] }`.",
      "输出神经元是 AND，它的两个输入只取 0 或 1：`{ weights: [[1, 1]], biases: [-1.5] }`。",
    ),
  ],
  solution: `const hidden = { weights: [[1, 1], [-1, -1]], biases: [-0.5, 1.5] };
const output = { weights: [[1, 1]], biases: [-1.5] };`,
  alternatives: [
    "const hidden = { weights: [[1, 1], [1, 1]], biases: [-0.5, -1.5] };\nconst output = { weights: [[1, -1]], biases: [-0.5] };",
    "const hidden = { weights: [[1, -1], [-1, 1]], biases: [-0.5, -0.5] };\nconst output = { weights: [[1, 1]], biases: [-0.5] };",
  ],
  wrong: [
    {
      code: "const hidden = { weights: [[0, 0], [0, 0]], biases: [0, 0] };\nconst output = { weights: [[0, 0]], biases: [0] };",
      says: "same answer in all four rows",
      kind: "constant",
    },
    {
      code: "const hidden = { weights: [[1, 1], [1, 1]], biases: [-0.5, -0.5] };\nconst output = { weights: [[1, 1]], biases: [-1.5] };",
      says: "same answer in all four rows",
      kind: "misconception",
    },
    {
      code: "const hidden = { weights: [[1, 1], [-1, -1]], biases: [-0.5, 1.5] };\nconst output = { weights: [[1, 1]], biases: [-0.5] };",
      says: "Check the three sentences",
    },
    {
      code: "const hidden = { weights: [[1, 1], [-1, -1]], biases: [-0.5, 1.5] };\nconst output = { weights: [[1, 1]], biases: [-2] };",
      says: "exactly 0",
    },
    {
      code: "const hidden = { weights: [[1, 1], [-1, -1]], biases: [-0.5, 1.5] };\nconst output: any = { weights: [1, 1], biases: [-1.5] };",
      says: "one row",
    },
  ],
  alsoRight: [
    { change: "0.5", why: "any bias between -1 and 0 gives OR" },
    { change: "1.5", why: "AND and NAND leave room for their biases" },
    { change: "1", why: "weights may differ as long as the four rows come out" },
  ],
});

export const e2 = lesson.exercise<{ softmax: (logits: number[]) => number[] }>({
  id: "02.E2",
  title: text("A softmax that survives", "不会溢出的 softmax"),
  prompt: text(
    "Write `softmax(logits)`: shares that add up to 1, for logits from −10,000 to 10,000.",
    "写出 `softmax(logits)`：返回加起来等于 1 的份额，logits 从 −10000 到 10000 都要能用。",
  ),
  names: ["softmax"],
  check({ softmax }, c) {
    c.cases(80, (i) => {
      const scale = i < 20 ? 3 : c.rng.choice([3, 50, 1000, 10_000]);
      const logits = i === 0 ? [2, 1, 0] : c.rng.floats(c.rng.int(1, 6), -scale, scale);
      if (i % 4 === 3) logits.push(Math.max(...logits) - c.rng.float(0, 2)); // a close second
      if (i % 8 === 5) logits.fill(logits[0] ?? 0);
      // Each share by its own: one over the sum of e^(other - own). No power is divided by another.
      const expected = logits.map((own) => 1 / logits.reduce((sum, other) => sum + Math.exp(other - own), 0));
      const got = softmax(logits);
      const isBroken = Array.isArray(got) && got.some((value) => Number.isNaN(value) || value === Infinity);
      const tooLarge = Math.max(...logits) > 700;
      c.equal(got, expected, {
        tolerance: 1e-9,
        mistakes: [
          ...(isBroken
            ? [
                {
                  value: got,
                  says: tooLarge
                    ? text(
                        "A power became Infinity, and Infinity / Infinity is NaN. Take the largest logit away from all of them first, so that no power exceeds 1.",
                        "有一个幂变成了 Infinity，而 Infinity / Infinity 就是 NaN。先从所有 logits 里减去最大的那个，幂就都不超过 1。",
                      )
                    : text(
                        "All powers became 0, and 0 / 0 is NaN. Take the largest logit away from all of them first, so that one power is exactly 1.",
                        "所有的幂都变成了 0，而 0 / 0 就是 NaN。先从所有 logits 里减去最大的那个，这样有一个幂正好是 1。",
                      ),
                },
              ]
            : []),
          {
            value: logits.map((own) => 1 / (1 + Math.exp(-own))),
            says: text(
              "This is the sigmoid of each logit. It looks at one score alone; softmax divides by the total of all.",
              "这是对每个 logit 做的 sigmoid。sigmoid 只看一个得分；softmax 要除以全体的总和。",
            ),
          },
          {
            value: logits.map((own) => own / logits.reduce((sum, other) => sum + other, 0)),
            says: text(
              "You divided the logits themselves by their sum. Raise e to each first: `Math.exp`.",
              "你直接用 logits 除以它们的和了。先取 e 的次方：`Math.exp`。",
            ),
          },
          {
            value: logits.map((own) => Math.exp(own - Math.max(...logits))),
            says: text(
              "These are the powers. One step is missing: divide each by their total.",
              "这些是幂，还差一步：每个都除以总和。",
            ),
          },
        ],
      });
    });
  },
  why: text(
    "Every language model ends in this function, tens of thousands of logits at a time, and each attention head uses it too. All of them subtract the largest first.",
    "每个大语言模型的最后一步都是这个函数，一次几万个 logits；每个注意力头也用它。它们无一例外，都先减去最大值。",
  ),
  hints: [
    text(
      "`plainSoftmax` is right except for its powers. Which number, taken away from all logits, makes the largest power 1?",
      "`plainSoftmax` 除了幂会太大，别的都对。所有 logits 减去哪个数，能让最大的幂等于 1？",
    ),
    text("`const top = Math.max(...logits);`", "`const top = Math.max(...logits);`"),
    text(
      "`Math.exp(s - top)` in place of `Math.exp(s)`; the rest stays as it is.",
      "把 `Math.exp(s)` 换成 `Math.exp(s - top)`，其余不变。",
    ),
  ],
  solution: `function softmax(logits: number[]): number[] {
  const top = Math.max(...logits);
  const powers = logits.map((s) => Math.exp(s - top));
  const total = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / total);
}`,
  alternatives: [
    `function softmax(logits: number[]): number[] {
  let top = logits[0];
  for (const s of logits) if (s > top) top = s;
  let total = 0;
  for (const s of logits) total += Math.exp(s - top);
  const logTotal = top + Math.log(total);
  return logits.map((s) => Math.exp(s - logTotal));
}`,
    "const softmax = (logits: number[]): number[] => logits.map((own) => 1 / logits.map((other) => Math.exp(other - own)).reduce((a, b) => a + b, 0));",
  ],
  wrong: [
    { code: "const softmax = (logits: number[]) => [0.665, 0.245, 0.09];", says: "is expected", kind: "constant" },
    {
      code: `function softmax(logits: number[]): number[] {
  const powers = logits.map((s) => Math.exp(s));
  const total = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / total);
}`,
      says: /is NaN/,
      kind: "misconception",
    },
    {
      code: `function softmax(logits: number[]): number[] {
  const middle = logits.reduce((a, b) => a + b, 0) / logits.length;
  const powers = logits.map((s) => Math.exp(s - middle));
  const total = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / total);
}`,
      says: "Take the largest logit away",
    },
    {
      code: "const softmax = (logits: number[]) => logits.map((s) => 1 / (1 + Math.exp(-s)));",
      says: "sigmoid of each logit",
    },
    {
      code: "const softmax = (logits: number[]) => logits.map((s) => Math.exp(s - Math.max(...logits)));",
      says: "divide each by their total",
    },
    {
      code: "const softmax = (logits: number[]) => { const total = logits.reduce((a, b) => a + b, 0); return logits.map((s) => s / total); };",
      says: "Raise e to each first",
    },
  ],
});

export const e3 = lesson.exercise<{ collapse: (first: Layer, second: Layer) => Layer }>({
  id: "02.E3",
  title: text("Collapse two layers", "把两层塌缩成一层"),
  prompt: text(
    "Write `collapse(first, second)`: the one layer that gives, for every input, what the two give after each other.",
    "写出 `collapse(first, second)`：返回一层，对任何输入，它的输出都与两层先后作用的结果相同。",
  ),
  names: ["collapse"],
  check({ collapse }, c) {
    c.cases(40, (i) => {
      const square = i % 3 === 1;
      const [inputs, middle, outputs] = square ? [2, 2, 2] : [c.rng.int(1, 4), c.rng.int(1, 4), c.rng.int(1, 4)];
      const draw = (rows: number, columns: number): Layer => ({
        weights: c.rng.array(rows, () => c.rng.ints(columns, -4, 4)),
        biases: c.rng.ints(rows, -4, 4),
      });
      const first = i === 0 ? { weights: [[2]], biases: [1] } : draw(middle, inputs);
      const second = i === 0 ? { weights: [[3]], biases: [-2] } : draw(outputs, middle);
      // The one layer is found by asking the two: at the origin for the biases, at each unit input for a column.
      const n = i === 0 ? 1 : inputs;
      const both = (x: number[]): number[] => scores(second, scores(first, x));
      const biases = both(new Array<number>(n).fill(0));
      const unit = (k: number): number[] => Array.from({ length: n }, (_, j) => (j === k ? 1 : 0));
      const columns = Array.from({ length: n }, (_, k) => both(unit(k)).map((value, r) => value - (biases[r] ?? 0)));
      const weights = biases.map((_, r) => columns.map((column) => column[r] ?? 0));
      const swapped = first.weights.map((_, r) =>
        Array.from({ length: n }, (_, k) =>
          second.weights.reduce((sum, row, m) => sum + (first.weights[r]?.[m] ?? 0) * (row[k] ?? 0), 0),
        ),
      );
      const got = collapse(first, second);
      c.that(
        typeof got === "object" && got !== null && Array.isArray(got.weights) && Array.isArray(got.biases),
        text(
          "Return an object with `weights` (a table) and `biases` (a list).",
          "应当返回一个对象，含 `weights`（表）和 `biases`（列表）。",
        ),
        { got },
      );
      c.equal(got.weights, weights, {
        message: text("The weights:", "权重："),
        mistakes:
          square || i === 0
            ? [
                {
                  value: swapped,
                  says: text(
                    "This is W1 W2. The input meets W1 first, and what is applied first stands on the right: W2 W1.",
                    "这是 W1 W2。输入先遇到 W1，而先作用的写在右边：W2 W1。",
                  ),
                },
                {
                  value: first.weights.map((row, r) => row.map((value, k) => value + (second.weights[r]?.[k] ?? 0))),
                  says: text(
                    "The weights were added. Layers after each other multiply.",
                    "你把权重相加了。先后作用的两层，权重要相乘。",
                  ),
                },
                {
                  value: first.weights.map((row, r) => row.map((value, k) => value * (second.weights[r]?.[k] ?? 0))),
                  says: text(
                    "The tables were multiplied entry by entry. Each entry of the result is a dot product of a row with a column.",
                    "你把两张表逐项相乘了。结果的每一项，应当是一行与一列的点积。",
                  ),
                },
              ]
            : [],
      });
      c.equal(got.biases, biases, {
        message: text("The weights are right; the biases:", "权重对了；偏置："),
        mistakes: [
          {
            value: second.biases,
            says: text(
              "The first layer's biases are lost. They too pass through the second layer's weights: W2 b1 + b2.",
              "第一层的偏置丢了。它们也要经过第二层的权重：W2 b1 + b2。",
            ),
          },
          {
            value: second.biases.map((b, r) => b + (first.biases[r] ?? 0)),
            says: text(
              "The two biases were simply added. The first passes through the second layer's weights before: W2 b1 + b2.",
              "你把两个偏置直接相加了。第一个要先经过第二层的权重：W2 b1 + b2。",
            ),
          },
        ],
      });
    });
  },
  why: text(
    "However deep, without a bend it is one layer. The same algebra has a use: LoRA (lesson 27) merges its small layers into the large ones in just this way.",
    "不管多深，没有弯就只是一层。同样的代数也有正经用处：LoRA（第 27 课）正是这样把小层并进大层的。",
  ),
  hints: [
    text(
      "The biases are one call: `dense(second.weights, second.biases, first.biases)`.",
      "偏置只要调用一次：`dense(second.weights, second.biases, first.biases)`。",
    ),
    text(
      "The new weights have a row for each row of `second.weights`: `second.weights.map((row) => ...)`.",
      "新的权重与 `second.weights` 行数相同：`second.weights.map((row) => ...)`。",
    ),
    text(
      "Each such row has an entry for each input k: the sum of `row[m] * first.weights[m][k]` over m.",
      "每一行对每个输入 k 有一项：对 m 求和 `row[m] * first.weights[m][k]`。",
    ),
    text(
      "All entries of a row: `first.weights[0].map((_, k) => row.reduce((sum, w, m) => sum + w * first.weights[m][k], 0))`.",
      "一行的所有项：`first.weights[0].map((_, k) => row.reduce((sum, w, m) => sum + w * first.weights[m][k], 0))`。",
    ),
  ],
  setup: `function dense(weights: number[][], biases: number[], x: number[]): number[] {
  return weights.map((row, neuron) => {
    let score = biases[neuron];
    for (let i = 0; i < x.length; i++) {
      score = score + row[i] * x[i];
    }
    return score;
  });
}`,
  solution: `type Layer = { weights: number[][]; biases: number[] };

function collapse(first: Layer, second: Layer): Layer {
  const weights = second.weights.map((row) =>
    first.weights[0].map((_, k) => {
      let sum = 0;
      for (let m = 0; m < row.length; m++) {
        sum = sum + row[m] * first.weights[m][k];
      }
      return sum;
    }),
  );
  return { weights, biases: dense(second.weights, second.biases, first.biases) };
}`,
  alternatives: [
    `type Layer = { weights: number[][]; biases: number[] };

function collapse(first: Layer, second: Layer): Layer {
  const weights = tensor(second.weights).matmul(tensor(first.weights)).toArray() as number[][];
  const biases = tensor(second.weights).matmul(tensor(first.biases)).add(tensor(second.biases)).toArray() as number[];
  return { weights, biases };
}`,
  ],
  wrong: [
    {
      code: "const collapse = (first: any, second: any) => ({ weights: [[6]], biases: [1] });",
      says: "The weights:",
      kind: "constant",
    },
    {
      code: `type Layer = { weights: number[][]; biases: number[] };
function collapse(first: Layer, second: Layer): Layer {
  const weights = second.weights.map((row) => first.weights[0].map((_, k) => row.reduce((s, w, m) => s + w * first.weights[m][k], 0)));
  return { weights, biases: second.biases };
}`,
      says: "first layer's biases are lost",
      kind: "misconception",
    },
    {
      code: `type Layer = { weights: number[][]; biases: number[] };
function collapse(first: Layer, second: Layer): Layer {
  const weights = second.weights.map((row) => first.weights[0].map((_, k) => row.reduce((s, w, m) => s + w * first.weights[m][k], 0)));
  return { weights, biases: second.biases.map((b, i) => b + (first.biases[i] ?? 0)) };
}`,
      says: "simply added",
    },
    {
      code: `type Layer = { weights: number[][]; biases: number[] };
function collapse(first: Layer, second: Layer): Layer {
  const weights = first.weights.map((row, r) => row.map((w, k) => w + (second.weights[r]?.[k] ?? 0)));
  return { weights, biases: dense(second.weights, second.biases, first.biases) };
}`,
      says: "weights were added",
    },
    { code: "const collapse = (first: any, second: any): any => [first, second];", says: "Return an object" },
  ],
});

export const e4 = lesson.exercise<{ countParameters: (sizes: number[]) => number }>({
  id: "02.E4",
  title: text("How many knobs?", "有多少个旋钮？"),
  prompt: text(
    "Write `countParameters(sizes)`: all weights and biases of a dense network with layers of these sizes, input first.",
    "写出 `countParameters(sizes)`：各层大小如 `sizes`（从输入开始）的稠密网络，权重和偏置一共有多少个。",
  ),
  names: ["countParameters"],
  check({ countParameters }, c) {
    c.cases(60, (i) => {
      const sizes = i === 0 ? [4, 8, 3] : c.rng.ints(c.rng.int(2, 5), 1, 12);
      let knobs = 0;
      let connections = 0;
      // Walk through the network and count every knob, one at a time.
      for (let layer = 1; layer < sizes.length; layer++) {
        for (let neuron = 0; neuron < (sizes[layer] ?? 0); neuron++) {
          knobs += 1; // its bias
          for (let from = 0; from < (sizes[layer - 1] ?? 0); from++) {
            knobs += 1;
            connections += 1;
          }
        }
      }
      const neurons = sizes.reduce((a, b) => a + b, 0);
      c.equal(countParameters(sizes), knobs, {
        mistakes: [
          {
            value: connections,
            says: text(
              "These are the connections. Each neuron that computes has a bias besides.",
              "这是连接的条数。每个做计算的神经元还各有一个偏置。",
            ),
          },
          {
            value: connections + neurons,
            says: text(
              "The inputs were given biases too. An input computes nothing and has none.",
              "你给输入也加了偏置。输入什么都不算，没有偏置。",
            ),
          },
          {
            value: connections + sizes.length - 1,
            says: text("One bias for each neuron, not for each layer.", "是每个神经元一个偏置，不是每层一个。"),
          },
          {
            value: neurons,
            says: text("These are the neurons, not their knobs.", "这是神经元的个数，不是旋钮的个数。"),
          },
        ],
      });
    });
  },
  why: text(
    "The size on the label of a model, 135M or 671B, is this count. Times the bytes of one number, it is the memory that it needs.",
    "模型标签上写的 135M、671B，就是这样数出来的。再乘上每个数占的字节，就是它要的内存。",
  ),
  hints: [
    text(
      "Go through the layers from the second on; each has `sizes[i]` neurons and sees `sizes[i - 1]` inputs.",
      "从第二层开始逐层走；每层有 `sizes[i]` 个神经元，看到 `sizes[i - 1]` 个输入。",
    ),
    text("Weights of that layer: `sizes[i - 1] * sizes[i]`.", "这一层的权重：`sizes[i - 1] * sizes[i]`。"),
    text("Its biases: `sizes[i]`. Add both to a sum.", "它的偏置：`sizes[i]`。两者都加进总和。"),
  ],
  solution: `function countParameters(sizes: number[]): number {
  let total = 0;
  for (let i = 1; i < sizes.length; i++) {
    total = total + sizes[i - 1] * sizes[i] + sizes[i];
  }
  return total;
}`,
  alternatives: [
    "const countParameters = (sizes: number[]): number => sizes.slice(1).reduce((sum, size, i) => sum + (sizes[i] + 1) * size, 0);",
    `function countParameters(sizes: number[]): number {
  let total = 0;
  for (let i = 1; i < sizes.length; i++) total += nn.countParameters(new nn.Linear(sizes[i - 1], sizes[i]));
  return total;
}`,
  ],
  wrong: [
    { code: "const countParameters = (sizes: number[]) => 5000;", says: "is expected", kind: "constant" },
    {
      code: "const countParameters = (sizes: number[]) => sizes.slice(1).reduce((sum, size, i) => sum + sizes[i] * size, 0) + sizes.reduce((a, b) => a + b, 0);",
      says: "inputs were given biases",
      kind: "misconception",
    },
    {
      code: "const countParameters = (sizes: number[]) => sizes.slice(1).reduce((sum, size, i) => sum + sizes[i] * size, 0);",
      says: "These are the connections",
    },
    {
      code: "const countParameters = (sizes: number[]) => sizes.slice(1).reduce((sum, size, i) => sum + sizes[i] * size + 1, 0);",
      says: "not for each layer",
    },
  ],
});
