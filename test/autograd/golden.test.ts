import { describe, expect, it } from "vitest";
import { operations } from "../golden-operations";
import { checkCase, readGolden, tolerances } from "../golden";

const golden = readGolden();
const cases = golden.ops.map((one, i) => [`${i} ${one.op} ${JSON.stringify(one.params).slice(0, 60)}`, one] as const);

describe("golden values of PyTorch: autograd", () => {
  it("golden: every operation of the file is known", () => {
    expect([...new Set(golden.ops.map(({ op }) => op))].filter((op) => !operations[op])).toEqual([]);
  });
  for (const [dtype, tolerance] of tolerances) {
    const own = cases.filter(([, one]) => operations[one.op]?.room === "autograd");
    it.each(own)(`golden ${dtype}: case %s`, (_, one) => checkCase(one, dtype, tolerance));
  }
});
