import { data, lesson } from "gradbook";

const text = (en: string, zh: string): { en: string; zh: string } => ({ en, zh });

interface Gate {
  weights: number[];
  bias: number;
}

const corners: [number, number][] = [
  [0, 0],
  [0, 1],
  [1, 0],
  [1, 1],
];
const tables = { or: [0, 1, 1, 1], and: [0, 0, 0, 1], nand: [1, 1, 1, 0] };

export const e1 = lesson.exercise<{ or: Gate; and: Gate; nand: Gate }>({
  id: "01.E1",
  title: text("AND, OR and NAND by hand", "手工调出 AND、OR 和 NAND"),
  prompt: text(
    "Give weights and a bias for AND and for NAND, in the form `{ weights: [1, 1], bias: -0.5 }`.",
    "请给出 AND 和 NAND 的权重与偏置，写成 `{ weights: [1, 1], bias: -0.5 }` 的形式。",
  ),
  names: ["or", "and", "nand"],
  check(gates, c) {
    for (const name of ["or", "and", "nand"] as const) {
      const gate = gates[name];
      const isGate = Array.isArray(gate?.weights) && gate.weights.length === 2 && typeof gate.bias === "number";
      c.that(
        isGate,
        text(
          `\`${name}\` must be an object with two weights and a bias, such as { weights: [1, 1], bias: -0.5 }.`,
          `\`${name}\` 应当是一个对象，含两个权重和一个偏置，如 { weights: [1, 1], bias: -0.5 }。`,
        ),
        { got: gate, call: name },
      );
      const [w1 = NaN, w2 = NaN] = gate.weights;
      corners.forEach(([x1, x2], row) => {
        const expected = tables[name][row];
        const score = w1 * x1 + w2 * x2 + gate.bias;
        const says = score > 0 ? 1 : 0;
        const shown = Number(score.toFixed(4));
        const atZero = text(
          `${name.toUpperCase()} on (${x1}, ${x2}): the score is exactly 0, and the neuron fires only above 0. Move the bias a little.`,
          `${name.toUpperCase()} 在 (${x1}, ${x2}) 处：得分正好是 0，而神经元只有大于 0 才输出 1。把偏置稍微挪一点。`,
        );
        const plain = text(
          `${name.toUpperCase()} on (${x1}, ${x2}): the score is ${shown}, so it says ${says}. It should say ${expected}.`,
          `${name.toUpperCase()} 在 (${x1}, ${x2}) 处：得分是 ${shown}，所以输出 ${says}，应当输出 ${expected}。`,
        );
        c.that(says === expected, score === 0 ? atZero : plain, {
          got: says,
          expected,
          call: `fires([${gate.weights.join(", ")}], ${gate.bias}, [${x1}, ${x2}])`,
        });
      });
    }
  },
  why: text(
    "From NAND gates alone one can build a whole computer. So such neurons, wired together, are enough for whatever a computer computes; the question is only how to find the weights.",
    "单用 NAND 门就能搭出一台完整的计算机。所以，把这种神经元连接起来，计算机能算的就都能算；剩下的问题只是怎样找到权重。",
  ),
  hints: [
    text(
      "Only the bias decides how many inputs must be on. With weights [1, 1] the four sums are 0, 1, 1, 2.",
      "需要几个输入为 1，只由偏置决定。权重取 [1, 1]，四行的和是 0、1、1、2。",
    ),
    text(
      "AND must separate 2 from 1: put the bias in between, with a minus sign.",
      "AND 要把 2 和 1 分开：偏置取它们中间的数，加负号。",
    ),
    text(
      "NAND says the opposite of AND in every row. What happens to a score if weights and bias change sign?",
      "NAND 在每一行都与 AND 相反。权重和偏置都变号，得分会怎样？",
    ),
  ],
  solution: `const or = { weights: [1, 1], bias: -0.5 };
const and = { weights: [1, 1], bias: -1.5 };
const nand = { weights: [-1, -1], bias: 1.5 };`,
  alternatives: [
    "const or = { weights: [3, 7], bias: -1 };\nconst and = { weights: [2, 2], bias: -2 };\nconst nand = { weights: [-5, -4], bias: 8 };",
    "const or = { weights: [0.5, 0.5], bias: 0 };\nconst and = { weights: [10, 1], bias: -10.5 };\nconst nand = { weights: [-0.2, -0.2], bias: 0.3 };",
  ],
  wrong: [
    {
      code: "const same = { weights: [1, 1], bias: -0.5 };\nconst or = same;\nconst and = same;\nconst nand = same;",
      says: "AND on (0, 1)",
      kind: "constant",
    },
    {
      code: "const or = { weights: [1, 1], bias: -0.5 };\nconst and = { weights: [1, 1], bias: -2 };\nconst nand = { weights: [-1, -1], bias: 2 };",
      says: "exactly 0",
      kind: "misconception",
    },
    {
      code: "const or = { weights: [1, 1], bias: -0.5 };\nconst and = { weights: [1, 1], bias: -1.5 };\nconst nand = { weights: [1, 1], bias: 1.5 };",
      says: "NAND on (1, 1)",
    },
    {
      code: "const or: any = [1, 1, -0.5];\nconst and: any = [1, 1, -1.5];\nconst nand: any = [-1, -1, 1.5];",
      says: "must be an object",
    },
  ],
  alsoRight: [
    { change: "-0.5", why: "any bias between -1 and 0 gives OR" },
    { change: "-1.5", why: "any bias from -2 to -1 gives AND" },
    { change: "1.5", why: "any bias between 1 and 2 gives NAND" },
    { change: "1", why: "weights may differ as long as the four rows come out" },
  ],
});

