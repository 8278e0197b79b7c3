import { data, lesson, manualSeed, nn, noGrad, optim, tensor, train } from "gradbook";
import type { Tensor } from "gradbook";

type Net = nn.Module;

/** A point of the lesson's two spirals, by their formula and not by the library's generator. */
function spiralPoint(rng: data.Random, label: number): number[] {
  const share = rng.float();
  const radius = 0.05 + 0.95 * share;
  const angle = 2 * Math.PI * (1.25 * share + label / 2);
  return [radius * Math.cos(angle) + rng.normal(0, 0.03), radius * Math.sin(angle) + rng.normal(0, 0.03)];
}

/** What the network answers, as rows of numbers. */
function answers(net: Net, points: number[][]): number[][] {
  const output: Tensor = noGrad(() => net.forward(tensor(points)));
  return output.toArray<number[][]>();
}

/** Neurons between input and output: the rows of every weight table but the last. */
function hiddenNeurons(net: Net): number {
  const tables = net.parameters().filter((parameter) => parameter.ndim === 2);
  return tables.slice(0, -1).reduce((sum, table) => sum + (table.shape[0] ?? 0), 0);
}

/** Whether the scores are a straight function of the point: f(p) + f(q) = f(0) + f(p + q) for such, and only for such. */
function isStraight(net: Net, rng: data.Random): boolean {
  return [0, 1, 2, 3].every(() => {
    const [p, q] = [rng.floats(2, -1, 1), rng.floats(2, -1, 1)];
    const sum = p.map((value, i) => value + (q[i] ?? 0));
    const [atP, atQ, atZero, atSum] = answers(net, [p, q, [0, 0], sum]);
    return (atP ?? []).every((value, k) => {
      const bend = value + (atQ?.[k] ?? 0) - (atZero?.[k] ?? 0) - (atSum?.[k] ?? 0);
      return Math.abs(bend) < 1e-3 * (1 + Math.abs(value));
    });
  });
}

const spiralSetup = `const spirals = data.spirals({ points: 250, turns: 1.25, noise: 0.03, seed: 1 });
const split = spirals.split({ train: 0.6, validation: 0.2, test: 0.2, seed: 1, stratify: "label" });
const seen = split.train.toTensors({ target: "label" });
const unseen = split.validation.toTensors({ target: "label" });
function stack(inputs: number, hidden: number[], outputs: number, activation: () => nn.Module): nn.Sequential {
  const layers: nn.Module[] = [];
  let size = inputs;
  for (const width of hidden) {
    layers.push(new nn.Linear(size, width), activation());
    size = width;
  }
  return new nn.Sequential(...layers, new nn.Linear(size, outputs));
}`;

const fitSpirals = (epochs: number): string => `await train.fit(spiralNet, {
  data: seen, loss: nn.crossEntropy, optimizer: new optim.Adam(spiralNet.parameters(), { lr: 0.02 }), epochs: ${epochs}, seed: 1, progress: false,
});`;

