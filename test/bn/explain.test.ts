import { describe, expect, it } from "vitest";
import type { BayesianNetwork } from "../../src/bn/index";
import {
  edgeStrengths,
  entropy,
  enumerate,
  explain,
  mostInformative,
  mutualInformation,
  sensitivity,
} from "../../src/bn/index";
import { readNetwork } from "./networks";

const asia = (): BayesianNetwork => readNetwork("asia");

describe("information", () => {
  it("is measured in bits", () => {
    expect(entropy([0.5, 0.5])).toBe(1);
    expect(entropy([1, 0])).toBe(0);
    const joint = enumerate(asia(), ["smoke", "lung"]).values;
    const [smoke, lung] = [enumerate(asia(), ["smoke"]).values, enumerate(asia(), ["lung"]).values];
    let want = 0;
    joint.forEach((p, i) => (want += p * Math.log2(p / ((smoke[i >> 1] as number) * (lung[i & 1] as number)))));
    expect(mutualInformation(asia(), "smoke", "lung")).toBeCloseTo(want, 12);
    expect(mutualInformation(asia(), "smoke", "asia")).toBeLessThan(1e-12);
    expect(mutualInformation(asia(), "tub", "lung", { either: "yes" })).toBeGreaterThan(0.1);
  });

  it("says what to look at next", () => {
    expect(mostInformative(asia(), "lung", { dysp: "yes" }).rows[0]?.[0]).toBe("either");
    expect(mostInformative(asia(), "lung", {}, { among: ["xray", "asia"] }).rows.map((row) => row[0])).toEqual([
      "xray",
      "asia",
    ]);
  });

  it("tells how strong each edge is", () => {
    const strengths = edgeStrengths(asia());
    expect(strengths.find(({ child }) => child === "tub")?.distance).toBeCloseTo(0.04, 12);
    expect(strengths.find(({ parent }) => parent === "lung")?.distance).toBeCloseTo(0.5, 12);
  });
});

describe("sensitivity", () => {
  it("is the curve that other numbers in the CPT give", () => {
    const evidence = { dysp: "yes" };
    const parameter = { node: "lung", state: "yes", parents: { smoke: "yes" } };
    const found = sensitivity(asia(), { node: "lung", state: "yes" }, parameter, evidence);
    expect(found.parameter).toBe(0.1);
    for (const t of [0, 0.05, 0.3, 1]) {
      const net = asia()
        .copy()
        .addCpt("lung", [t, 1 - t, 0.01, 0.99]);
      expect(found.at(t)).toBeCloseTo(enumerate(net, ["lung"], evidence).values[0] as number, 12);
    }
    const h = 1e-6;
    expect(found.derivative).toBeCloseTo((found.at(0.1 + h) - found.at(0.1 - h)) / (2 * h), 6);
  });
});

describe("explain", () => {
  it("says which findings speak for a state, which against, and by which way", () => {
    const found = explain(asia(), "lung", { dysp: "yes", bronc: "yes", asia: "yes" }, { state: "yes" });
    expect(found.prior).toBeCloseTo(0.055, 12);
    const effect = (node: string): number => found.findings.find((one) => one.node === node)?.change ?? NaN;
    expect(effect("dysp")).toBeGreaterThan(0);
    // Bronchitis explains the shortness of breath away.
    expect(effect("bronc")).toBeLessThan(0);
    expect(found.text).toContain("dysp = yes speaks for it");
    expect(found.text).toContain("by dysp <- either <- lung");
    expect(explain(asia(), "lung", { asia: "yes" }).text).toContain(
      "asia = yes says nothing about it: every way is blocked.",
    );
  });
});
