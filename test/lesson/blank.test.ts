import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { blank, blankUses, containsBlank, isBlank } from "../../src/lesson/blank";

describe("lesson.blank", () => {
  it("never throws, whatever is done with it", () => {
    expect(blank + 1).toBeNaN();
    expect(-blank * 2).toBeNaN();
    expect(blank > 1 || blank < 1).toBe(false);
    expect(isBlank(blank(1, 2))).toBe(true);
    expect(isBlank(new blank())).toBe(true);
    expect(isBlank(blank.a.b[3].c())).toBe(true);
    expect([...blank]).toEqual([]);
    expect(`${blank}`).toBe("lesson.blank");
    expect(JSON.stringify({ x: blank })).toBe('{"x":"lesson.blank"}');
    expect(inspect(blank)).toBe("lesson.blank");
    expect(Math.max(blank, 1)).toBeNaN();
  });

  it("cannot be changed, and is no promise", async () => {
    blank.x = 1;
    expect(blank.x === 1).toBe(false);
    expect(Object.isFrozen(blank)).toBe(true);
    expect(isBlank(await blank)).toBe(true);
  });

  it("counts its uses, so that a stub that computes with it is told from a wrong answer", () => {
    const before = blankUses();
    void (blank * 2);
    expect(blankUses()).toBe(before + 1);
  });

  it("is found inside lists, objects and maps", () => {
    expect(containsBlank([1, [2, { a: blank }]])).toBe(true);
    expect(containsBlank(new Map([["a", blank]]))).toBe(true);
    expect(containsBlank({ a: [1, "x", null, undefined, () => 1] })).toBe(false);
  });
});
