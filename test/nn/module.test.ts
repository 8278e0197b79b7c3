import { nn, optim, tensor, type Tensor } from "gradbook";
import { describe, expect, it } from "vitest";

class Residual extends nn.Module {
  readonly inner = new nn.Linear(3, 3);
  readonly gates = [new nn.Dropout(0.5), new nn.BatchNorm1d(3)];
  readonly scale = new nn.Parameter(tensor([1]));
  last: Tensor | undefined;

  override forward(x: Tensor): Tensor {
    this.last = this.inner.forward(x).mul(this.scale);
    return x.add(this.last);
  }
}

describe("Module", () => {
  it("finds parameters and parts by the names of fields", () => {
    const net = new Residual();
    net.forward(tensor.ones([2, 3]));
    expect(net.namedParameters().map(([name]) => name)).toEqual([
      "scale",
      "inner.weight",
      "inner.bias",
      "gates.1.weight",
      "gates.1.bias",
    ]);
    expect(net.namedModules().map(([name]) => name)).toEqual(["", "inner", "gates.0", "gates.1"]);
    expect(nn.countParameters(net)).toBe(1 + 9 + 3 + 3 + 3);
    const sequential = new nn.Sequential(new nn.Linear(2, 4), new nn.ReLU(), new nn.Linear(4, 1));
    expect(Object.keys(sequential.stateDict())).toEqual(["0.weight", "0.bias", "2.weight", "2.bias"]);
  });
  it("names a shared parameter once, and counts frozen ones not", () => {
    const shared = new nn.Linear(2, 2);
    const net = new nn.Sequential(shared, shared);
    expect(net.parameters()).toHaveLength(2);
    shared.weight.requiresGrad = false;
    expect(net.parameters()).toHaveLength(2);
    expect(nn.countParameters(net)).toBe(2);
  });
  it("saves and restores its state, buffers too", () => {
    const net = new nn.Sequential(new nn.Linear(2, 2), new nn.BatchNorm1d(2));
    const x = tensor.rand([8, 2]);
    net.forward(x);
    const state = net.stateDict();
    expect(Object.keys(state)).toContain("1.runningMean");
    const copy = new nn.Sequential(new nn.Linear(2, 2), new nn.BatchNorm1d(2));
    copy.loadStateDict(state);
    expect(copy.eval().forward(x).toList()).toEqual(net.eval().forward(x).toList());
    net.parameters()[0]?.detach().zero_();
    expect(state["0.weight"]?.abs().sum().item()).toBeGreaterThan(0);
  });
  it("refuses a state that does not fit", () => {
    const net = new nn.Linear(2, 2);
    expect(() => net.loadStateDict({ weight: tensor.ones([2, 2]) })).toThrow("missing: bias");
    expect(() => net.loadStateDict({ ...net.stateDict(), extra: tensor(1) })).toThrow("unknown: extra");
    expect(() => net.loadStateDict({ ...net.stateDict(), bias: tensor([1]) })).toThrow(
      "'bias' has the shape [1], expected [2]",
    );
  });
  it("switches all parts between training and evaluation", () => {
    const net = new Residual();
    net.eval();
    expect(net.gates.map((part) => part.training)).toEqual([false, false]);
    expect(net.train().inner.training).toBe(true);
  });
  it("finds parameters in lists", () => {
    class Chain extends nn.Module {
      readonly weights = [1, 2].map((value) => tensor([value], { requiresGrad: true }));
      override forward(x: Tensor): Tensor {
        return this.weights.reduce((value, weight) => value.mul(weight), x);
      }
    }
    const net = new Chain();
    expect(net.namedParameters().map(([name]) => name)).toEqual(["weights.0", "weights.1"]);
    expect(net.to("float64").forward(tensor([3], { dtype: "float64" })).dtype).toBe("float64");
    expect(Object.keys(net.stateDict())).toEqual(["weights.0", "weights.1"]);
  });
  it("converts to float64", () => {
    const net = new nn.Sequential(new nn.Linear(2, 2), new nn.BatchNorm1d(2)).to("float64");
    expect(Object.values(net.stateDict()).every(({ dtype }) => dtype !== "float32")).toBe(true);
    expect(net.forward(tensor.rand([4, 2], { dtype: "float64" })).dtype).toBe("float64");
  });
  it("is traced without a trace left behind", () => {
    const net = new nn.Sequential(new nn.Linear(2, 3), new nn.Tanh());
    const steps = nn.trace(net, () => net.forward(tensor([[1, 2]])));
    expect(steps.map(({ name, output }) => [name, output.shape])).toEqual([["0", [1, 3]], ["1", [1, 3]], ["", [1, 3]]]); // prettier-ignore
    expect(Object.keys(net)).not.toContain("forward");
    expect(() => nn.trace(net, () => net.forward(tensor([[1]])))).toThrow("linear");
    const shared = new nn.Tanh();
    const own = Object.assign(new nn.Sequential(shared, shared), {
      forward: (x: Tensor) => shared.forward(shared.forward(x)),
    });
    expect(nn.trace(own, () => own.forward(tensor([1]))).map(({ name }) => name)).toEqual(["0", "0", ""]);
    expect(own.forward(tensor([0])).item()).toBe(0);
    expect(Object.keys(own)).toContain("forward");
    expect(Object.keys(net.layers[0] as object)).not.toContain("forward");
  });
  it("explains a part that is not a module", () => {
    expect(() => new nn.Sequential(new nn.Linear(1, 1), nn.relu as never)).toThrow("new nn.ReLU(), not nn.relu");
    expect(() => new optim.SGD([], { lr: 1 })).toThrow("no parameters to change");
  });
});
