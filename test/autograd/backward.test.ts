import type { Tensor } from "gradbook";
import { enableGrad, isGradEnabled, noGrad, optim, tensor } from "gradbook";
import { describe, expect, it } from "vitest";

const leaf = (values: number | number[]): Tensor => tensor(values, { requiresGrad: true });

describe("backward", () => {
  it("adds up over uses and over calls", () => {
    const x = leaf(3);
    x.mul(x).add(x).backward();
    expect(x.grad?.item()).toBe(7);
    x.mul(2).backward();
    expect(x.grad?.item()).toBe(9);
  });
  it("visits each operation once, however often its result is used", () => {
    const x = leaf(1);
    let y = x;
    for (let i = 0; i < 60; i++) y = y.add(y); // 2^60 paths
    y.backward();
    expect(x.grad?.item()).toBe(2 ** 60);
  });
  it("goes through thousands of operations without running out of stack", () => {
    const x = leaf(1);
    let y = x;
    for (let i = 0; i < 20_000; i++) y = y.add(1);
    y.backward();
    expect(x.grad?.item()).toBe(1);
  });
  it("keeps gradients of computed tensors only when asked", () => {
    const x = leaf(2);
    const y = x.mul(3);
    y.square().backward();
    expect(y.grad).toBeUndefined();
    const z = x.mul(3).retainGrad();
    z.square().backward();
    expect(z.grad?.item()).toBe(12);
    const w = x.mul(3);
    w.square().backward({ retainGrads: true });
    expect(w.grad?.item()).toBe(12);
  });
  it("given by hand stays the one who gave it's", () => {
    const x = leaf([1, 2]);
    const given = tensor([3, 4]);
    x.grad = given;
    new optim.SGD([x], { lr: 1 }).zeroGrad();
    expect([x.grad, given.toList()]).toEqual([undefined, [3, 4]]);
  });
  it("can start from a given gradient", () => {
    const x = leaf([1, 2]);
    x.mul(2).backward({ gradient: tensor([1, 10]) });
    expect(x.grad?.toList()).toEqual([2, 20]);
  });
  it("gives gradients in memory of their own", () => {
    const [a, b] = [leaf([1, 2]), leaf([3, 4])];
    const given = tensor([1, 1]);
    a.add(b).backward({ gradient: given });
    a.add(b).add(b).square().sum().backward();
    a.grad?.mul_(0);
    expect(b.grad?.toList()).toEqual([1 + 28, 1 + 40]);
    const c = leaf([1, 2]);
    c.add(0).backward({ gradient: given });
    c.grad?.mul_(0);
    expect(given.toList()).toEqual([1, 1]);
  });
  it("gives each tensor a gradient of its own element type", () => {
    const [single, double] = [leaf([1, 2]), tensor([3, 4], { dtype: "float64", requiresGrad: true })];
    single.mul(double).sum().backward();
    expect([single.grad?.dtype, double.grad?.dtype]).toEqual(["float32", "float64"]);
  });
  it("leaves a graph to look at", () => {
    const [x, w] = [tensor([1, 2]), leaf([3, 4])];
    const loss = w.mul(x).sum();
    loss.backward({ retainGrads: true });
    expect(loss.operation).toBe("sum");
    const product = loss.parents[0] as Tensor;
    expect(product.operation).toBe("mul");
    expect(product.parents).toEqual([w, x]);
    expect(product.grad?.toList()).toEqual([1, 1]);
    expect([w.operation, w.isLeaf, product.isLeaf]).toEqual([undefined, true, false]);
  });
  it("second derivatives", () => {
    const x = leaf(2);
    x.pow(3).backward({ createGraph: true });
    const slope = x.grad as Tensor; // 3 x^2
    x.grad = undefined;
    slope.backward();
    expect((x.grad as Tensor | undefined)?.item()).toBe(12);
  });
});

describe("no gradient", () => {
  it("in noGrad, behind detach, and between whole numbers", () => {
    const x = leaf([1, 2]);
    expect(noGrad(() => x.mul(2)).requiresGrad).toBe(false);
    expect(x.detach().mul(2).requiresGrad).toBe(false);
    expect(x.gt(1).requiresGrad).toBe(false);
    expect(x.to("int32").requiresGrad).toBe(false);
    x.mul(x.detach()).sum().backward();
    expect(x.grad?.toList()).toEqual([1, 2]);
  });
  it("recording goes on after an error in noGrad", () => {
    expect(() =>
      noGrad(() => {
        throw new Error("mine");
      }),
    ).toThrow("mine");
    expect(leaf(1).mul(2).requiresGrad).toBe(true);
    expect(() => noGrad(async () => 1)).toThrow("must not be async");
  });
});

