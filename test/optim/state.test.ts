import { noGrad, optim, tensor, type Tensor } from "gradbook";
import { describe, expect, it } from "vitest";
import { bowl, golden, parameter, rosenbrock } from "./own";

const start = (): Tensor => parameter(golden.start, "float32");

function steps(optimizer: optim.Optimizer, p: Tensor, count: number): void {
  for (let i = 0; i < count; i++) {
    optimizer.step(() => {
      optimizer.zeroGrad();
      const loss = bowl(p);
      loss.backward();
      return loss;
    });
  }
}

const rules: [string, (p: Tensor) => optim.Optimizer][] = [
  ["SGD", (p) => new optim.SGD([p], { lr: 0.02, momentum: 0.9, nesterov: true })],
  ["Adam", (p) => new optim.Adam([p], { lr: 0.1, amsgrad: true })],
  ["AdamW", (p) => new optim.AdamW([p], { lr: 0.1 })],
  ["RMSprop", (p) => new optim.RMSprop([p], { lr: 0.02, momentum: 0.5, centered: true })],
  ["Adagrad", (p) => new optim.Adagrad([p], { lr: 1, lrDecay: 0.1 })],
  ["LBFGS", (p) => new optim.LBFGS([p], { lr: 0.3, maxIter: 2 })],
];

describe("stateDict", () => {
  it.each(rules)("%s goes on bit for bit", (_, make) => {
    const [p, q] = [start(), start()];
    const [first, second] = [make(p), make(q)];
    steps(first, p, 3);
    const state = first.stateDict();
    const values = p.detach().clone();
    steps(first, p, 4); // what was saved is a copy: these steps do not reach it
    noGrad(() => q.copy_(values));
    second.lr = 0.5;
    second.loadStateDict(state);
    expect(second.lr).toBe(state.paramGroups[0]?.lr);
    steps(second, q, 4);
    expect(q.toList()).toEqual(p.toList());
    steps(first, p, 2);
    steps(second, q, 2);
    expect(q.toList()).toEqual(p.toList());
  });
  it("carries the options of groups, and names parameters by position", () => {
    const [p, q] = [start(), start()];
    const optimizer = new optim.SGD([{ params: [p] }, { params: [q], lr: 1, weightDecay: 0.1 }], { lr: 0.1 });
    const { paramGroups } = optimizer.stateDict();
    expect(paramGroups.map(({ params, lr, weightDecay }) => [params, lr, weightDecay])).toEqual([
      [[0], 0.1, 0],
      [[1], 1, 0.1],
    ]);
  });
  it("says when it does not fit", () => {
    const one = new optim.Adam([start()]);
    const two = new optim.Adam([{ params: [start()] }, { params: [start(), start()] }]);
    expect(() => one.loadStateDict(two.stateDict())).toThrow(
      "Adam.loadStateDict: the state is of 1 + 2 parameters, this optimiser has 1",
    );
  });
});

