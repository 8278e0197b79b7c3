import { lesson } from "gradbook";

const text = (en: string, zh: string): { en: string; zh: string } => ({ en, zh });

export const e1 = lesson.exercise<{ mended: (prices: number[], postage: number) => number }>({
  id: "00.E1",
  title: text("Mend the receipt", "修好收据"),
  prompt: text(
    "Write `mended`: the sum of all prices plus the postage, as a number.",
    "写出 `mended`：所有价格之和加上邮费，结果是一个数。",
  ),
  names: ["mended"],
  check({ mended }, c) {
    c.cases(30, (i) => {
      const prices = c.rng.ints(i === 0 ? 1 : c.rng.int(1, 6), 1, 60);
      const postage = c.rng.int(1, 9);
      let bill = postage;
      prices.forEach((price) => (bill += price));
      c.equal(mended(prices, postage), bill, {
        mistakes: [
          {
            value: `${postage}${prices.join("")}`,
            says: text(
              "The pieces were glued together as text instead of being added. `+` adds only when both sides are numbers: start from the number `postage`, not from a text.",
              "这些数被当作文字拼在了一起，没有相加。`+` 两边都是数才会相加：请从数 `postage` 开始，不要从文字开始。",
            ),
          },
          { value: bill - postage, says: text("The postage is missing.", "邮费没有算进去。") },
          {
            value: postage + (prices[0] ?? 0),
            says: text(
              "Only the first price was added. Is `return` inside the loop? It ends the function at once.",
              "只加上了第一个价格。`return` 是不是写在循环里面了？它会立刻结束函数。",
            ),
          },
        ],
      });
    });
  },
  why: text(
    "The compiler finds a wrong type before the program runs; a wrong value it cannot find. That is what tests and checks are for.",
    "类型不对，编译器在运行之前就能发现；值不对，它就发现不了。测试和检查就是为此而设的。",
  ),
  hints: [
    text("Which of the two parameters had the wrong type in the failing cell?", "出错的单元格里，哪个参数的类型不对？"),
    text(
      "`let total = postage;` is fine once `postage` is a number.",
      "只要 `postage` 是数，`let total = postage;` 就没问题。",
    ),
    text(
      "Copy the three lines of the loop from the failing cell, and `return total;` after the loop, not in it.",
      "把出错单元格里循环的三行抄过来，再在循环之后（不是循环里面）写 `return total;`。",
    ),
  ],
  solution: `function mended(prices: number[], postage: number): number {
  let total = postage;
  for (const price of prices) {
    total = total + price;
  }
  return total;
}`,
  alternatives: [
    "const mended = (prices: number[], postage: number): number => prices.reduce((sum, price) => sum + price, postage);",
    "function mended(prices: number[], postage: number): number {\n  let rest = postage;\n  for (let i = prices.length - 1; i >= 0; i--) rest += prices[i];\n  return rest;\n}",
  ],
  wrong: [
    { code: "const mended = (prices: number[], postage: number) => 35;", says: "is expected", kind: "constant" },
    {
      code: "function mended(prices: number[], postage: number): any {\n  let total: any = String(postage);\n  for (const price of prices) total = total + price;\n  return total;\n}",
      says: "glued together as text",
      kind: "misconception",
    },
    {
      code: "const mended = (prices: number[], postage: number) => prices.reduce((a, b) => a + b, 0);",
      says: "postage is missing",
    },
    {
      code: "function mended(prices: number[], postage: number): number {\n  for (const price of prices) return postage + price;\n  return postage;\n}",
      says: "Only the first price",
    },
  ],
});

type MatVec = (matrix: number[][], vector: number[]) => number[];