export const e1 = lesson.exercise<{ spiralNet: Net }>({
  id: "04.E1",
  title: { en: "Solve the spirals", zh: "解开螺线" },
  prompt: {
    en: "Build and train spiralNet: at most 60 hidden neurons, at least 97 % right on fresh points.",
    zh: "搭建并训练 spiralNet：隐藏神经元不超过 60 个，在新的点上准确率不低于 97 %。",
  },
  names: ["spiralNet"],
  setup: spiralSetup,
  timeLimit: 30,
  check({ spiralNet }, c) {
    c.that(
      typeof spiralNet.forward === "function" && typeof spiralNet.parameters === "function",
      {
        en: "spiralNet must be a network, such as stack(2, [30, 30], 2, () => new nn.ReLU()).",
        zh: "spiralNet 必须是一个网络，例如 stack(2, [30, 30], 2, () => new nn.ReLU())。",
      },
      { got: spiralNet },
    );
    const [first] = answers(spiralNet, [[0.1, 0.2]]);
    c.that(
      first?.length === 2,
      {
        en: "For one point the network must give two numbers: a score for each spiral.",
        zh: "对一个点，网络必须给出两个数：两条螺线各一个得分。",
      },
      { got: first },
    );
    const neurons = hiddenNeurons(spiralNet);
    c.that(
      neurons <= 60,
      {
        en: `The network has ${neurons} hidden neurons; at most 60 are allowed.`,
        zh: `网络有 ${neurons} 个隐藏神经元，最多只允许 60 个。`,
      },
      { got: neurons, expected: 60 },
    );
    c.that(!isStraight(spiralNet, c.rng), {
      en: "However many layers it has, this network is one straight border: there is no activation between the layers.",
      zh: "不管有多少层，这个网络只是一条直的边界：层与层之间没有激活函数。",
    });
    let right = 0;
    let asked = 0;
    c.cases(4, () => {
      const labels = c.rng.array(500, (i) => i % 2);
      const scores = answers(
        spiralNet,
        labels.map((label) => spiralPoint(c.rng, label)),
      );
      right += scores.filter((pair, i) => ((pair[1] ?? 0) > (pair[0] ?? 0) ? 1 : 0) === labels[i]).length;
      asked += labels.length;
    });
    const share = right / asked;
    c.that(
      share >= 0.97,
      {
        en: `On ${asked} fresh points ${(100 * share).toFixed(1)} % are right; 97 % are asked for. Train longer, change the layers, or start from another seed.`,
        zh: `在 ${asked} 个新的点上，准确率是 ${(100 * share).toFixed(1)} %；要求 97 %。训练久一点，换一换层，或者换个种子重新开始。`,
      },
      { got: share, expected: 0.97 },
    );
  },
  why: {
    en: "A handful of neurons draws a border that nobody could write down as a rule, and it holds on points that were never seen.",
    zh: "几十个神经元就画出了没人写得成规则的边界，而且在从没见过的点上也成立。",
  },
  hints: [
    {
      en: "Two hidden layers of 30 are exactly 60 neurons: stack(2, [30, 30], 2, ...).",
      zh: "两个各 30 个神经元的隐藏层，正好 60 个：stack(2, [30, 30], 2, ...)。",
    },
    {
      en: "In the tables above ReLU got there from every start; tanh sometimes got stuck.",
      zh: "上面的表里，ReLU 从每个起点都到了；tanh 有时会卡住。",
    },
    {
      en: "Copy train.fit from the playground: put spiralNet in both places where player stands, keep lr: 0.02; 100 epochs are enough.",
      zh: "把游乐场里的 train.fit 抄过来，两处 player 都换成 spiralNet，lr: 0.02 不变，100 轮就够。",
    },
  ],
  solution: `manualSeed(7);
const spiralNet = stack(2, [30, 30], 2, () => new nn.ReLU());
${fitSpirals(100)}`,
  alternatives: [
    `manualSeed(3);
const spiralNet = new nn.Sequential(new nn.Linear(2, 60), new nn.ReLU(), new nn.Linear(60, 2));
${fitSpirals(150)}`,
  ],
  wrong: [
    {
      kind: "constant",
      code: `class Always extends nn.Module { forward(x: Tensor): Tensor { return tensor(Array.from({ length: x.shape[0] }, () => [1, 0])); } }
const spiralNet = new Always();`,
      says: "one straight border",
    },
    {
      kind: "misconception",
      code: `manualSeed(7);
const spiralNet = new nn.Sequential(new nn.Linear(2, 30), new nn.Linear(30, 30), new nn.Linear(30, 2));
${fitSpirals(5)}`,
      says: "there is no activation between the layers",
    },
    {
      code: `const spiralNet = stack(2, [64, 64], 2, () => new nn.ReLU());`,
      says: "128 hidden neurons",
    },
    {
      code: `manualSeed(7);
const spiralNet = stack(2, [30, 30], 2, () => new nn.ReLU());
${fitSpirals(4)}`,
      says: "Train longer",
    },
  ],
  alsoRight: [
    { change: /30/, why: "any network of at most 60 hidden neurons that learns the spirals is an answer" },
    { change: /100|0\.02|lr|seed|manualSeed/, why: "other settings that reach 97 % are answers too" },
  ],
});

interface Settings {
  hidden: number[];
  epochs: number;
  weightDecay: number;
  patience: number;
}