describe("errors say what happened and what would work", () => {
  it("backward twice", () => {
    const loss = leaf(2).square();
    loss.backward();
    expect(() => loss.backward()).toThrow(/already walked.*backward\(\{ retainGraph: true \}\)/);
    const kept = leaf(2).square();
    kept.backward({ retainGraph: true });
    expect(() => kept.backward()).not.toThrow();
  });
  it("backward of many values, or of none", () => {
    expect(() => leaf([1, 2]).mul(2).backward()).toThrow(/shape \[2\] has no single slope.*t\.sum\(\)\.backward\(\)/);
    expect(() => tensor(1).backward()).toThrow("no gradient flows to this tensor");
    expect(() =>
      leaf([1, 2])
        .mul(2)
        .backward({ gradient: tensor([1]) }),
    ).toThrow("they must be equal");
  });
  it("a needed value changed in place", () => {
    const x = leaf([1, 2]);
    const y = x.mul(x).sum();
    noGrad(() => x.add_(1));
    expect(() => y.backward()).toThrow(/'mul' needs a value of shape \[2\] that was changed in place/);
    const z = x.exp();
    noGrad(() => z.zero_());
    expect(() => z.sum().backward()).toThrow("'exp' needs a value");
    const fine = x.add(1).sum();
    noGrad(() => x.add_(1));
    expect(() => fine.backward()).not.toThrow();
  });
  it("a change in place that would not be recorded", () => {
    expect(() => leaf(1).add_(1)).toThrow("change it in noGrad");
    expect(() => tensor([1]).add_(tensor([1, 2]))).toThrow("[2] does not fit into [1]");
  });
  it("shapes", () => {
    const [a, b] = [tensor.ones([2, 3]), tensor.ones([4, 3])];
    expect(() => a.matmul(b)).toThrow("matmul: inner sizes differ: [2, 3] x [4, 3]; did you mean b.transpose(0, 1)?");
    expect(() => a.matmul(tensor.ones([2, 5]))).toThrow("did you mean a.transpose(0, 1)?");
    expect(() => a.matmul(tensor.ones([4, 5]))).toThrow("matmul: inner sizes differ: [2, 3] x [4, 5]");
    expect(() => a.add(tensor.ones([2]))).toThrow("add: shapes [2, 3] and [2] do not fit together");
    expect(() => a.sum(2)).toThrow("sum: dimension 2 does not exist; use one from -2 to 1");
    expect(() => a.reshape([4])).toThrow("reshape: 6 values cannot have the shape [4]");
    expect(() => a.item()).toThrow("the tensor has 6 elements (shape [2, 3])");
    expect(() => a.at(2)).toThrow("index 2 is outside of dimension 0, which has 2 elements");
    expect(() => a.at("x")).toThrow("'x' is not a range");
    expect(() => a.permute([0, 0])).toThrow("does not name each of the 2 dimensions once");
    expect(() => tensor.concat([a, tensor.ones([2, 4])])).toThrow("differ in more than dimension 0");
    expect(() => a.add([1, 2] as never)).toThrow("got a list; did you mean tensor(...)?");
  });
  it("gradients of what has none", () => {
    expect(() => tensor([1], { dtype: "int32", requiresGrad: true })).toThrow(
      "only float32 and float64 have gradients",
    );
    const y = leaf(1).mul(2);
    expect(() => (y.requiresGrad = false)).toThrow("this tensor was computed by 'mul'");
  });
});

describe("where formulas have holes", () => {
  it("powers of 0 and to 0", () => {
    const [x, p] = [leaf([0, 0, 2]), leaf([0, 2, 3])];
    x.pow(p).sum().backward();
    expect(x.grad?.toList()).toEqual([0, 0, 12]);
    expect(p.grad?.toList().map((value) => value.toFixed(3))).toEqual(["0.000", "0.000", "5.545"]);
  });
  it("equal elements share the gradient of a maximum", () => {
    const x = leaf([1, 3, 3]);
    x.max().backward();
    expect(x.grad?.toList()).toEqual([0, 0.5, 0.5]);
    const first = leaf([1, 3, 3]);
    first.max(0).backward();
    expect(first.grad?.toList()).toEqual([0, 1, 0]);
  });
});

