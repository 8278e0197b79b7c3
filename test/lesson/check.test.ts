import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { check } from "../../src/lesson/check";
import { blank } from "../../src/lesson/blank";
import { hint, solution } from "../../src/lesson/hint";
import { provideExercises } from "../../src/lesson/load";
import { predict, reveal } from "../../src/lesson/predict";
import * as sample from "./sample.exercises";

let shown: string[] = [];

beforeEach(() => {
  shown = [];
  provideExercises(sample);
  vi.spyOn(console, "log").mockImplementation((text: string) => void shown.push(text));
});
afterEach(() => vi.restoreAllMocks());

const say = (dot: unknown): string => {
  check("99.E1", { dot }, { seed: 5 });
  return shown.at(-1) ?? "";
};

describe("lesson.check", () => {
  it("tells the outcomes", () => {
    const all = [
      say(blank),
      say(() => blank),
      say((a: number[]) => a.reduce((s, x) => s + x * blank, 0)),
      say(() => 1),
      say(() => undefined),
      say(() => NaN),
      say(() => "1"),
      say((a: number[], b: number[]) => -a.reduce((s, x, i) => s + x * b[i]!, 0)),
      say((a: number[]) => {
        a.push(1);
        return 1;
      }),
      say(() => {
        throw new TypeError("boom");
      }),
      say((a: number[], b: number[]) => a.reduce((s, x, i) => s + x * b[i]!, 0)),
    ];
    check("99.E7", {});
    check("98.E1", {});
    check("x", {});
    check("99.E1", {});
    hint("99.E1");
    hint("99.E1");
    hint("99.E1");
    solution("99.E1");
    solution("99.E1", { show: true });
    predict("99.P1", blank);
    reveal("99.P1", 3);
    predict("99.P2", [3, 2, 1]);
    reveal("99.P2", [3, 1, 0.5, 0.2], { why: "because" });
    process.stdout.write(shown.join("\n\n") + "\n");
    expect(all.map((text) => text.split("\n")[0]?.slice(0, 4))).toEqual([
      ...Array(3).fill("[○] "),
      ...Array(7).fill("[✗] "),
      "[✓] ",
    ]);
  });

  it("ends a loop that never ends", () => {
    expect(
      say(() => {
        for (;;);
      }),
    ).toMatch(/did not come back within/);
  });
});
