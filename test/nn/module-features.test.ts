import { nn, tensor, type Tensor } from "gradbook";
import { describe, expect, it } from "vitest";

/** A language model whose last layer reads with the vectors that the first one wrote. */
class Tied extends nn.Module {
  readonly embedding = new nn.Embedding(5, 3);
  readonly head = new nn.Linear(3, 5, { bias: false });

  constructor() {
    super();
    Object.assign(this.head, { weight: this.embedding.weight });
  }

  override forward(x: Tensor): Tensor {
    return this.head.forward(this.embedding.forward(x));
  }
}

class Branches extends nn.Module {
  readonly branches: Record<string, nn.Module> = { left: new nn.Linear(2, 2), right: new nn.ReLU() };
  readonly gains = { own: new nn.Parameter(tensor([2])) };

  override forward(x: Tensor): Tensor {
    return Object.values(this.branches).reduce((y, branch) => branch.forward(y), x.mul(this.gains.own));
  }
}

describe("hooks of modules", () => {
  it("see and replace inputs and outputs, in the order in which they were added", () => {
    const layer = new nn.ReLU();
    const seen: string[] = [];
    const hooks = [
      layer.registerForwardPreHook((module, [x]) => {
        seen.push(`before ${module.constructor.name}`);
        return [(x as Tensor).add(1)];
      }),
      layer.registerForwardPreHook((_, [x]) => [(x as Tensor).mul(10)]),
      layer.registerForwardHook((_, [x], y) => {
        seen.push(`after ${String((x as Tensor).toList())} ${String(y.toList())}`);
      }),
      layer.registerForwardHook((_module, _inputs, y) => y.neg()),
    ];
    const net = new nn.Sequential(layer);
    expect(net.forward(tensor([-3, 2])).toList()).toEqual([-0, -30]);
    expect(seen).toEqual(["before ReLU", "after -20,30 0,30"]);
    hooks[1]?.remove();
    hooks[1]?.remove();
    expect(net.forward(tensor([2])).toList()).toEqual([-3]);
    for (const hook of hooks) hook.remove();
    expect(net.forward(tensor([-3, 2])).toList()).toEqual([0, 2]);
    expect(Object.getOwnPropertyNames(layer)).not.toContain("forward");
  });
  it("work on layers that return several tensors, and with a trace", () => {
    const layer = new nn.LSTM(2, 3);
    layer.registerForwardHook((_module, _inputs, [output, state]) => [output.mul(0), state]);
    const steps = nn.trace(layer, () => layer.forward(tensor.ones([4, 1, 2])));
    expect(steps.map(({ name, output }) => [name, output.shape, output.sum().item()])).toEqual([["", [4, 1, 3], 0]]);
    expect(
      layer
        .forward(tensor.ones([4, 1, 2]))[0]
        .abs()
        .sum()
        .item(),
    ).toBe(0);
  });
});

describe("modules in objects, tied weights, paths", () => {
  it("finds modules and parameters in plain objects", () => {
    const net = new Branches();
    expect(net.namedModules().map(([name]) => name)).toEqual(["", "branches.left", "branches.right"]);
    expect(net.namedParameters().map(([name]) => name)).toEqual([
      "gains.own",
      "branches.left.weight",
      "branches.left.bias",
    ]);
    expect(net.getSubmodule("branches.left")).toBe(net.branches["left"]);
    expect(net.getParameter("gains.own")).toBe(net.gains.own);
    const double = net.to("float64");
    expect(double.forward(tensor([[1, 2]], { dtype: "float64" })).dtype).toBe("float64");
    expect(net.gains.own.dtype).toBe("float64");
    expect(net.gains.own).toBeInstanceOf(nn.Parameter);
  });
  it("counts a tied weight once, saves it under both names, and keeps it tied", () => {
    const net = new Tied();
    expect(net.namedParameters().map(([name]) => name)).toEqual(["embedding.weight"]);
    expect(nn.countParameters(net)).toBe(15);
    expect(Object.keys(net.stateDict())).toEqual(["embedding.weight", "head.weight"]);
    net.to("float64");
    expect(net.head.weight).toBe(net.embedding.weight);
    expect(net.head.weight.dtype).toBe("float64");
    net
      .forward(tensor([1, 2]))
      .sum()
      .backward();
    const grad = net.embedding.weight.grad?.toList() ?? [];
    expect(grad.slice(0, 3).every((value) => value !== 0)).toBe(true);
    const copy = new Tied();
    copy.loadStateDict(net.stateDict());
    expect(copy.forward(tensor([3])).toList()[0]).toBeCloseTo(net.forward(tensor([3])).toList()[0] ?? NaN, 5);
  });
  it("apply visits inner modules first", () => {
    const names: string[] = [];
    new nn.Sequential(new nn.Sequential(new nn.Tanh()), new nn.ReLU()).apply((module) => {
      names.push(module.constructor.name);
    });
    expect(names).toEqual(["Tanh", "Sequential", "ReLU", "Sequential"]);
  });
  it("freezes and lets learn again", () => {
    const net = new nn.Sequential(new nn.Linear(2, 3), new nn.Linear(3, 1));
    (net.layers[0] as nn.Module).requiresGrad_(false);
    expect(nn.countParameters(net)).toBe(4);
    net
      .forward(tensor([[1, 2]]))
      .sum()
      .backward();
    expect(net.parameters().map(({ grad }) => grad !== undefined)).toEqual([false, false, true, true]);
    expect(nn.countParameters(net.requiresGrad_())).toBe(13);
  });
  it("names buffers, and leaves counts whole when it is converted", () => {
    const net = new nn.Sequential(new nn.BatchNorm1d(2, { momentum: null })).to("float64");
    expect(net.namedBuffers().map(([name, { dtype }]) => [name, dtype])).toEqual([
      ["0.runningMean", "float64"],
      ["0.runningVar", "float64"],
      ["0.numBatchesTracked", "int32"],
    ]);
  });
  it("loads what fits when it is not strict, but never another shape", () => {
    const net = new nn.Linear(2, 2);
    const result = net.loadStateDict({ bias: tensor([1, 2]), other: tensor([1]) }, { strict: false });
    expect(result).toEqual({ missingKeys: ["weight"], unexpectedKeys: ["other"] });
    expect(net.bias?.toList()).toEqual([1, 2]);
    expect(() => net.loadStateDict({ bias: tensor([1]), weight: tensor([5]) }, { strict: false })).toThrow(
      "expected [2, 2]",
    );
    expect(net.bias?.toList()).toEqual([1, 2]);
  });
});