export const e2 = lesson.exercise<{ dot: (a: number[], b: number[]) => number; matVec: MatVec }>({
  id: "00.E2",
  title: text("Dot product, then matrix times vector", "点积，再到矩阵乘向量"),
  prompt: text(
    "Write `dot(a, b)`: multiply in pairs, add up. Then `matVec(matrix, vector)`: one dot product for each row.",
    "写出 `dot(a, b)`：两两相乘，再加起来。然后写 `matVec(matrix, vector)`：每一行做一次点积。",
  ),
  names: ["dot", "matVec"],
  check({ dot, matVec }, c) {
    c.cases(40, (i) => {
      const n = i === 0 ? 2 : c.rng.int(1, 6);
      const [a, b] =
        i === 0
          ? [
              [1, 2],
              [3, 4],
            ]
          : [c.rng.ints(n, -5, 5), c.rng.ints(n, -5, 5)];
      let expected = 0;
      a.forEach((value, k) => (expected += value * (b[k] ?? 0)));
      const total = (list: number[]): number => list.reduce((sum, value) => sum + value, 0);
      const last = (a[n - 1] ?? 0) * (b[n - 1] ?? 0);
      c.equal(dot(a, b), expected, {
        mistakes: [
          {
            value: total(a) * total(b),
            says: text(
              "The lists were added up first and the sums multiplied. Multiply in pairs first, then add the products.",
              "你先把两个列表各自加起来，再把两个和相乘了。应当先两两相乘，再把乘积加起来。",
            ),
          },
          {
            value: a.map((value, k) => value * (b[k] ?? 0)),
            says: text(
              "These are the products. One step is missing: add them up.",
              "这些是乘积，还差一步：把它们加起来。",
            ),
          },
          {
            value: expected - last,
            says: text(
              "The last pair is missing. The positions run from 0 to `a.length - 1`, so the loop goes on while `i < a.length`.",
              "漏了最后一对。位置从 0 到 `a.length - 1`，所以循环条件是 `i < a.length`。",
            ),
          },
        ],
      });
    });
    c.cases(40, (i) => {
      const rows = i === 0 ? 2 : c.rng.int(1, 5);
      const columns = i === 0 ? 2 : c.rng.int(1, 5);
      const matrix = c.rng.array(rows, () => c.rng.ints(columns, -4, 4));
      const vector = c.rng.ints(columns, -4, 4);
      const expected = new Array<number>(rows).fill(0);
      const byColumn = new Array<number>(columns).fill(0);
      for (let k = 0; k < columns; k++) {
        matrix.forEach((row, r) => (expected[r] = (expected[r] ?? 0) + (row[k] ?? 0) * (vector[k] ?? 0)));
        for (let r = 0; r < rows; r++) byColumn[k] = (byColumn[k] ?? 0) + (matrix[r]?.[k] ?? 0) * (vector[r] ?? 0);
      }
      const got = matVec(matrix, vector);
      c.that(
        rows === columns || !Array.isArray(got) || got.length !== columns,
        text(
          "The result has one number for each column: you went down the columns. Each row meets the vector.",
          "结果是每列一个数：你是沿着列乘的。应当是每一行与向量相乘。",
        ),
        { got, expected },
      );
      c.equal(got, expected, {
        mistakes: [
          ...(rows === columns
            ? [
                {
                  value: byColumn,
                  says: text(
                    "You went down the columns. Each row meets the vector.",
                    "你是沿着列乘的。应当是每一行与向量相乘。",
                  ),
                },
              ]
            : []),
          {
            value: expected.reduce((sum, value) => sum + value, 0),
            says: text(
              "All rows were added up into one number. The result is a list: one number for each row.",
              "所有行被加成了一个数。结果应当是一个列表：每行一个数。",
            ),
          },
        ],
      });
    });
  },
  why: text(
    "A neuron is `dot`, a layer is `matVec`. Nearly all the time a language model takes goes into these two.",
    "一个神经元就是 `dot`，一层就是 `matVec`。大语言模型的运行时间，几乎全花在这两样上。",
  ),
  hints: [
    text(
      "`dot` is the loop of the shopping bill, with `a` and `b` for the two lists.",
      "`dot` 就是算账的那个循环，两个列表换成 `a` 和 `b`。",
    ),
    text(
      "In `dot`: start a sum at 0, add `a[i] * b[i]` for each `i`, return it after the loop.",
      "`dot` 里：和从 0 开始，对每个 `i` 加上 `a[i] * b[i]`，循环之后返回。",
    ),
    text(
      "`matVec` makes a new list from the rows: `.map` does that.",
      "`matVec` 由每一行得到一个新列表：`.map` 正好做这件事。",
    ),
    text("`return matrix.map((row) => dot(row, vector));`", "`return matrix.map((row) => dot(row, vector));`"),
  ],
  solution: `function dot(a: number[], b: number[]): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) {
    sum = sum + a[i] * b[i];
  }
  return sum;
}

function matVec(matrix: number[][], vector: number[]): number[] {
  return matrix.map((row) => dot(row, vector));
}`,
  alternatives: [
    `const dot = (a: number[], b: number[]): number => a.map((value, i) => value * b[i]).reduce((x, y) => x + y, 0);
function matVec(matrix: number[][], vector: number[]): number[] {
  const out: number[] = new Array(matrix.length).fill(0);
  for (let k = 0; k < vector.length; k++) for (let r = 0; r < matrix.length; r++) out[r] += vector[k] * matrix[r][k];
  return out;
}`,
    `const dot = (a: number[], b: number[]): number => tensor(a).mul(tensor(b)).sum().item();
const matVec = (matrix: number[][], vector: number[]): number[] => tensor(matrix).matmul(tensor(vector)).toArray() as number[];`,
  ],
  wrong: [
    {
      code: "const dot = (a: number[], b: number[]) => 11;\nconst matVec = (m: number[][], v: number[]) => [7.9, 7.3];",
      says: "is expected",
      kind: "constant",
    },
    {
      code: "const total = (v: number[]) => v.reduce((s, x) => s + x, 0);\nconst dot = (a: number[], b: number[]) => total(a) * total(b);\nconst matVec = (m: number[][], v: number[]) => m.map((row) => dot(row, v));",
      says: "Multiply in pairs first",
      kind: "misconception",
    },
    {
      code: "function dot(a: number[], b: number[]): number {\n  let sum = 0;\n  for (let i = 0; i < a.length - 1; i++) sum += a[i] * b[i];\n  return sum;\n}\nconst matVec = (m: number[][], v: number[]) => m.map((row) => dot(row, v));",
      says: "last pair is missing",
    },
    {
      code: "const dot = (a: number[], b: number[]): any => a.map((x, i) => x * b[i]);\nconst matVec = (m: number[][], v: number[]) => [];",
      says: "add them up",
    },
    {
      code: "const dot = (a: number[], b: number[]) => a.reduce((s, x, i) => s + x * b[i], 0);\nconst matVec = (m: number[][], v: number[]) => v.map((_, k) => dot(m.map((row) => row[k]), v));",
      says: "down the columns",
    },
    {
      code: "const dot = (a: number[], b: number[]) => a.reduce((s, x, i) => s + x * b[i], 0);\nconst matVec = (m: number[][], v: number[]): any => m.map((row) => dot(row, v)).reduce((a, b) => a + b, 0);",
      says: "one number for each row",
    },
  ],
});

