import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { blank } from "../../src/lesson/blank";
import { check } from "../../src/lesson/check";
import { exercise } from "../../src/lesson/exercise";
import { provideExercises } from "../../src/lesson/load";
import { parts } from "./exercise-parts";
import * as sample from "./sample.exercises";

type Dot = (a: number[], b: number[]) => unknown;
let shown: string[] = [];

beforeEach(() => {
  shown = [];
  provideExercises(sample);
  vi.stubEnv("GRADBOOK_WORK", undefined);
  vi.spyOn(console, "log").mockImplementation((text: string) => void shown.push(text));
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

/** The card that a check of `dot` shows. */
const cardOf = (dot: unknown, seed = 5): string => {
  check("99.E1", { dot }, { seed });
  return shown.at(-1) ?? "";
};
const right: Dot = (a, b) => a.reduce((sum, x, i) => sum + x * b[i]!, 0);

describe("lesson.check tells three outcomes apart", () => {
  it.each([
    ["the blank itself", blank],
    ["a function that returns it", () => blank],
    ["a function that computes with it", (a: number[]) => a.reduce((sum, x) => sum + x * blank, 0)],
    ["a list with it", () => [1, blank]],
    ["a function that calls it", () => blank(1)],
  ])("not attempted: %s", (_, dot) => expect(cardOf(dot)).toContain("Not attempted yet"));

  it("passed: with the number of cases and why it matters", () => {
    expect(cardOf(right)).toMatch(/Passed\nPassed 40 random cases\.\nWhy it matters\. Every neuron/);
  });

  it.each<[string, Dot, string | RegExp]>([
    ["a constant", () => 1, /It is 1, where 0\.209015 is expected/],
    ["nothing returned", () => undefined, "It returned nothing (undefined). Is there a return at its end?"],
    ["NaN", () => NaN, "It is NaN (not a number)"],
    ["infinity", () => 1 / 0, "It is Infinity"],
    ["a text", () => "1", "It is a text (string), where a number is expected"],
    ["a list", (a) => a, "It is a list, where a number is expected"],
    ["a promise", async (a, b) => right(a, b), "It returned a promise"],
    ["the opposite sign", (a, b) => -(right(a, b) as number), "The sign is the opposite"],
    ["a changed argument", (a, b) => ((a[0] = 0), right(a, b)), "dot changed the argument it was given"],
    ["a thrown error", () => (undefined as never as number[]).length, /dot stopped with an error.*: TypeError/],
    [
      "endless recursion",
      function f(a, b): unknown {
        return f(a, b);
      },
      "RangeError",
    ],
    [
      "a known mistake",
      (a, b) => a.reduce((s, x) => s + x, 0) * b.reduce((s, x) => s + x, 0),
      "Multiply first, then add",
    ],
  ])("wrong: %s", (_, dot, says) => {
    const card = cardOf(dot);
    expect(card).toContain("Not yet right");
    expect(card).toMatch(typeof says === "string" ? new RegExp(says.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")) : says);
    expect(card).toMatch(/The call: dot\(\[/);
    expect(card).toContain('lesson.check("99.E1", { dot }, { seed: 5 })');
  });

  it("wrong: a name that the call does not give", () => {
    check("99.E1", {});
    expect(shown.at(-1)).toContain("The check needs dot");
  });

  it("wrong: a loop that never ends", () => {
    provideExercises({
      quick: exercise<{ f: () => number }>({
        ...parts("99.E2", ["f"]),
        timeLimit: 0.3,
        check: ({ f }, c) => c.equal(f(), 1),
      }),
    });
    check("99.E2", {
      f: () => {
        for (;;);
      },
    });
    expect(shown.at(-1)).toContain("f did not come back within 0.3 s");
  });

  it("draws the same cases for the same seed, others for another", () => {
    expect(cardOf(() => 1, 7)).toBe(cardOf(() => 1, 7));
    expect(cardOf(() => 1, 7)).not.toBe(cardOf(() => 1, 8));
    vi.stubEnv("GRADBOOK_SEED", "31");
    check("99.E1", { dot: () => 1 });
    expect(shown.at(-1)).toContain("seed 31");
  });

  it("speaks Chinese where it is asked to", () => {
    vi.stubEnv("GRADBOOK_LANG", "zh");
    expect(cardOf(() => 1)).toMatch(/练习 99\.E1 · 点积: 还不对\n它是 1，而应为 0\.209015。/);
    expect(cardOf(right)).toContain("为什么重要： 每个神经元都从点积开始。");
  });

  it("says when there is no such exercise, and never throws", () => {
    check("99.E77", {});
    check("nonsense", {});
    check(undefined as never, undefined as never);
    expect(shown).toHaveLength(3);
    expect(shown[1]).toContain("An id looks like 01.E2");
  });
});

describe("a check that breaks", () => {
  it("does not blame the learner", () => {
    check("99.E3", { f: () => 1 });
    expect(shown.at(-1)).toContain("The check itself broke");
    expect(shown.at(-1)).toContain("This is a fault of the course, not of your answer");
  });
});

describe("asynchronous checks", () => {
  const slow = exercise<{ f: (x: number) => Promise<number> }>({
    ...parts("99.E4", ["f"]),
    timeLimit: 0.3,
    async check({ f }, c) {
      await c.cases(3, async () => {
        const x = c.rng.int(1, 9);
        c.equal(await f(x), 2 * x);
      });
    },
  });
  beforeEach(() => provideExercises({ slow }));

  it.each<[string, (x: number) => Promise<number>, string]>([
    ["passes", async (x) => 2 * x, "Passed 3 random cases"],
    ["refuses", async (x) => x, "is expected"],
    ["tells a rejection", async () => Promise.reject(new Error("no luck")), "f stopped with an error"],
    ["ends a promise that never settles", () => new Promise(() => undefined), "not settled within 0.3 s"],
    ["sees a blank", async () => blank, "Not attempted yet"],
  ])("%s", async (_, f, says) => {
    await check("99.E4", { f });
    expect(shown.at(-1)).toContain(says);
  });
});

describe("classes", () => {
  const counter = exercise<{ Counter: new () => { add(n: number): void; total: number } }>({
    ...parts("99.E5", ["Counter"]),
    check({ Counter }, c) {
      c.cases(5, () => {
        const [own, n] = [new Counter(), c.rng.int(1, 9)];
        own.add(n);
        c.equal(own.total, n, { call: `counter.add(${n})` });
      });
    },
  });
  beforeEach(() => provideExercises({ counter }));

  it("pass, with private fields too", () => {
    class Counter {
      #sum = 0;
      add(n: number): void {
        this.#sum += n;
      }
      get total(): number {
        return this.#sum;
      }
    }
    check("99.E5", { Counter });
    expect(shown.at(-1)).toContain("Passed 5 random cases");
  });

  it("are refused with the author's words for the call", () => {
    class Counter {
      total = 0;
      add(): void {}
    }
    check("99.E5", { Counter });
    expect(shown.at(-1)).toMatch(/The call: counter\.add\(\d\)/);
  });
});