describe("layers in training and in evaluation", () => {
  it("recurrent layers drop between layers in training only", () => {
    const layer = new nn.GRU(2, 8, { numLayers: 2, dropout: 0.5 });
    const x = tensor.randn([3, 1, 2]);
    const twice = (): number[][] => [layer.forward(x)[0].toList(), layer.forward(x)[0].toList()];
    const [first, second] = twice();
    expect(first).not.toEqual(second);
    layer.eval();
    const [third, fourth] = twice();
    expect(third).toEqual(fourth);
  });
  it("attention drops weights in training only", () => {
    const layer = new nn.MultiheadAttention(4, 2, { dropout: 0.5 });
    const x = tensor.randn([1, 6, 4]);
    const zeros = (): number => layer.forward(x, x, x, { averageAttnWeights: false })[1]?.eq(0).to("int32").sum().item() ?? NaN; // prettier-ignore
    expect(zeros()).toBeGreaterThan(0);
    layer.eval();
    expect(zeros()).toBe(0);
    expect(layer.forward(x, x, x, { needWeights: false })[1]).toBeUndefined();
  });
  it("Dropout2d drops whole channels", () => {
    const y = new nn.Dropout2d(0.5).forward(tensor.ones([8, 8, 2, 2]));
    expect(new Set(y.mean([2, 3]).toList())).toEqual(new Set([0, 2]));
  });
  it("an embedding's padding row stays 0 and receives no gradient", () => {
    const layer = new nn.Embedding(4, 2, { paddingIdx: -1 });
    layer
      .forward(tensor([3, 1, 3]))
      .sum()
      .backward();
    expect(layer.weight.grad?.toArray()).toEqual([[0, 0], [1, 1], [0, 0], [0, 0]]); // prettier-ignore
    expect(layer.weight.at(3).toList()).toEqual([0, 0]);
  });
});

describe("initialisers of matrices and cut-off numbers", () => {
  it("orthogonal, sparse, truncNormal, eye, gains", () => {
    for (const shape of [
      [4, 9],
      [9, 4],
      [3, 2, 2],
    ]) {
      // prettier-ignore
      const w = nn.init.orthogonal(tensor.zeros(shape), { gain: 2 }).reshape([shape[0] ?? 0, -1]);
      const [rows = 0, columns = 0] = w.shape;
      const product = rows < columns ? w.matmul(w.t()) : w.t().matmul(w);
      expect(
        product
          .sub(tensor.eye(Math.min(rows, columns)).mul(4))
          .abs()
          .max()
          .item(),
      ).toBeLessThan(1e-5);
    }
    const sparse = nn.init.sparse(tensor.zeros([20, 7]), 0.25, { std: 3 });
    expect(sparse.eq(0).to("int32").sum(0).toList()).toEqual(new Array(7).fill(5));
    const cut = nn.init.truncNormal(tensor.zeros([4000]), { mean: 1, std: 2, low: 0, high: 3 });
    expect([cut.min().item() >= 0, cut.max().item() <= 3]).toEqual([true, true]);
    expect(cut.mean().item()).toBeCloseTo(1.38, 1);
    expect(nn.init.calculateGain("leakyReLU")).toBeCloseTo(Math.sqrt(2 / 1.0001), 12);
    expect(nn.init.calculateGain("selu")).toBe(0.75);
    const out = nn.init.kaimingNormal(tensor.zeros([400, 100]), { mode: "fanOut", nonlinearity: "linear" });
    expect(out.std().item()).toBeCloseTo(1 / 20, 3);
  });
});
