import { describe, expect, it } from "vitest";
import { onEachBackend } from "../backend/machines";
import { checkCase, named, readGolden, readMore, tolerances } from "../golden";
import { operations } from "../golden-operations";

const files = { "torch-ops": readGolden().ops, "torch-more": readMore() };

onEachBackend("autograd", () => {
  describe.each(Object.entries(files))("golden values of PyTorch in %s: autograd", (_, cases) => {
    it("golden: every operation of the file is known", () => {
      expect([...new Set(cases.map(({ op }) => op))].filter((op) => !operations[op])).toEqual([]);
    });
    for (const [dtype, tolerance] of tolerances) {
      const own = named(cases).filter(([, one]) => operations[one.op]?.room === "autograd");
      it.each(own)(`golden ${dtype}: case %s`, (_name, one) => checkCase(one, dtype, tolerance));
    }
  });
});
