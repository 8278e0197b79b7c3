import { nn, noGrad, optim, tensor, type Tensor } from "gradbook";
import { describe, expect, it } from "vitest";

const start = (): Tensor => tensor([3, -2], { requiresGrad: true });

describe("optimisers", () => {
  const rules: [string, (p: Tensor) => optim.Optimizer][] = [
    ["SGD", (p) => new optim.SGD([p], { lr: 0.1 })],
    ["SGD with momentum", (p) => new optim.SGD([p], { lr: 0.02, momentum: 0.9 })],
    ["SGD with dampening", (p) => new optim.SGD([p], { lr: 0.1, momentum: 0.5, dampening: 0.2 })],
    ["Adam", (p) => new optim.Adam([p], { lr: 0.1 })],
    ["AdamW", (p) => new optim.AdamW([p], { lr: 0.1 })],
    ["RMSprop", (p) => new optim.RMSprop([p], { lr: 0.02, momentum: 0.5 })],
    ["Adagrad", (p) => new optim.Adagrad([p], { lr: 1 })],
  ];
  it.each(rules)("%s finds the bottom of a bowl", (_, make) => {
    const p = start();
    const optimizer = make(p);
    for (let i = 0; i < 400; i++) {
      optimizer.zeroGrad();
      p.sub(1).square().sum().backward();
      optimizer.step();
    }
    expect(p.toList().every((value) => Math.abs(value - 1) < 0.02)).toBe(true);
  });
  it("leave alone what has no gradient or is frozen", () => {
    const [p, q, frozen] = [start(), start(), start()];
    const optimizer = new optim.Adam([p, q, frozen], { lr: 1 });
    p.add(frozen).sum().backward();
    frozen.requiresGrad = false;
    optimizer.step();
    expect(q.toList()).toEqual([3, -2]);
    expect(frozen.toList()).toEqual([3, -2]);
    expect(p.toList()).not.toEqual([3, -2]);
  });
  it("take a changed learning rate, and refuse an impossible one", () => {
    const p = start();
    const optimizer = new optim.SGD([p], { lr: 1 });
    optimizer.lr = 0;
    p.sum().backward();
    optimizer.step();
    expect(p.toList()).toEqual([3, -2]);
    expect(() => (optimizer.lr = -1)).toThrow("0 or more, got -1");
    expect(() => new optim.SGD([p], { lr: NaN })).toThrow("got NaN");
    expect(() => new optim.SGD([p], { lr: 1, nesterov: true })).toThrow("nesterov needs a momentum");
    expect(() => new optim.SGD([p.mul(2)], { lr: 1 })).toThrow("not one that was computed");
  });
  it("weight decay pulls towards 0", () => {
    const p = start();
    const optimizer = new optim.AdamW([p], { lr: 0.1, weightDecay: 1 });
    p.mul(0).sum().backward();
    optimizer.step();
    expect(p.toList()[0]).toBeCloseTo(2.7, 5);
  });
  it("tell the tape that they changed a value", () => {
    const layer = new nn.Linear(2, 2);
    const optimizer = new optim.SGD(layer.parameters(), { lr: 0.1 });
    const x = tensor([[1, 2]], { requiresGrad: true });
    const loss = layer.forward(x).sum();
    loss.backward({ retainGraph: true });
    optimizer.step();
    expect(() => loss.backward()).toThrow("changed in place");
  });
  it("are what a learner writes by hand", () => {
    const [p, q] = [start(), start()];
    p.square().sum().backward();
    new optim.SGD([p], { lr: 0.1 }).step();
    q.square().sum().backward();
    noGrad(() => q.sub_((q.grad as Tensor).mul(0.1)));
    expect(p.toList()).toEqual(q.toList());
  });
});