describe("groups", () => {
  it("have rates of their own; lr is the first's, and sets all", () => {
    const optimizer = new optim.SGD([{ params: [start()] }, { params: [start()], lr: 1 }], { lr: 0.1 });
    expect(optimizer.paramGroups.map(({ lr }) => lr)).toEqual([0.1, 1]);
    expect(optimizer.lr).toBe(0.1);
    optimizer.lr = 0.5;
    expect(optimizer.paramGroups.map(({ lr }) => lr)).toEqual([0.5, 0.5]);
    expect(optimizer.parameters).toHaveLength(2);
  });
  it("refuse what cannot be", () => {
    const [p, q] = [start(), start()];
    expect(() => new optim.SGD([p, q, p], { lr: 1 })).toThrow("SGD: parameter 2, of shape [4], is given a second time");
    expect(() => new optim.SGD([{ params: [p] }, { params: [q, p] }], { lr: 1 })).toThrow("parameter 1, of shape [4]");
    const optimizer = new optim.Adam([p]);
    expect(() => optimizer.addParamGroup({ params: [p] })).toThrow("given a second time");
    expect(() => optimizer.addParamGroup({ params: [] })).toThrow("no parameters to change");
    expect(() => new optim.Adam([])).toThrow("Adam: there are no parameters to change");
    expect(() => new optim.Adam(p as never)).toThrow("give a list of parameters");
    expect(() => new optim.Adam([p, { params: [q] }] as never)).toThrow("not a mixture");
    expect(() => new optim.Adam([{ params: [q], lr: -1 }])).toThrow("the learning rate must be 0 or more, got -1");
    expect(() => new optim.Adam([p], { betas: [0.9, 1] })).toThrow("betas[1] must be from 0 to below 1, got 1");
    expect(() => new optim.Adam([p], { eps: -1 })).toThrow("eps must be 0 or more, got -1");
    expect(() => new optim.AdamW([p], { weightDecay: NaN })).toThrow("AdamW: weightDecay must be 0 or more, got NaN");
    expect(() => new optim.SGD([p], { lr: 1, momentum: -0.1 })).toThrow("momentum must be 0 or more");
    expect(() => new optim.RMSprop([p], { alpha: -1 })).toThrow("RMSprop: alpha must be 0 or more");
    expect(() => new optim.Adagrad([p], { lrDecay: -1 })).toThrow("Adagrad: lrDecay must be 0 or more");
  });
  it("find a wrong rate or gradient at the step", () => {
    const p = start();
    const optimizer = new optim.Adam([p]);
    p.sum().backward();
    optimizer.paramGroups[0]!.lr = NaN;
    expect(() => optimizer.step()).toThrow("Adam: the learning rate must be 0 or more, got NaN");
    optimizer.lr = 1;
    p.grad = tensor([1, 2, 3, 4], { dtype: "float64" });
    expect(() => optimizer.step()).toThrow("the gradient is float64 of shape [4], its parameter float32 of shape [4]");
  });
});

describe("step with a closure", () => {
  it("returns the loss from before the step, also in noGrad", () => {
    const p = start();
    const optimizer = new optim.SGD([p], { lr: 0.05 });
    const before = bowl(p).item();
    const closure = (): Tensor => {
      optimizer.zeroGrad();
      const loss = bowl(p);
      loss.backward();
      return loss;
    };
    expect(noGrad(() => optimizer.step(closure)).item()).toBe(before);
    expect(bowl(p).item()).toBeLessThan(before);
  });
});

describe("LBFGS", () => {
  const run = (options: optim.LBFGSOptions, count = 5): number => {
    const p = parameter([-1.2, 1, 0.3], "float32");
    const optimizer = new optim.LBFGS([p], options);
    for (let i = 0; i < count; i++) {
      optimizer.step(() => {
        optimizer.zeroGrad();
        const loss = rosenbrock(p);
        loss.backward();
        return loss;
      });
    }
    return rosenbrock(p).item();
  };
  it("finds the end of a bent valley", () => {
    expect(run({ lineSearch: "strongWolfe" })).toBeLessThan(1e-6);
  });
  it("keeps its evaluations within the limit", () => {
    const p = parameter([-1.2, 1], "float64");
    let calls = 0;
    const optimizer = new optim.LBFGS([p], { lineSearch: "strongWolfe", maxIter: 100, maxEval: 9 });
    optimizer.step(() => {
      calls++;
      optimizer.zeroGrad();
      const loss = rosenbrock(p);
      loss.backward();
      return loss;
    });
    expect(calls).toBeLessThanOrEqual(9 + 1);
  });
  it("leaves frozen parameters alone, and stops at the bottom", () => {
    const [p, frozen] = [parameter(golden.target), parameter([1, 2])];
    frozen.requiresGrad = false;
    const optimizer = new optim.LBFGS([p, frozen]);
    steps(optimizer, p, 2);
    expect([p.toList(), frozen.toList()]).toEqual([golden.target, [1, 2]]);
  });
  it("says what it needs", () => {
    const [p, q] = [start(), start()];
    expect(() => new optim.LBFGS([p]).step()).toThrow("LBFGS: step needs a closure");
    expect(() => new optim.LBFGS([p]).step(() => 1 as never)).toThrow("the closure must return the loss");
    expect(() => new optim.LBFGS([{ params: [p] }, { params: [q] }] as never)).toThrow("there can be one group only");
    expect(() => new optim.LBFGS([p], { lineSearch: "wolfe" as never })).toThrow(
      '"none" or "strongWolfe", got "wolfe"',
    );
    expect(() => new optim.LBFGS([p], { toleranceGrad: -1 })).toThrow("toleranceGrad must be 0 or more");
  });
});
