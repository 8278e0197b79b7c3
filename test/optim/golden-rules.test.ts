import { optim } from "gradbook";
import { expect, it } from "vitest";
import { onEachBackend } from "../backend/machines";
import { expectClose, tolerances } from "../golden";
import { bowl, golden, makeRule, parameter, rosenbrock } from "./own";

onEachBackend("golden values of PyTorch: all options", () => {
  for (const [dtype, tolerance] of tolerances) {
    it.each(golden.runs.map((run) => [`${run.optimizer} ${JSON.stringify(run.params)}`, run] as const))(
      `golden ${dtype}: %s`,
      (_, { optimizer: name, params, trajectory }) => {
        const p = parameter(golden.start, dtype);
        const optimizer = makeRule(name, [p], params);
        for (const expected of trajectory) {
          optimizer.zeroGrad();
          (params.maximize ? bowl(p).neg() : bowl(p)).backward();
          optimizer.step();
          expectClose(p.toList(), expected, tolerance);
        }
      },
    );
    it.each(golden.groups.map((run) => [run.optimizer, run] as const))(
      `golden ${dtype}: groups of %s`,
      (_, { optimizer: name, common, own, added, trajectory }) => {
        const all = [0, 1, 2].map(() => parameter(golden.start, dtype));
        const [p, q, r] = all as [typeof all[0], typeof all[0], typeof all[0]]; // prettier-ignore
        const optimizer = makeRule(name, [{ params: [p] }, { params: [q], ...own }], common);
        trajectory.forEach((expected, step) => {
          if (step === 2) optimizer.addParamGroup({ params: [r], ...added });
          optimizer.zeroGrad();
          bowl(p).add(bowl(q)).add(bowl(r)).backward();
          optimizer.step();
          all.forEach((one, i) => expectClose(one.toList(), expected[i] ?? [], tolerance));
        });
      },
    );
  }
});

onEachBackend("golden values of PyTorch: L-BFGS", () => {
  // Each move multiplies what the precision of a number cuts off, so float32 is compared where it ends.
  for (const [dtype, tolerance] of [
    ["float32", 2e-3],
    ["float64", 1e-8],
  ] as const)
    // prettier-ignore
    it.each(golden.lbfgs.map((run) => [`${run.function} ${JSON.stringify(run.params)}`, run] as const))(
      `golden ${dtype}: %s`,
      (_, { function: name, start, params, trajectory }) => {
        const p = parameter(start, dtype);
        const optimizer = new optim.LBFGS([p], params);
        const loss = name === "bowl" ? bowl : rosenbrock;
        for (const expected of trajectory) {
          optimizer.step(() => {
            optimizer.zeroGrad();
            const value = params.maximize ? loss(p).neg() : loss(p);
            value.backward();
            return value;
          });
          expectClose(p.toList(), expected, tolerance);
        }
      },
    );
  it("there are cases of each", () => {
    expect(golden.runs.length).toBeGreaterThan(10);
    expect(golden.groups.length).toBeGreaterThan(3);
    expect(golden.lbfgs.length).toBeGreaterThan(5);
  });
});