/** Trains a network on 60 penguins and gives its losses: as the lesson's onFew does, written anew. */
async function trainOnSixty(settings: Settings, seed: number): Promise<{ train: number; validation: number }> {
  const table = data.penguins().dropMissing(["sex", "billDepth", "bodyMass"]);
  const share = 60 / table.length;
  const parts = table.split({ train: share, validation: 1 - share, test: 0, seed, stratify: "sex" });
  const raw = [parts.train, parts.validation].map((part) =>
    part.toTensors({ features: ["billDepth", "bodyMass"], target: "sex" }),
  );
  const [known, fresh] = raw as [(typeof raw)[0], (typeof raw)[0]];
  const units = data.Standardizer.fit(known.x);
  const sets = [known, fresh].map((set) => ({ x: units.transform(set.x), y: set.y }));
  const [seen, unseen] = sets as [(typeof sets)[0], (typeof sets)[0]];

  manualSeed(seed);
  const sizes = [2, ...settings.hidden, 2];
  const layers: nn.Module[] = [];
  for (let i = 0; i + 1 < sizes.length; i++) {
    if (i > 0) layers.push(new nn.ReLU());
    layers.push(new nn.Linear(sizes[i] ?? 0, sizes[i + 1] ?? 0));
  }
  const net = new nn.Sequential(...layers);
  await train.fit(net, {
    data: seen,
    loss: nn.crossEntropy,
    optimizer: new optim.Adam(net.parameters(), { lr: 0.01, weightDecay: settings.weightDecay }),
    epochs: settings.epochs,
    batchSize: 20,
    seed,
    progress: false,
    ...(settings.patience > 0 ? { validation: unseen, earlyStopping: { patience: settings.patience } } : {}),
  });
  const loss = (set: { x: Tensor; y: Tensor }): number => train.evaluate(net, set, { loss: nn.crossEntropy }).loss;
  return { train: loss(seen), validation: loss(unseen) };
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

export const e2 = lesson.exercise<{ overfitting: Settings; cured: Settings }>({
  id: "04.E2",
  title: { en: "Overfit on purpose, then cure it", zh: "先故意过拟合，再治好它" },
  prompt: {
    en: "Two settings: one that overfits 60 penguins, one that does not and still learns.",
    zh: "两组设置：一组在 60 只企鹅上过拟合，另一组不过拟合，但仍然学得到东西。",
  },
  names: ["overfitting", "cured"],
  timeLimit: 60,
  async check({ overfitting, cured }, c) {
    for (const [name, settings] of Object.entries({ overfitting, cured })) {
      const { hidden, epochs, weightDecay, patience } = settings;
      c.that(
        Array.isArray(hidden) && hidden.length <= 3 && hidden.every((n) => Number.isInteger(n) && n >= 1 && n <= 64),
        {
          en: `${name}.hidden must be a list of at most 3 widths from 1 to 64.`,
          zh: `${name}.hidden 必须是最多 3 个宽度的列表，每个在 1 到 64 之间。`,
        },
        { got: hidden },
      );
      c.that(
        Number.isInteger(epochs) && epochs >= 1 && epochs <= 200,
        { en: `${name}.epochs must be a whole number from 1 to 200.`, zh: `${name}.epochs 必须是 1 到 200 的整数。` },
        { got: epochs },
      );
      c.that(
        weightDecay >= 0 && weightDecay <= 10 && patience >= 0,
        {
          en: `${name}: weightDecay and patience are 0 or a positive number.`,
          zh: `${name}：weightDecay 和 patience 是 0 或正数。`,
        },
        { got: { weightDecay, patience } },
      );
    }
    const losses: Record<"overfitting" | "cured", { train: number; validation: number }[]> = {
      overfitting: [],
      cured: [],
    };
    await c.cases(3, async () => {
      const seed = c.rng.int(1, 1_000_000);
      losses.overfitting.push(await trainOnSixty(overfitting, seed));
      losses.cured.push(await trainOnSixty(cured, seed));
    });
    const gap = (runs: readonly { train: number; validation: number }[]): number =>
      mean(runs.map((run) => run.validation - run.train));
    const over = gap(losses.overfitting);
    c.that(
      over >= 0.25,
      {
        en: `overfitting ends with a mean gap of ${over.toFixed(2)}; at least 0.25 is asked for. What lets a network learn by heart: size, time, no penalty.`,
        zh: `overfitting 结束时平均间隙是 ${over.toFixed(2)}，要求至少 0.25。网络怎样才会死记硬背：够大，够久，没有惩罚。`,
      },
      { got: over, expected: 0.25 },
    );
    const left = gap(losses.cured);
    c.that(
      left < 0.25,
      {
        en: `cured still has a mean gap of ${left.toFixed(2)}; below 0.25 is asked for. Stop earlier, or make large weights more expensive.`,
        zh: `cured 的平均间隙还有 ${left.toFixed(2)}，要求低于 0.25。早点停，或者让大权重更贵。`,
      },
      { got: left, expected: 0.25 },
    );
    const validation = mean(losses.cured.map((run) => run.validation));
    c.that(
      validation < 0.4,
      {
        en: `cured ends with a mean validation loss of ${validation.toFixed(2)}; below 0.40 is asked for. A network that does not learn has no gap either: cure less, or let it learn longer.`,
        zh: `cured 结束时平均验证损失是 ${validation.toFixed(2)}，要求低于 0.40。什么也没学到的网络也没有间隙：药下轻一点，或者让它多学一会儿。`,
      },
      { got: validation, expected: 0.4 },
    );
  },
  why: {
    en: "Who can call overfitting up at will and make it go away has understood it. With your own data it comes uncalled.",
    zh: "能随意召来过拟合、又能把它送走，才算真懂了它。换成自己的数据，它会不请自来。",
  },
  hints: [
    {
      en: "overfitting: nothing may hold the network back. What do weightDecay 0 and patience 0 mean?",
      zh: "overfitting：什么都别拦着网络。weightDecay 为 0、patience 为 0 意味着什么？",
    },
    {
      en: "cured: the table of cures above shows what early stopping with patience 20 did.",
      zh: "cured：上面那张治法表里，patience 为 20 的早停效果如何？",
    },
    {
      en: "cured: { hidden: [30, 30], epochs: 200, weightDecay: 0, patience: 10 }.",
      zh: "cured：{ hidden: [30, 30], epochs: 200, weightDecay: 0, patience: 10 }。",
    },
  ],
  solution: `const overfitting = { hidden: [30, 30], epochs: 200, weightDecay: 0, patience: 0 };
const cured = { hidden: [30, 30], epochs: 200, weightDecay: 0, patience: 10 };`,
  alternatives: [
    `const overfitting = { hidden: [50, 50], epochs: 200, weightDecay: 0, patience: 0 };
const cured = { hidden: [30, 30], epochs: 200, weightDecay: 0.05, patience: 0 };`,
    `const overfitting = { hidden: [40, 40], epochs: 200, weightDecay: 0, patience: 0 };
const cured = { hidden: [], epochs: 150, weightDecay: 0, patience: 0 };`,
  ],
  alsoRight: [
    { change: /\d/, why: "many settings overfit and many cure: the check judges the losses, not the numbers" },
  ],
  wrong: [
    {
      kind: "constant",
      code: `const overfitting = { hidden: [30, 30], epochs: 200, weightDecay: 0, patience: 0 };
const cured = overfitting;`,
      says: "still has a mean gap",
    },
    {
      kind: "misconception",
      code: `const overfitting = { hidden: [30, 30], epochs: 200, weightDecay: 0, patience: 0 };
const cured = { hidden: [30, 30], epochs: 200, weightDecay: 5, patience: 0 };`,
      says: "A network that does not learn has no gap either",
    },
    {
      code: `const overfitting = { hidden: [30, 30], epochs: 5, weightDecay: 0, patience: 0 };
const cured = { hidden: [30, 30], epochs: 200, weightDecay: 0, patience: 10 };`,
      says: "What lets a network learn by heart",
    },
    {
      code: `const overfitting = { hidden: [30, 30], epochs: 500, weightDecay: 0, patience: 0 };
const cured = { hidden: [30, 30], epochs: 200, weightDecay: 0, patience: 10 };`,
      says: "from 1 to 200",
    },
  ],
});

export const e3 = lesson.exercise<{ leaks: (known: number[][], test: number[][]) => number[] }>({
  id: "04.E3",
  title: { en: "Leak detector", zh: "泄漏探测器" },
  prompt: {
    en: "Return the positions of the rows of test that stand in known too.",
    zh: "返回 test 中那些也出现在 known 里的行的位置。",
  },
  names: ["leaks"],
  check({ leaks }, c) {
    c.cases(40, (index) => {
      const width = c.rng.int(2, 4);
      // Every row begins with a whole number of its own, so that rows are equal only where a leak is planted.
      const heads = c.rng.shuffle(Array.from({ length: 60 }, (_, i) => i));
      const row = (): number[] => [heads.pop() ?? NaN, ...c.rng.ints(width - 1, 0, 9)];
      const known = c.rng.array(c.rng.int(2, 6), row);
      const test = c.rng.array(c.rng.int(2, 6), row);
      const planted =
        index % 5 === 0
          ? []
          : c.rng
              .sample(
                test.map((_, i) => i),
                c.rng.int(1, test.length),
              )
              .sort((a, b) => a - b);
      for (const at of planted) test[at] = [...c.rng.choice(known)];
      // Near misses: the same numbers but one, and the same numbers in another order.
      const original = c.rng.choice(known);
      test.push(original.map((value, j) => (j === width - 1 ? value + 1 : value)));
      const swapped = [original[1] ?? 0, original[0] ?? 0, ...original.slice(2)];
      if (known.every((one) => String(one) !== String(swapped))) test.push(swapped);
      const expected = planted.filter((at) => known.some((one) => String(one) === String(test[at])));
      const firstOnly = test.flatMap((one, i) => (known.some((k) => k[0] === one[0]) ? [i] : []));
      const inKnown = known.flatMap((one, i) => (test.some((t) => String(t) === String(one)) ? [i] : []));
      c.equal(leaks(known, test), expected, {
        mistakes: [
          ...(expected.length > 0
            ? [
                {
                  value: [],
                  says: {
                    en: "No leak was found. In TypeScript two lists are never equal by === or includes, even with the same numbers in them: compare the numbers.",
                    zh: "一处泄漏也没找到。在 TypeScript 里，两个列表就算数都相同，用 === 或 includes 比较也不相等：要比的是里面的数。",
                  },
                },
                {
                  value: inKnown,
                  says: {
                    en: "These are positions in known. The positions in test are asked for.",
                    zh: "这是在 known 里的位置，要的是在 test 里的位置。",
                  },
                },
              ]
            : []),
          {
            value: firstOnly,
            says: {
              en: "Rows count as leaks that agree only in their first number. All numbers must be equal.",
              zh: "只有第一个数相同的行也算进去了。必须每个数都相同。",
            },
          },
        ],
      });
    });
  },
  why: {
    en: "Three lines that belong in front of every experiment. A result that looks too good is a leak until it is proven not to be.",
    zh: "这几行该放在每次实验的开头。结果好得出奇，在证明不是泄漏之前，就当它是泄漏。",
  },
  hints: [
    {
      en: "Go through test with its index; keep the index if any row of known equals the row.",
      zh: "带着序号走一遍 test；只要 known 里有一行和它相等，就记下序号。",
    },
    {
      en: "Two rows are equal when every number is: a.every((value, i) => value === b[i]).",
      zh: "两行相等，就是每个数都相等：a.every((value, i) => value === b[i])。",
    },
    {
      en: 'Or turn each row into a text: row.join(" "). Texts can be compared by ===.',
      zh: '或者把每行变成文本：row.join(" ")。文本可以用 === 比较。',
    },
  ],
  solution: `function leaks(known: number[][], test: number[][]): number[] {
  const found: number[] = [];
  test.forEach((row, position) => {
    if (known.some((other) => other.every((value, i) => value === row[i]))) found.push(position);
  });
  return found;
}`,
  alternatives: [
    `function leaks(known: number[][], test: number[][]): number[] {
  const texts = new Set(known.map((row) => row.join(" ")));
  return test.map((row, i) => (texts.has(row.join(" ")) ? i : -1)).filter((i) => i >= 0);
}`,
  ],
  wrong: [
    {
      kind: "constant",
      code: `const leaks = (known: number[][], test: number[][]): number[] => [0];`,
      says: "expected",
    },
    {
      kind: "misconception",
      code: `const leaks = (known: number[][], test: number[][]): number[] => test.map((row, i) => (known.includes(row) ? i : -1)).filter((i) => i >= 0);`,
      says: "two lists are never equal by ===",
    },
    {
      code: `const leaks = (known: number[][], test: number[][]): number[] => test.map((row, i) => (known.some((other) => other[0] === row[0]) ? i : -1)).filter((i) => i >= 0);`,
      says: "agree only in their first number",
    },
    {
      code: `function leaks(known: number[][], test: number[][]): number[] {
  const texts = test.map((row) => row.join(" "));
  return known.map((row, i) => (texts.includes(row.join(" ")) ? i : -1)).filter((i) => i >= 0);
}`,
      says: /positions in test are asked for|expected/,
    },
  ],
});

/** tanh between the layers, none after the last: from the parameters themselves, one output at a time. */
function outputs(parameters: readonly number[][][], x: readonly number[]): number[] {
  let now = [...x];
  for (let layer = 0; layer < parameters.length; layer += 2) {
    const [weights, [bias]] = [parameters[layer] ?? [], parameters[layer + 1] as [number[]]];
    const sums = bias.map((b, k) => now.reduce((sum, value, i) => sum + value * (weights[k]?.[i] ?? NaN), b));
    now = layer + 2 < parameters.length ? sums.map(Math.tanh) : sums;
  }
  return now;
}

export const e4 = lesson.exercise<{
  exportNet: (net: nn.Sequential) => string;
  runExported: (text: string, x: number[]) => number[];
}>({
  id: "04.E4",
  title: { en: "Export", zh: "导出" },
  prompt: {
    en: "exportNet(net) gives a text; runExported(text, x) computes the network's output from it alone.",
    zh: "exportNet(net) 给出一段文本；runExported(text, x) 只凭它算出网络的输出。",
  },
  names: ["exportNet", "runExported"],
  mayMutate: true,
  check({ exportNet, runExported }, c) {
    c.cases(15, (index) => {
      const sizes = [
        c.rng.int(1, 4),
        ...c.rng.array(index < 3 ? 1 : c.rng.int(0, 3), () => c.rng.int(1, 6)),
        c.rng.int(2, 3),
      ];
      const layers: nn.Module[] = [];
      for (let i = 0; i + 1 < sizes.length; i++) {
        if (i > 0) layers.push(new nn.Tanh());
        layers.push(new nn.Linear(sizes[i] ?? 0, sizes[i + 1] ?? 0));
      }
      const net = new nn.Sequential(...layers);
      const drawn = Object.entries(net.stateDict()).map(
        ([name, value]) => [name, tensor(c.rng.normals(value.size, 0, 0.7)).reshape([...value.shape])] as const,
      );
      net.loadStateDict(Object.fromEntries(drawn));
      const numbers = net.parameters().map((p) => (p.ndim === 2 ? p.toArray<number[][]>() : [p.toList()]));
      const text = exportNet(net);
      c.that(
        typeof text === "string",
        {
          en: "exportNet must return a text. JSON.stringify makes one.",
          zh: "exportNet 要返回文本。JSON.stringify 可以做到。",
        },
        { call: `exportNet(net), sizes ${sizes.join("-")}`, got: text },
      );
      // The network forgets what it knew: only the text is left.
      for (const parameter of net.parameters()) nn.init.zeros(parameter);
      const x = c.rng.floats(sizes[0] ?? 0, -2, 2).map((value) => Math.round(100 * value) / 100);
      const got = runExported(text, x);
      const without = numbers.map((p, i) => (i % 2 === 1 ? [(p[0] ?? []).map(() => 0)] : p));
      const expected = outputs(numbers, x);
      c.equal(got, expected, {
        tolerance: 1e-6,
        call: `runExported(text, [${x.join(", ")}]), sizes ${sizes.join("-")}`,
        mistakes: [
          {
            value: expected.map(Math.tanh),
            says: {
              en: "There is a tanh too many: after the last layer the scores stay as they are.",
              zh: "多了一个 tanh：最后一层之后，得分保持原样。",
            },
          },
          { value: outputs(without, x), says: { en: "The biases are missing.", zh: "漏了偏置。" } },
          {
            value: chainWithoutTanh(numbers, x),
            says: {
              en: "The tanh between the layers is missing.",
              zh: "漏了层与层之间的 tanh。",
            },
          },
        ],
      });
    });
  },
  why: {
    en: "What you wrote is the whole of running a network. A language model is run by the same loop, with other layers in it.",
    zh: "你写下的就是“运行一个网络”的全部。运行语言模型也是这个循环，只是层不同。",
  },
  hints: [
    {
      en: "net.parameters() lists the weights and biases in order: table, biases, table, biases. toArray() turns each into lists.",
      zh: "net.parameters() 按顺序列出权重和偏置：表、偏置、表、偏置……toArray() 把每个变成列表。",
    },
    {
      en: "exportNet: return JSON.stringify(net.parameters().map((p) => p.toArray()));",
      zh: "exportNet：return JSON.stringify(net.parameters().map((p) => p.toArray()));",
    },
    {
      en: "runExported: for each table, every row gives one sum: its bias plus row[i] * x[i]. The sums, through tanh, are the x of the next table.",
      zh: "runExported：每张表的每一行给出一个和：偏置加上 row[i] * x[i]。这些和过了 tanh，就是下一张表的 x。",
    },
    {
      en: "Only between layers: if a table follows, take Math.tanh of the sums; else return them.",
      zh: "tanh 只在层与层之间：后面还有表，就对和取 Math.tanh；没有了，就直接返回。",
    },
  ],
  solution: `function exportNet(net: nn.Sequential): string {
  return JSON.stringify(net.parameters().map((parameter) => parameter.toArray()));
}
function runExported(text: string, x: number[]): number[] {
  const numbers = JSON.parse(text);
  let values = x;
  for (let i = 0; i < numbers.length; i += 2) {
    const weights: number[][] = numbers[i];
    const biases: number[] = numbers[i + 1];
    const sums = weights.map((row, k) => row.reduce((sum, weight, j) => sum + weight * values[j], biases[k]));
    values = i + 2 < numbers.length ? sums.map(Math.tanh) : sums;
  }
  return values;
}`,
  alternatives: [
    `function exportNet(net: nn.Sequential): string {
  const state = net.stateDict();
  const names = Object.keys(state).filter((name) => name.endsWith("weight"));
  return JSON.stringify(names.map((name) => ({ w: state[name].toArray(), b: state[name.replace("weight", "bias")].toArray() })));
}
function runExported(text: string, x: number[]): number[] {
  const layers: { w: number[][]; b: number[] }[] = JSON.parse(text);
  return layers.reduce((now, { w, b }, layer) => {
    const out: number[] = [];
    for (let k = 0; k < b.length; k++) {
      let sum = b[k];
      for (let j = 0; j < now.length; j++) sum += w[k][j] * now[j];
      out.push(layer === layers.length - 1 ? sum : Math.tanh(sum));
    }
    return out;
  }, x);
}`,
  ],
  wrong: [
    {
      kind: "constant",
      code: `const exportNet = (net: nn.Sequential): string => "net";
const runExported = (text: string, x: number[]): number[] => [0, 0];`,
      says: /expected/,
    },
    {
      kind: "misconception",
      code: `function exportNet(net: nn.Sequential): string { return JSON.stringify(net.parameters().map((p) => p.toArray())); }
function runExported(text: string, x: number[]): number[] {
  const numbers = JSON.parse(text);
  let values = x;
  for (let i = 0; i < numbers.length; i += 2) values = numbers[i].map((row: number[], k: number) => Math.tanh(row.reduce((sum, w, j) => sum + w * values[j], numbers[i + 1][k])));
  return values;
}`,
      says: "There is a tanh too many",
    },
    {
      code: `let kept: nn.Sequential;
function exportNet(net: nn.Sequential): string { kept = net; return "see kept"; }
function runExported(text: string, x: number[]): number[] { return kept.forward(tensor([x])).toList(); }`,
      says: "expected",
    },
    {
      code: `function exportNet(net: nn.Sequential): string { return JSON.stringify(net.parameters().map((p) => p.toArray())); }
function runExported(text: string, x: number[]): number[] {
  const numbers = JSON.parse(text);
  let values = x;
  for (let i = 0; i < numbers.length; i += 2) {
    const sums: number[] = numbers[i].map((row: number[]) => row.reduce((sum, w, j) => sum + w * values[j], 0));
    values = i + 2 < numbers.length ? sums.map(Math.tanh) : sums;
  }
  return values;
}`,
      says: "The biases are missing",
    },
  ],
});

/** The same without any activation. */
function chainWithoutTanh(parameters: readonly number[][][], x: readonly number[]): number[] {
  let now = [...x];
  for (let layer = 0; layer < parameters.length; layer += 2) {
    const bias = parameters[layer + 1]?.[0] ?? [];
    now = bias.map((b, k) => now.reduce((sum, value, i) => sum + value * (parameters[layer]?.[k]?.[i] ?? NaN), b));
  }
  return now;
}
