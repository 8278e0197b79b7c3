import { show } from "gradbook";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { findAll } from "../../src/figures/core/h";
import { linesSchema } from "../../src/figures/lines/payload";
import { lines } from "../../src/figures/lines/render";

const env = { width: 640, live: true, active: null, reducedMotion: false } as const;
const law = { x: [1, 10, 100], y: [8, 0.8, 0.08] };

describe("the lines figure", () => {
  const payload = v.parse(
    linesSchema,
    show.lines({ series: { law }, xName: "n", yName: "error", xLog: true, yLog: true }).payload,
  );

  it("draws a power law as a straight line on logarithmic axes", () => {
    const { graphic } = lines.draw({ payload, state: {}, env, set: () => undefined });
    const [path] = findAll(graphic, ({ tag, props }) => tag === "path" && props["fill"] === "none");
    const [a, b, c] = String(path?.props["d"])
      .split(/[ML]/)
      .slice(1)
      .map((point) => point.split(" ").map(Number)) as [number[], number[], number[]];
    expect((b[1] ?? 0) - (a[1] ?? 0)).toBeCloseTo((c[1] ?? 0) - (b[1] ?? 0), 6);
    expect((b[0] ?? 0) - (a[0] ?? 0)).toBeCloseTo((c[0] ?? 0) - (b[0] ?? 0), 6);
  });

  it("tells every point, and what logarithmic axes mean", () => {
    expect(lines.parts(payload, {}).map(({ label }) => label)).toEqual([
      "law: n 1, error 8",
      "law: n 10, error 0.8",
      "law: n 100, error 0.08",
    ]);
    expect(lines.caption(payload)).toBe(
      "law: from 8 to 0.08. Both axes are logarithmic: a straight line is a power law, its slope the power.",
    );
    expect(lines.title(payload)).toBe("error by n");
  });

  it("says what it cannot draw", () => {
    expect(() => show.lines({ series: {} }).payload).toThrow("0 lines; give 1 to 6");
    expect(() => show.lines({ series: { a: { x: [1, 2], y: [1] } } }).payload).toThrow("each point needs both");
    expect(() => show.lines({ series: { a: { x: [0], y: [1] } }, xLog: true }).payload).toThrow("numbers above 0");
    expect(() => show.lines({ series: { a: { x: [1], y: [NaN] } } }).payload).toThrow("it must be finite");
    expect(v.safeParse(linesSchema, { series: [{ x: [0], y: [1] }], xLog: true }).success).toBe(false);
  });
});