type Curve = (x: number) => number;

export const e3 = lesson.exercise<{ derivative: (f: Curve, x: number) => number }>({
  id: "00.E3",
  title: text("A slope for any function", "求任意函数的斜率"),
  prompt: text(
    "Write `derivative(f, x)`: the slope of `f` at `x`, right to within 0.001.",
    "写出 `derivative(f, x)`：`f` 在 `x` 处的斜率，误差不超过 0.001。",
  ),
  names: ["derivative"],
  check({ derivative }, c) {
    c.cases(60, (i) => {
      const [a, b, shift] = i === 0 ? [0, 1, 0] : [c.rng.float(-2, 2), c.rng.float(0.5, 2), c.rng.float(0, 6)];
      const [p, q] = i === 0 ? [1, 0] : [c.rng.float(-2, 2), c.rng.float(-1, 1)];
      const x = i === 0 ? 3 : c.rng.float(-2, 2);
      const asked: number[] = [];
      const f: Curve = (at) => {
        asked.push(at);
        return a * Math.sin(b * at + shift) + p * at * at + q * at * at * at;
      };
      const slope = a * b * Math.cos(b * x + shift) + 2 * p * x + 3 * q * x * x;
      const sin = `${a.toFixed(2)} sin(${b.toFixed(2)} x + ${shift.toFixed(2)})`;
      const call = `derivative(x => ${i === 0 ? "x²" : `${sin} + ${p.toFixed(2)} x² + ${q.toFixed(2)} x³`}, ${x.toFixed(3)})`;
      const got = derivative(f, x);
      const details = { got, expected: slope, call };
      c.that(
        asked.length > 0,
        text(
          "`f` was never called. Ask it for its height near `x`.",
          "`f` 一次也没有被调用。去问问它在 `x` 附近有多高。",
        ),
        details,
      );
      const offsets = asked.map((at) => at - x);
      const reach = Math.max(...offsets.map(Math.abs));
      const oneSided = offsets.every((o) => o >= 0) || offsets.every((o) => o <= 0);
      c.equal(got, slope, {
        tolerance: 0.001,
        call,
        mistakes: [
          {
            value: 2 * slope,
            says: text(
              "Twice the slope. From `x - h` to `x + h` the run is `2 * h`, not `h`.",
              "正好是斜率的两倍。从 `x - h` 到 `x + h`，走过的距离是 `2 * h`，不是 `h`。",
            ),
          },
          ...(reach < 1e-9
            ? [
                {
                  value: got,
                  says: text(
                    `The step of about ${reach.toExponential(0)} is too narrow: rounding is all that is left.`,
                    `步子约 ${reach.toExponential(0)}，太窄了：剩下的几乎全是舍入误差。`,
                  ),
                },
              ]
            : []),
          ...(oneSided
            ? [
                {
                  value: got,
                  says: text(
                    `You looked to one side only, ${reach.toPrecision(1)} away, and the curve bends on the way. Look the same distance to both sides.`,
                    `你只看了一边，看到 ${reach.toPrecision(1)} 远，而曲线在这段路上是弯的。请朝两边看同样的距离。`,
                  ),
                },
              ]
            : []),
          ...(reach > 0.02
            ? [
                {
                  value: got,
                  says: text(
                    `You looked ${reach.toPrecision(2)} away. That is far: the curve bends in between. Take a smaller \`h\`.`,
                    `你看到了 ${reach.toPrecision(2)} 远处，太远了：中间曲线会弯。请取小一点的 \`h\`。`,
                  ),
                },
              ]
            : []),
        ],
      });
    });
  },
  why: text(
    "You can now ask any function which way is down. Later checks of this course use exactly this to test the gradients that you derive.",
    "现在，你可以问任何一个函数哪边是下坡了。后面的课检查你推导的梯度时，用的正是这个办法。",
  ),
  hints: [
    text(
      "Choose a small `h` first; the table above shows which sizes work.",
      "先取一个小小的 `h`；上面的表说明多小合适。",
    ),
    text("Ask `f` twice: `f(x + h)` and `f(x - h)`.", "问 `f` 两次：`f(x + h)` 和 `f(x - h)`。"),
    text(
      "Divide the difference by the whole run, `2 * h`. Mind the brackets.",
      "用差除以走过的全程 `2 * h`。注意括号。",
    ),
  ],
  solution: `function derivative(f: (x: number) => number, x: number): number {
  const h = 1e-5;
  return (f(x + h) - f(x - h)) / (2 * h);
}`,
  alternatives: [
    "const derivative = (f: (x: number) => number, x: number): number => (f(x + 1e-7) - f(x)) / 1e-7;",
    "function derivative(f: (x: number) => number, x: number): number {\n  const h = 0.01;\n  return (8 * (f(x + h) - f(x - h)) - (f(x + 2 * h) - f(x - 2 * h))) / (12 * h);\n}",
  ],
  wrong: [
    { code: "const derivative = (f: (x: number) => number, x: number) => 6;", says: "never called", kind: "constant" },
    {
      code: "const derivative = (f: (x: number) => number, x: number) => (f(x + 0.01) - f(x)) / 0.01;",
      says: "one side only",
      kind: "misconception",
    },
    {
      code: "const derivative = (f: (x: number) => number, x: number) => (f(x + 1e-5) - f(x - 1e-5)) / 1e-5;",
      says: "Twice the slope",
    },
    {
      code: "const derivative = (f: (x: number) => number, x: number) => (f(x + 1e-15) - f(x - 1e-15)) / 2e-15;",
      says: "too narrow",
    },
    {
      code: "const derivative = (f: (x: number) => number, x: number) => (f(x + 1) - f(x - 1)) / 2;",
      says: "Take a smaller",
    },
  ],
  alsoRight: [{ change: "1e-5", why: "any small h will do" }],
});