/** What the cells before E2 define. */
const cells = `class Perceptron {
  weights: number[];
  bias: number;

  constructor(inputs: number) {
    this.weights = new Array(inputs).fill(0);
    this.bias = 0;
  }

  score(x: number[]): number {
    let sum = this.bias;
    for (let i = 0; i < x.length; i++) {
      sum = sum + this.weights[i] * x[i];
    }
    return sum;
  }

  output(x: number[]): number {
    return this.score(x) > 0 ? 1 : 0;
  }

  learn(x: number[], target: number): boolean {
    const error = target - this.output(x);
    for (let i = 0; i < x.length; i++) {
      this.weights[i] = this.weights[i] + error * x[i];
    }
    this.bias = this.bias + error;
    return error !== 0;
  }
}

function runEpoch(neuron: Perceptron, xs: number[][], ts: number[], seed: number): number {
  let mistakes = 0;
  for (const i of data.shuffled(xs.length, seed)) {
    if (neuron.learn(xs[i], ts[i])) mistakes++;
  }
  return mistakes;
}

function columnStats(xs: number[][], column: number): { mean: number; deviation: number } {
  const values = xs.map((x) => x[column]);
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  const deviation = Math.sqrt(values.reduce((a, b) => a + (b - mean) ** 2, 0) / values.length);
  return { mean, deviation };
}`;

type Recogniser = (x: number[]) => number;
const columns = ["billLength", "billDepth", "flipperLength", "bodyMass"] as const;

/** Adelie and Gentoo penguins, four raw measurements each, whole rows only. */
function birds(): { x: number[]; isGentoo: boolean }[] {
  const rows = data
    .penguins()
    .rows()
    .filter((row) => row.species !== "Chinstrap");
  return rows
    .map((row) => ({ x: columns.map((column) => row[column] ?? NaN), isGentoo: row.species === "Gentoo" }))
    .filter(({ x }) => x.every((value) => !Number.isNaN(value)));
}

const share = (answer: Recogniser, xs: number[][], ts: number[]): number =>
  xs.filter((x, i) => answer([...x]) === ts[i]).length / xs.length;
const percent = (value: number): string => `${(100 * value).toFixed(1)} %`;