describe("indexing", () => {
  const x = tensor.arange(24).reshape([2, 3, 4]);
  it("by position, range and list", () => {
    expect(x.at(1, 2, 3).item()).toBe(23);
    expect(x.at(-1, 0).toList()).toEqual([12, 13, 14, 15]);
    expect(x.at(0, ":", "1:3").toArray()).toEqual([[1, 2], [5, 6], [9, 10]]); // prettier-ignore
    expect(x.at(0, 0, "::2").toList()).toEqual([0, 2]);
    expect(x.at(0, 0, "-2:").toList()).toEqual([2, 3]);
    expect(x.at(0, [2, 0], 1).toList()).toEqual([9, 1]);
    expect(x.slice([], [5, 9]).shape).toEqual([2, 0, 4]);
  });
  it("gives views that can be written through", () => {
    const y = tensor.zeros([2, 2]);
    y.at(0).fill_(1);
    y.at(":", 1).add_(5);
    expect(y.toArray()).toEqual([[1, 6], [0, 5]]); // prettier-ignore
    const row = tensor([1, 2, 3]);
    row.at("1:").copy_(row.at(":-1"));
    expect(row.toList()).toEqual([1, 1, 2]);
  });
});

describe("hooks", () => {
  it("see the whole gradient of a leaf, once, and may change it", () => {
    const x = leaf(3);
    const seen: number[] = [];
    x.registerHook((grad) => void seen.push(grad.item()));
    x.registerHook((grad) => grad.mul(2));
    x.mul(x).add(x).backward();
    expect(seen).toEqual([7]);
    expect(x.grad?.item()).toBe(14);
  });
  it("of a computed tensor change what its parents get", () => {
    const x = leaf(3);
    const y = x.mul(2).retainGrad();
    const hook = y.registerHook((grad) => grad.mul(0));
    y.square().backward({ retainGraph: true });
    expect([x.grad?.item(), y.grad?.item()]).toEqual([0, 0]);
    hook.remove();
    hook.remove();
    y.square().backward();
    expect(x.grad?.item()).toBe(2 * 6 * 2);
  });
  it("the same function twice is two hooks", () => {
    const x = leaf(1);
    const double = (grad: Tensor): Tensor => grad.mul(2);
    const first = x.registerHook(double);
    x.registerHook(double);
    x.mul(1).backward();
    first.remove();
    x.mul(1).backward();
    expect(x.grad?.item()).toBe(4 + 2);
  });
  it("may hold on to what they see, and replace it by what is from elsewhere", () => {
    const x = leaf([1, 2]);
    const seen: Tensor[] = [];
    const other = tensor([7, 8]);
    const optimizer = new optim.SGD([x], { lr: 0 });
    x.registerHook((grad) => void seen.push(grad));
    for (let i = 0; i < 50; i++) {
      optimizer.zeroGrad();
      x.mul(i).sum().backward();
    }
    expect(seen.map((grad) => grad.toList())).toEqual(Array.from({ length: 50 }, (_, i) => [i, i]));
    x.registerHook(() => other);
    for (let i = 0; i < 3; i++) {
      optimizer.zeroGrad();
      x.mul(i).sum().backward();
    }
    expect([x.grad?.toList(), other.toList()]).toEqual([[7, 8], [7, 8]]); // prettier-ignore
  });
  it("refuse what cannot work", () => {
    expect(() => tensor(1).registerHook(() => {})).toThrow("registerHook: no gradient flows to this tensor");
    const x = leaf([1, 2]);
    x.registerHook(() => tensor([1]));
    expect(() => x.sum().backward()).toThrow("returned a gradient of shape [1] for a tensor of shape [2]");
  });
});

describe("enableGrad", () => {
  it("records inside of noGrad, and stops again after it, also after an error", () => {
    const x = leaf(2);
    noGrad(() => {
      const y = enableGrad(() => x.mul(3));
      expect([y.requiresGrad, isGradEnabled(), x.mul(3).requiresGrad]).toEqual([true, false, false]);
      expect(() =>
        enableGrad(() => {
          throw new Error("mine");
        }),
      ).toThrow("mine");
      expect(isGradEnabled()).toBe(false);
    });
    expect(isGradEnabled()).toBe(true);
    expect(() => enableGrad(async () => 1)).toThrow("enableGrad: the function must not be async");
  });
});