type Row = { species: string; island: string };
type Test = (row: Row) => boolean;

export const e4 = lesson.exercise<{ frequency: (rows: Row[], given: Test, event: Test) => number }>({
  id: "00.E4",
  title: text("Among whom do you count?", "你在谁当中数？"),
  prompt: text(
    "Write `frequency(rows, given, event)`: among the rows for which `given` is true, the share for which `event` is true.",
    "写出 `frequency(rows, given, event)`：在 `given` 为真的行当中，`event` 也为真的占多少。",
  ),
  names: ["frequency"],
  check({ frequency }, c) {
    c.cases(60, () => {
      const [islands, kinds] = [
        ["Biscoe", "Dream", "Torgersen"],
        ["Adelie", "Chinstrap", "Gentoo"],
      ];
      const rows = c.rng.array(c.rng.int(4, 40), () => ({
        species: c.rng.choice(kinds),
        island: c.rng.choice(islands),
      }));
      const { species } = c.rng.choice(rows);
      const { island } = c.rng.choice(rows);
      const isTurned = c.rng.bool();
      const onIsland: Test = (row) => row.island === island;
      const ofKind: Test = (row) => row.species === species;
      const count = { island: 0, species: 0, both: 0 };
      for (const row of rows) {
        if (row.island === island) count.island += 1;
        if (row.species === species) count.species += 1;
        if (row.island === island && row.species === species) count.both += 1;
      }
      const [given, event] = isTurned ? [ofKind, onIsland] : [onIsland, ofKind];
      const [among, other] = isTurned ? [count.species, count.island] : [count.island, count.species];
      const tests = [`(row) => row.island === "${island}"`, `(row) => row.species === "${species}"`];
      const call = `frequency(rows, ${(isTurned ? tests.reverse() : tests).join(", ")}); rows.length = ${rows.length}`;
      c.equal(frequency(rows, given, event), count.both / among, {
        call,
        mistakes: [
          {
            value: count.both / other,
            says: text(
              `You counted among the rows with \`event\`: that is the question turned round. ${among} rows satisfy \`given\`, and you count among those.`,
              `你是在满足 \`event\` 的行当中数的，问题被倒过来了。满足 \`given\` 的有 ${among} 行，应当在它们当中数。`,
            ),
          },
          {
            value: count.both / rows.length,
            says: text(
              `You divided by all ${rows.length} rows. Only the ${among} rows with \`given\` count.`,
              `你除以了全部 ${rows.length} 行。只有满足 \`given\` 的 ${among} 行才算数。`,
            ),
          },
          {
            value: other / rows.length,
            says: text(
              "`given` was not used: this is the share among all rows.",
              "没有用到 `given`：这是在所有行当中的比例。",
            ),
          },
          {
            value: count.both,
            says: text("That is a count. A share is the count divided by another.", "这是个数。比例是个数除以个数。"),
          },
        ],
      });
    });
  },
  why: text(
    "A language model answers this very question: how often does this word come, given those before it? The table of all counts would be too large to write down, so a network learns to stand in for it.",
    "大语言模型回答的正是这个问题：已知前面的词，这个词有多常出现？把所有计数列成表，大得写不下，于是让一个网络学着代替这张表。",
  ),
  hints: [
    text(
      "First keep only the rows with `given`: `rows.filter(given)`.",
      "先只留下满足 `given` 的行：`rows.filter(given)`。",
    ),
    text("Among these, keep the rows with `event`.", "在这些行当中，再留下满足 `event` 的。"),
    text("Divide the second length by the first.", "用第二个长度除以第一个长度。"),
  ],
  solution: `type Row = { species: string; island: string };
type Test = (row: Row) => boolean;

function frequency(rows: Row[], given: Test, event: Test): number {
  const among = rows.filter(given);
  return among.filter(event).length / among.length;
}`,
  alternatives: [
    `type Row = { species: string; island: string };
type Test = (row: Row) => boolean;
function frequency(rows: Row[], given: Test, event: Test): number {
  let among = 0;
  let both = 0;
  for (const row of rows) {
    if (given(row)) {
      among++;
      if (event(row)) both++;
    }
  }
  return both / among;
}`,
  ],
  wrong: [
    { code: "const frequency = () => 0.738;", says: "is expected", kind: "constant" },
    {
      code: "const frequency = (rows: any[], given: any, event: any) => rows.filter(event).filter(given).length / rows.filter(event).length;",
      says: "turned round",
      kind: "misconception",
    },
    {
      code: "const frequency = (rows: any[], given: any, event: any) => rows.filter(given).filter(event).length / rows.length;",
      says: /divided by all/,
    },
    {
      code: "const frequency = (rows: any[], given: any, event: any) => rows.filter(event).length / rows.length;",
      says: "was not used",
    },
  ],
});