export const e2 = lesson.exercise<{ trainRecogniser: (xs: number[][], ts: number[], seed: number) => Recogniser }>({
  id: "01.E2",
  title: text("A penguin recogniser of your own", "你自己的企鹅识别器"),
  prompt: text(
    "Write `trainRecogniser(xs, ts, seed)`: learn from raw measurements and targets, and return a function that answers 0 or 1 for one bird measured in the same way.",
    "写出 `trainRecogniser(xs, ts, seed)`：从原始测量值和目标中学习，返回一个函数，对一只用同样方式测量的鸟回答 0 或 1。",
  ),
  names: ["trainRecogniser"],
  check({ trainRecogniser }, c) {
    const all = birds();
    c.cases(20, (i) => {
      // Every second case is measured with another ruler: other units, another zero.
      const units = columns.map(() => (i % 2 === 0 ? 1 : c.rng.choice([0.1, 1 / 25.4, 0.001, 10])));
      const zeros = columns.map((_, k) => (i % 2 === 0 ? 0 : (units[k] ?? 1) * c.rng.float(2_000, 20_000)));
      const ruler = (x: number[]): number[] => x.map((value, k) => value * (units[k] ?? 1) + (zeros[k] ?? 0));
      const mixed = c.rng.shuffle(all);
      const one = c.rng.bool(); // which species is called 1
      const pile = (from: number, to: number): { xs: number[][]; ts: number[] } => {
        const part = mixed.slice(from, to);
        return { xs: part.map(({ x }) => ruler(x)), ts: part.map(({ isGentoo }) => (isGentoo === one ? 1 : 0)) };
      };
      const seen = pile(0, 164);
      const fresh = pile(164, mixed.length);
      const seed = c.rng.int(1, 1_000_000);
      const call = `trainRecogniser(xs, ts, ${seed}); xs.length = 164`;
      const recognise = trainRecogniser(seen.xs, seen.ts, seed);
      c.that(
        typeof recognise === "function",
        text(
          "Return a function that takes one bird's measurements and answers 0 or 1: `return (x) => ...`.",
          "应当返回一个函数，它收到一只鸟的测量值，回答 0 或 1：`return (x) => ...`。",
        ),
        { got: recognise, call },
      );
      const first = recognise([...(seen.xs[0] ?? [])]);
      c.that(
        first === 0 || first === 1,
        text(
          "The returned function must answer 0 or 1. Is it `score` where `output` was meant?",
          "返回的函数必须回答 0 或 1。是不是该用 `output` 的地方用了 `score`？",
        ),
        { got: first, call },
      );
      const onSeen = share(recognise, seen.xs, seen.ts);
      const details = { got: Number(onSeen.toFixed(3)), expected: 0.98, call };
      if (onSeen < 0.98) {
        const stats = columns.map((_, k) => {
          const values = seen.xs.map((x) => x[k] ?? 0);
          const mean = values.reduce((a, b) => a + b, 0) / values.length;
          return { mean, deviation: Math.hypot(...values.map((v) => v - mean)) / Math.sqrt(values.length) };
        });
        const scaled = seen.xs.map((x) => x.map((v, k) => (v - (stats[k]?.mean ?? 0)) / (stats[k]?.deviation ?? 1)));
        const answers = new Set(seen.xs.map((x) => recognise([...x])));
        c.that(
          share(recognise, scaled, seen.ts) < 0.98,
          text(
            `It learned well, but your returned function does not standardise the bird it is asked about: on raw measurements it is right for ${percent(onSeen)}. Use the mean and deviation of the training birds there too.`,
            `它学得很好，可你返回的函数没有给被问到的那只鸟做标准化：对原始值只答对 ${percent(onSeen)}。那里也要用训练集的平均值和标准差。`,
          ),
          details,
        );
        c.that(
          onSeen > 0.25,
          text(
            `Right for only ${percent(onSeen)}: it learned the opposite. Is the error target minus output?`,
            `只答对 ${percent(onSeen)}：它学反了。误差是不是“目标减输出”？`,
          ),
          details,
        );
        c.that(
          answers.size > 1,
          text(
            "It gives the same answer for every bird. If it did learn: are the raw measurements standardised, before training and in the returned function?",
            "它对每只鸟的回答都一样。如果确实训练过：训练之前、返回的函数里，原始测量值都标准化了吗？",
          ),
          details,
        );
        c.fail(
          text(
            `Right for ${percent(onSeen)} of the birds it was trained on; 98 % is asked for. Does it standardise every column (take the mean away, divide by the deviation) before it learns, and run enough epochs?`,
            `在它自己的训练数据上答对 ${percent(onSeen)}，要求是 98%。学之前每一列都标准化了吗（减去平均值，除以标准差）？跑的轮数够吗？`,
          ),
          details,
        );
      }
      const onFresh = share(recognise, fresh.xs, fresh.ts);
      c.that(
        onFresh >= 0.9,
        text(
          `Right for ${percent(onSeen)} of the birds it was trained on, but only ${percent(onFresh)} of new ones: it has learned them by heart, not the rule.`,
          `在训练数据上答对 ${percent(onSeen)}，对新的鸟却只答对 ${percent(onFresh)}：它是把数据背下来了，没有学到规律。`,
        ),
        { got: Number(onFresh.toFixed(3)), expected: 0.9, call },
      );
    });
  },
  why: text(
    "This is a whole machine-learning program: statistics of the training pile, a model, a rule that learns, and a function to use. With all four columns a plane separates the two species without a mistake.",
    "这已经是一个完整的机器学习程序：训练集的统计量、一个模型、一条学习规则、一个拿来就用的函数。四列都用上，一个平面就能把两个品种分得一个不错。",
  ),
  hints: [
    text(
      "Three steps: mean and deviation of each column; train a `new Perceptron(4)` on standardised rows; return a function.",
      "分三步：每一列的平均值和标准差；用标准化后的行训练一个 `new Perceptron(4)`；返回一个函数。",
    ),
    text(
      "Statistics of all columns: `const stats = xs[0].map((_, column) => columnStats(xs, column));`",
      "所有列的统计量：`const stats = xs[0].map((_, column) => columnStats(xs, column));`",
    ),
    text(
      "Make one small function that standardises one bird, and use it twice: on every training row, and in the function that you return.",
      "写一个小函数给一只鸟做标准化，用两次：一次对训练集的每一行，一次在你返回的函数里。",
    ),
    text(
      "Then `for (let epoch = 1; epoch <= 50; epoch++) runEpoch(neuron, scaled, ts, seed + epoch);` and `return (x) => neuron.output(scale(x));`",
      "然后 `for (let epoch = 1; epoch <= 50; epoch++) runEpoch(neuron, scaled, ts, seed + epoch);`，最后 `return (x) => neuron.output(scale(x));`",
    ),
  ],
  setup: cells,
  solution: `function trainRecogniser(xs: number[][], ts: number[], seed: number): (x: number[]) => number {
  const stats = xs[0].map((_, column) => columnStats(xs, column));
  const scale = (x: number[]): number[] =>
    x.map((value, column) => (value - stats[column].mean) / stats[column].deviation);
  const scaled = xs.map(scale);
  const neuron = new Perceptron(xs[0].length);
  for (let epoch = 1; epoch <= 50; epoch++) {
    runEpoch(neuron, scaled, ts, seed + epoch);
  }
  return (x) => neuron.output(scale(x));
}`,
  alternatives: [
    `function trainRecogniser(xs: number[][], ts: number[], seed: number): (x: number[]) => number {
  const low = xs[0].map((_, k) => Math.min(...xs.map((x) => x[k])));
  const high = xs[0].map((_, k) => Math.max(...xs.map((x) => x[k])));
  const scale = (x: number[]): number[] => x.map((v, k) => (2 * (v - low[k])) / (high[k] - low[k]) - 1);
  let w = [0, 0, 0, 0];
  let b = 0;
  const says = (x: number[]): number => (scale(x).reduce((s, v, k) => s + v * w[k], b) > 0 ? 1 : 0);
  for (let round = 0; round < 300; round++) {
    xs.forEach((x, i) => {
      const error = ts[i] - says(x);
      w = w.map((v, k) => v + error * scale(x)[k]);
      b += error;
    });
  }
  return says;
}`,
    `function trainRecogniser(xs: number[][], ts: number[], seed: number): (x: number[]) => number {
  const scaler = data.Standardizer.fit(tensor(xs));
  const net = new nn.Linear(4, 1);
  const optimizer = new optim.SGD(net.parameters(), { lr: 0.5 });
  const y = tensor(ts.map((t) => [t]));
  for (let step = 0; step < 200; step++) {
    optimizer.zeroGrad();
    nn.binaryCrossEntropyWithLogits(net.forward(scaler.transform(tensor(xs))), y).backward();
    optimizer.step();
  }
  return (x) => (net.forward(scaler.transform(tensor([x]))).item() > 0 ? 1 : 0);
}`,
  ],
  wrong: [
    {
      code: "const trainRecogniser = (xs: number[][], ts: number[], seed: number) => (x: number[]) => 1;",
      says: "same answer for every bird",
      kind: "constant",
    },
    {
      code: `function trainRecogniser(xs: number[][], ts: number[], seed: number): (x: number[]) => number {
  const neuron = new Perceptron(4);
  for (let epoch = 1; epoch <= 200; epoch++) runEpoch(neuron, xs, ts, seed + epoch);
  return (x) => neuron.output(x);
}`,
      says: /standardise/,
      kind: "misconception",
    },
    {
      code: `function trainRecogniser(xs: number[][], ts: number[], seed: number): (x: number[]) => number {
  const stats = xs[0].map((_, column) => columnStats(xs, column));
  const scaled = xs.map((x) => x.map((value, column) => (value - stats[column].mean) / stats[column].deviation));
  const neuron = new Perceptron(4);
  for (let epoch = 1; epoch <= 50; epoch++) runEpoch(neuron, scaled, ts, seed + epoch);
  return (x) => neuron.output(x);
}`,
      says: "does not standardise the bird it is asked about",
    },
    {
      code: `function trainRecogniser(xs: number[][], ts: number[], seed: number): (x: number[]) => number {
  const known = new Map(xs.map((x, i) => [x.join(), ts[i]]));
  return (x) => known.get(x.join()) ?? 0;
}`,
      says: "by heart",
    },
    {
      code: `function trainRecogniser(xs: number[][], ts: number[], seed: number): (x: number[]) => number {
  const stats = xs[0].map((_, column) => columnStats(xs, column));
  const scale = (x: number[]) => x.map((value, column) => (value - stats[column].mean) / stats[column].deviation);
  const neuron = new Perceptron(4);
  const flipped = ts.map((t) => 1 - t);
  for (let epoch = 1; epoch <= 50; epoch++) runEpoch(neuron, xs.map(scale), flipped, seed + epoch);
  return (x) => neuron.output(scale(x));
}`,
      says: "learned the opposite",
    },
    {
      code: `function trainRecogniser(xs: number[][], ts: number[], seed: number): any {
  return new Perceptron(4);
}`,
      says: "Return a function",
    },
  ],
  alsoRight: [
    { change: /runEpoch\(neuron, scaled, ts/, why: "the seed only chooses the order of visiting; any order learns" },
    { change: "let epoch = 1", why: "an epoch more or less does not matter" },
  ],
});

const demands = ["b <= 0", "w2 + b > 0", "w1 + b > 0", "w1 + w2 + b <= 0"];

export const e3 = lesson.exercise<{
  scoresOf: (w1: number, w2: number, b: number) => number[];
  multipliers: number[];
}>({
  id: "01.E3",
  title: text("No weights can do it", "什么权重都不行"),
  prompt: text(
    "Write `scoresOf(w1, w2, b)`, the four scores in the order of the table, and four `multipliers` that turn the four demands into a contradiction.",
    "写出 `scoresOf(w1, w2, b)`，按表中顺序给出四个得分；再写出四个 `multipliers`，使四条要求变成矛盾。",
  ),
  names: ["scoresOf", "multipliers"],
  check({ scoresOf, multipliers }, c) {
    c.cases(40, (i) => {
      const [w1, w2, b] = i === 0 ? [2, 3, -1] : [c.rng.int(-9, 9), c.rng.int(-9, 9), c.rng.int(-9, 9)];
      const expected = [b, w2 + b, w1 + b, w1 + w2 + b];
      c.equal(scoresOf(w1, w2, b), expected, {
        mistakes: [
          {
            value: [b, w1 + b, w2 + b, w1 + w2 + b],
            says: text(
              "Rows two and three are swapped. In (0, 1) it is the second input that is on, so `w2` counts.",
              "第二行和第三行反了。(0, 1) 里为 1 的是第二个输入，所以起作用的是 `w2`。",
            ),
          },
          {
            value: [0, w2, w1, w1 + w2],
            says: text("The bias is missing: it counts in every row.", "漏了偏置：每一行都有它。"),
          },
          {
            value: expected.map((score) => (score > 0 ? 1 : 0)),
            says: text("These are outputs. Return the scores themselves.", "这些是输出。请返回得分本身。"),
          },
        ],
      });
    });
    c.that(
      Array.isArray(multipliers) && multipliers.length === 4 && multipliers.every((m) => Number.isFinite(m)),
      text(
        "`multipliers` must be a list of four numbers, one for each row of the table.",
        "`multipliers` 应当是四个数的列表，表里每行一个。",
      ),
      { got: multipliers, call: "multipliers" },
    );
    multipliers.forEach((m, row) => {
      const isStrict = row === 1 || row === 2;
      const sign = isStrict ? 1 : -1;
      c.that(
        isStrict ? m > 0 : m < 0,
        text(
          `The demand \`${demands[row]}\` must become "not below 0": multiply that row by ${sign}. Multiplying by a negative number turns an inequality round.`,
          `要让 \`${demands[row]}\` 变成“不小于 0”，这一行该乘 ${sign}。乘以负数，不等号就反过来。`,
        ),
        { got: m, expected: sign, call: `multipliers[${row}]` },
      );
    });
    c.cases(40, () => {
      const [w1, w2, b] = [c.rng.int(-9, 9), c.rng.int(-9, 9), c.rng.int(-9, 9)];
      const [m0 = 0, m1 = 0, m2 = 0, m3 = 0] = multipliers;
      c.equal(m0 * b + m1 * (w2 + b) + m2 * (w1 + b) + m3 * (w1 + w2 + b), 0, {
        call: `w1 = ${w1}, w2 = ${w2}, b = ${b}: ${m0} (b) + ${m1} (w2 + b) + ${m2} (w1 + b) + ${m3} (w1 + w2 + b)`,
        message: text(
          "The signs are right, but the letters must cancel whatever they stand for.",
          "符号对了，但不管字母代表什么数，加起来都要正好抵消。",
        ),
      });
    });
  },
  why: text(
    "Demanded: the sum is above 0. Computed: it is 0, for any weights at all. So no weights satisfy all four rows. That is a proof, where trying a million weights would only be a failure to find some.",
    "要求的是：和大于 0。算出来的是：不管权重是什么，和都等于 0。所以没有任何权重能同时满足四行。这是证明；试一百万组权重都不行，只能说没找到。",
  ),
  hints: [
    text(
      "A score is `w1 x1 + w2 x2 + b`. Put in the four rows; terms with an input of 0 vanish.",
      "得分是 `w1 x1 + w2 x2 + b`。把四行代进去，输入为 0 的项就没了。",
    ),
    text(
      "`b <= 0` says the same as `-b >= 0`: multiplied by -1, the sign turns round. Which rows say `<= 0`?",
      "`b <= 0` 就是 `-b >= 0`：乘以 −1，不等号反过来。哪几行写的是 `<= 0`？",
    ),
    text(
      "Rows one and four get -1, rows two and three +1. Add: `-b + (w2 + b) + (w1 + b) - (w1 + w2 + b)`.",
      "第一、四行乘 −1，第二、三行乘 +1。加起来：`-b + (w2 + b) + (w1 + b) - (w1 + w2 + b)`。",
    ),
  ],
  solution: `function scoresOf(w1: number, w2: number, b: number): number[] {
  return [b, w2 + b, w1 + b, w1 + w2 + b];
}

const multipliers = [-1, 1, 1, -1];`,
  alternatives: [
    `const scoresOf = (w1: number, w2: number, b: number): number[] =>
  [[0, 0], [0, 1], [1, 0], [1, 1]].map((x) => w1 * x[0] + w2 * x[1] + b);
const multipliers = [-2, 2, 2, -2];`,
  ],
  wrong: [
    {
      code: "const scoresOf = (w1: number, w2: number, b: number) => [0, 1, 1, 0];\nconst multipliers = [1, 1, 1, 1];",
      says: "is expected",
      kind: "constant",
    },
    {
      code: "const scoresOf = (w1: number, w2: number, b: number) => [b, w2 + b, w1 + b, w1 + w2 + b];\nconst multipliers = [1, 1, 1, 1];",
      says: "turns an inequality round",
      kind: "misconception",
    },
    {
      code: "const scoresOf = (w1: number, w2: number, b: number) => [b, w1 + b, w2 + b, w1 + w2 + b];\nconst multipliers = [-1, 1, 1, -1];",
      says: "are swapped",
    },
    {
      code: "const scoresOf = (w1: number, w2: number, b: number) => [0, w2, w1, w1 + w2];\nconst multipliers = [-1, 1, 1, -1];",
      says: "bias is missing",
    },
    {
      code: "const scoresOf = (w1: number, w2: number, b: number) => [b, w2 + b, w1 + b, w1 + w2 + b];\nconst multipliers = [-1, 2, 1, -1];",
      says: "must cancel",
    },
  ],
});

export const e4 = lesson.exercise<{ mistakeBound: (xs: number[][], weights: number[], bias: number) => number }>({
  id: "01.E4",
  title: text("The mistake bound", "错误次数的上界"),
  prompt: text(
    "Write `mistakeBound(xs, weights, bias)`: the bound (R / margin)², where every x gets a 1 at its end and the bias is one more weight.",
    "写出 `mistakeBound(xs, weights, bias)`：上界（R 除以间隔，再平方）。每个 x 末尾补一个 1，偏置当作又一个权重。",
  ),
  names: ["mistakeBound"],
  optional: true,
  check({ mistakeBound }, c) {
    c.cases(40, (i) => {
      const n = c.rng.int(2, 4);
      const weights = i === 0 ? [1, 1] : c.rng.floats(n, -2, 2).map((w) => w + Math.sign(w) * 0.2);
      const bias = i === 0 ? -0.5 : c.rng.float(-1, 1);
      const xs = i === 0 ? corners.map((x) => [...x]) : c.rng.matrix(c.rng.int(3, 20), n, -3, 3);
      const norm = Math.hypot(...weights, bias);
      let longest = 0;
      let shortest = 0;
      let nearest = Infinity;
      let nearestPlain = Infinity;
      for (const x of xs) {
        const score = x.reduce((sum, value, k) => sum + value * (weights[k] ?? 0), bias);
        longest = Math.max(longest, Math.hypot(...x, 1));
        shortest = Math.max(shortest, Math.hypot(...x));
        nearest = Math.min(nearest, Math.abs(score) / norm);
        nearestPlain = Math.min(nearestPlain, Math.abs(score) / Math.hypot(...weights));
      }
      c.equal(mistakeBound(xs, weights, bias), (longest / nearest) ** 2, {
        mistakes: [
          {
            value: longest / nearest,
            says: text("Not squared yet: it is R over the margin, squared.", "还没有平方：是 R 除以间隔，再平方。"),
          },
          {
            value: (shortest / nearestPlain) ** 2,
            says: text(
              "The bias was left out of the lengths. Give every x a 1 at its end, and the weights the bias.",
              "算长度时漏了偏置。每个 x 末尾补 1，权重末尾补上偏置。",
            ),
          },
          {
            value: (shortest / nearest) ** 2,
            says: text(
              "R is the length of x with its 1: the bias has an input too.",
              "R 是补上 1 之后的 x 的长度：偏置也有输入。",
            ),
          },
          {
            value: (longest / nearestPlain) ** 2,
            says: text("The length of v counts the bias as well.", "v 的长度也要把偏置算进去。"),
          },
          {
            value: (longest / (nearest * norm)) ** 2,
            says: text(
              "The score was not divided by the length of v, so doubling all weights would change your margin, though the line stays the same.",
              "得分没有除以 v 的长度：这样一来，所有权重加倍，你的间隔就变了，可直线并没有变。",
            ),
          },
        ],
      });
    });
  },
  why: text(
    "A guarantee before the run: big inputs and narrow gaps cost mistakes. It is the reason behind standardising, and the margin comes back in support vector machines.",
    "还没运行就有了保证：输入大、缝隙窄，错误就多。这正是要标准化的道理；“间隔”后来又成了支持向量机的主角。",
  ),
  hints: [
    text(
      "The length of a list is the root of the sum of its squares: `Math.hypot(...x, 1)`.",
      "列表的长度是各项平方和的根：`Math.hypot(...x, 1)`。",
    ),
    text(
      "Two numbers over all x: the largest length, and the smallest |score|.",
      "对所有 x 求两个数：最大的长度，最小的 |得分|。",
    ),
    text(
      "Divide the smallest |score| by `Math.hypot(...weights, bias)`: that is the margin. Then `(R / margin) ** 2`.",
      "最小的 |得分| 除以 `Math.hypot(...weights, bias)`，就是间隔。最后 `(R / margin) ** 2`。",
    ),
  ],
  solution: `function mistakeBound(xs: number[][], weights: number[], bias: number): number {
  let longest = 0;
  let smallest = Infinity;
  for (const x of xs) {
    let score = bias;
    for (let i = 0; i < x.length; i++) {
      score = score + weights[i] * x[i];
    }
    longest = Math.max(longest, Math.hypot(...x, 1));
    smallest = Math.min(smallest, Math.abs(score));
  }
  const margin = smallest / Math.hypot(...weights, bias);
  return (longest / margin) ** 2;
}`,
  alternatives: [
    `function mistakeBound(xs: number[][], weights: number[], bias: number): number {
  const v = [...weights, bias];
  const dotp = (a: number[], b: number[]) => a.reduce((s, value, i) => s + value * b[i], 0);
  const longer = xs.map((x) => [...x, 1]);
  const r2 = Math.max(...longer.map((x) => dotp(x, x)));
  const m2 = Math.min(...longer.map((x) => dotp(x, v) ** 2)) / dotp(v, v);
  return r2 / m2;
}`,
  ],
  wrong: [
    {
      code: "const mistakeBound = (xs: number[][], weights: number[], bias: number) => 27;",
      says: "is expected",
      kind: "constant",
    },
    {
      code: `function mistakeBound(xs: number[][], weights: number[], bias: number): number {
  const scores = xs.map((x) => Math.abs(x.reduce((s, v, i) => s + v * weights[i], bias)));
  const margin = Math.min(...scores) / Math.hypot(...weights);
  return (Math.max(...xs.map((x) => Math.hypot(...x))) / margin) ** 2;
}`,
      says: "bias was left out",
      kind: "misconception",
    },
    {
      code: `function mistakeBound(xs: number[][], weights: number[], bias: number): number {
  const scores = xs.map((x) => Math.abs(x.reduce((s, v, i) => s + v * weights[i], bias)));
  const margin = Math.min(...scores) / Math.hypot(...weights, bias);
  return Math.max(...xs.map((x) => Math.hypot(...x, 1))) / margin;
}`,
      says: "Not squared",
    },
    {
      code: `function mistakeBound(xs: number[][], weights: number[], bias: number): number {
  const scores = xs.map((x) => Math.abs(x.reduce((s, v, i) => s + v * weights[i], bias)));
  return (Math.max(...xs.map((x) => Math.hypot(...x, 1))) / Math.min(...scores)) ** 2;
}`,
      says: "not divided by the length of v",
    },
  ],
});
