import { optim, tensor } from "gradbook";
import { expect, it } from "vitest";
import { onEachBackend } from "../backend/machines";
import { expectClose, readGolden, tolerances } from "../golden";

const { start, curvature, target, runs } = readGolden().optimizers;
const optimizers = {
  SGD: optim.SGD,
  Adam: optim.Adam,
  AdamW: optim.AdamW,
  RMSprop: optim.RMSprop,
  Adagrad: optim.Adagrad,
};

onEachBackend("golden values of PyTorch: optimisers", () => {
  it("golden: every optimiser of the file is known", () => {
    expect(runs.map(({ optimizer }) => optimizer).filter((name) => !(name in optimizers))).toEqual([]);
  });
  for (const [dtype, tolerance] of tolerances) {
    it.each(runs.map((run) => [`${run.optimizer} ${JSON.stringify(run.params)}`, run] as const))(
      `golden ${dtype}: %s`,
      (_, { optimizer: name, params, trajectory }) => {
        const constant = (values: number[]) => tensor(Float64Array.from(values), { dtype });
        const p = constant(start);
        p.requiresGrad = true;
        const Rule = optimizers[name as keyof typeof optimizers];
        const optimizer = new Rule([p], params as { lr: number });
        for (const expected of trajectory) {
          optimizer.zeroGrad();
          // 0.5 * sum(curvature * (p - target)^2)
          const distance = p.sub(constant(target));
          constant(curvature).mul(distance.mul(distance)).sum().mul(0.5).backward();
          optimizer.step();
          expectClose(p.toList(), expected, tolerance);
        }
      },
    );
  }
});
