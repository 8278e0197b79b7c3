import { exercise } from "../../src/lesson/exercise";
import { parts } from "./exercise-parts";

type Vector = number[];

/** A whole exercise as authors write them, for the tests of the room. */
export const e1 = exercise<{ dot: (a: Vector, b: Vector) => number }>({
  id: "99.E1",
  title: { en: "Dot product", zh: "点积" },
  prompt: {
    en: "Write `dot(a, b)`: multiply entry by entry and add up.",
    zh: "写出 `dot(a, b)`:逐项相乘再相加。",
  },
  names: ["dot"],
  check({ dot }, c) {
    c.cases(40, () => {
      const n = c.rng.int(1, 6);
      const [a, b] = [c.rng.floats(n, -3, 3), c.rng.floats(n, -3, 3)];
      let expected = 0;
      a.forEach((value, i) => (expected += value * (b[i] ?? 0)));
      const sums = a.reduce((s, x) => s + x, 0) * b.reduce((s, x) => s + x, 0);
      c.equal(dot(a, b), expected, {
        mistakes: n > 1 ? [{ value: sums, says: { en: "Multiply first, then add.", zh: "先逐项相乘,再相加。" } }] : [],
      });
    });
  },
  why: { en: "Every neuron begins with a dot product.", zh: "每个神经元都从点积开始。" },
  hints: [
    { en: "You need one loop.", zh: "需要一个循环。" },
    { en: "Inside it: `sum += a[i] * b[i]`.", zh: "循环里:`sum += a[i] * b[i]`。" },
  ],
  solution: `function dot(a: number[], b: number[]): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}`,
  alternatives: ["const dot = (a: number[], b: number[]): number => a.reduce((sum, x, i) => sum + x * b[i], 0);"],
  wrong: [
    { code: "const dot = (a: number[], b: number[]) => 1;", says: "is expected", kind: "constant" },
    {
      code: "const sum = (v: number[]) => v.reduce((s, x) => s + x, 0);\nconst dot = (a: number[], b: number[]) => sum(a) * sum(b);",
      says: "Multiply first",
      kind: "misconception",
    },
    {
      code: "const dot = (a: number[], b: number[]) => a.map((x, i) => x * b[i]);",
      says: "It is a list, where a number",
    },
  ],
});

/** An exercise whose check has a fault of its own. */
export const e3 = exercise<{ f: () => number }>({
  ...parts("99.E3", ["f"]),
  check: () => (undefined as never as number[]).push(1) as never,
});
