import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { tensor } from "../../src/autograd/index";
import { difference, resemblance } from "../../src/lesson/compare";
import { copyOf } from "../../src/lesson/guard";
import { renderCard } from "../../src/lesson/pure/card";
import { meanDistance, resample } from "../../src/lesson/pure/curves";
import { say } from "../../src/lesson/pure/text";
import { printValue } from "../../src/lesson/print";

const says = (got: unknown, expected: unknown, tolerance = 1e-6): string | undefined => {
  const found = difference(got, expected, tolerance);
  return found && `${found.place}: ${say(found.says, "en")}`;
};
const alike = (got: unknown, expected: unknown): string =>
  resemblance(got, expected, 1e-6)
    .map((text) => say(text, "en"))
    .join(" ");

describe("difference", () => {
  it("finds none where there is none", () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => difference(copyOf(value), value, 0) === undefined));
    expect(says(0.1 + 0.2, 0.3)).toBeUndefined();
    expect(says(1e9 + 1, 1e9)).toBeUndefined();
    expect(says(new Float32Array([1, 2]), [1, 2])).toBeUndefined();
    expect(says(tensor([[1, 2]]), [[1, 2]])).toBeUndefined();
    expect(says(new Map([["a", 1]]), new Map([["a", 1]]))).toBeUndefined();
  });

  it.each<[unknown, unknown, string]>([
    [[1, 2], [1, 2, 3], ": It has 2 entries, where 3 are expected."],
    [[1, [2, 5]], [1, [2, 3]], "[1][1]: It is 5, where 3 is expected."],
    [{ a: 1 }, { a: 1, b: 2 }, ": The entry b is missing."],
    [{ a: 1, c: 2 }, { a: 1 }, ": The entry c is not expected."],
    [{ w: [1, 2] }, { w: [1, 3] }, ".w[1]: It is 2, where 3 is expected."],
    ["red", "blue", ': It is "red", where "blue" is expected.'],
    [true, 1, ": It is a boolean, where a number is expected."],
    [[1, 2], tensor([1, 2]), ": It is a list, where a tensor is expected."],
    [tensor([1, 2]), tensor([[1, 2]]), ": Its shape is [2], where [1, 2] is expected."],
    [1.0000021, 1, ": It is 1.000002, where 1 is expected."],
    [null, 1, ": It returned null."],
  ])("%j against %j", (got, expected, message) => expect(says(got, expected)).toBe(message));
});

describe("resemblance", () => {
  it.each<[unknown, unknown, string]>([
    [
      [
        [1, 3],
        [2, 4],
      ],
      [
        [1, 2],
        [3, 4],
      ],
      "transpose",
    ],
    [[-1, 2], [1, -2], "sign is the opposite"],
    [[2, 4, 6], [1, 2, 3], "2 times what is expected"],
    [[3, 2, 1], [1, 2, 3], "reverse order"],
    [[2, 1, 3], [1, 2, 3], "another order"],
    [[1, 2, 4], [1, 2, 3], "1 of 3 numbers differ"],
  ])("%j against %j", (got, expected, message) => expect(alike(got, expected)).toContain(message));
});

describe("printing", () => {
  it("writes values as a person would", () => {
    expect(printValue([1 / 3, -0, 2097151])).toBe("[0.333333, -0, 2097151]");
    expect(printValue({ w: [1, 2], f: Math.sin })).toBe("{ w: [1, 2], f: function sin }");
    expect(printValue(Object.assign((x: number) => x * x, { toString: () => "x => x²" }))).toBe("x => x²");
    expect(printValue(tensor([[1, 2]]))).toBe("tensor([[1, 2]]) of shape [1, 2]");
    expect(printValue(Array.from({ length: 30 }, (_, i) => i))).toMatch(/21, \.\.\. 29\] \(30 entries\)$/);
    const loop: { self?: unknown } = {};
    loop.self = loop;
    expect(printValue(loop)).toContain("{...}");
  });

  it("escapes everything in a card", () => {
    const hostile = `<img src=x onerror="alert(1)">`;
    const card = renderCard({
      tone: "wrong",
      over: hostile,
      title: hostile,
      parts: [
        { kind: "text", text: `${hostile} \`${hostile}\`` },
        { kind: "rows", rows: [[hostile, hostile]] },
        { kind: "code", code: hostile },
      ],
    });
    expect(card["text/html"]).not.toContain("<img");
    expect(card["text/html"]).not.toContain("<script");
    expect(card["text/plain"]).toContain(hostile);
  });
});

describe("curves", () => {
  it("compares curves of different lengths over the same span", () => {
    expect(resample([0, 10], 3)).toEqual([0, 5, 10]);
    expect(meanDistance([0, 10], [0, 5, 10])).toBe(0);
    expect(meanDistance([1, 1], [0, 0, 0])).toBe(1);
  });
});
