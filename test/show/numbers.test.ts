import fc from "fast-check";
import { tensor } from "gradbook";
import { describe, expect, it } from "vitest";
import { gap, listOf, rowsOf, thin } from "../../src/show/numbers";

describe("thin", () => {
  it("keeps first, last, lowest and highest, in order, and no more than asked", () => {
    fc.assert(
      fc.property(
        fc.array(fc.option(fc.double({ noNaN: true, min: -1e6, max: 1e6 })), { minLength: 1, maxLength: 400 }),
        fc.integer({ min: 8, max: 100 }),
        (values, most) => {
          const kept = thin(values, most);
          expect(kept.length).toBeLessThanOrEqual(Math.max(most, 4));
          expect(kept[0]).toBe(0);
          expect(kept.at(-1)).toBe(values.length - 1);
          expect(kept).toEqual([...new Set(kept)].sort((a, b) => a - b));
          const there = values.filter((value) => value !== null);
          const shown = kept.map((i) => values[i]).filter((value) => value !== null && value !== undefined);
          if (there.length) {
            expect(Math.min(...shown)).toBe(Math.min(...there));
            expect(Math.max(...shown)).toBe(Math.max(...there));
          }
        },
      ),
    );
  });

  it("keeps a spike of one step in ten thousand", () => {
    const values = Array.from({ length: 10_000 }, (_, i) => (i === 6_543 ? 9 : Math.exp(-i / 3_000)));
    expect(thin(values, 200)).toContain(6_543);
  });
});

describe("numbers", () => {
  it("come from lists, typed arrays and tensors", () => {
    expect(listOf(new Float32Array([1, 2]), "f")).toEqual([1, 2]);
    expect(listOf(tensor([1, 2]), "f")).toEqual([1, 2]);
    expect(listOf([tensor(1), 2], "f")).toEqual([1, 2]);
    expect(
      rowsOf(
        tensor([
          [1, 2],
          [3, 4],
        ]),
        "f",
      ),
    ).toEqual([
      [1, 2],
      [3, 4],
    ]);
    expect(() => listOf("abc" as never, "f")).not.toThrow();
    expect(() => listOf({}, "show.f")).toThrow("show.f: expected a list of numbers or a tensor");
    expect(() => rowsOf(tensor.zeros([2, 2, 2]), "show.f")).toThrow("[2, 2, 2]");
  });

  it("become gaps where they cannot be drawn", () => {
    expect([1, NaN, Infinity, 1e200, undefined].map(gap)).toEqual([1, null, null, null, null]);
  });
});
