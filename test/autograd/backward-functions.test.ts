import type { Tensor } from "gradbook";
import { autograd, noGrad, tensor } from "gradbook";
import { describe, expect, it } from "vitest";

const leaf = (values: number | number[]): Tensor => tensor(values, { requiresGrad: true });

describe("grad", () => {
  it("returns gradients and leaves those that are stored alone", () => {
    const [x, y] = [leaf([1, 2]), leaf(3)];
    const [dx, dy] = autograd.grad(x.mul(y).sum(), [x, y]);
    expect([dx?.toList(), dy?.item()]).toEqual([[3, 3], 3]);
    expect([x.grad, y.grad]).toEqual([undefined, undefined]);
  });
  it("of several outputs is that of their sum, weighted as given", () => {
    const x = leaf([1, 2]);
    expect(autograd.grad([x.sum(), x.square().sum()], x).toList()).toEqual([3, 5]);
    const weighted = autograd.grad([x.mul(2), x.sum()], x, { gradOutputs: [tensor([1, 10]), undefined] });
    expect(weighted.toList()).toEqual([3, 21]);
    const same = x.sum();
    expect(autograd.grad([same, same], x).toList()).toEqual([2, 2]);
  });
  it("with respect to a tensor on the way leaves the graph behind it usable", () => {
    const x = leaf(2);
    const hidden = x.square();
    expect(autograd.grad(hidden.mul(3), hidden).item()).toBe(3);
    hidden.backward();
    expect(x.grad?.item()).toBe(4);
  });
  it("computes only the paths to its inputs", () => {
    const [x, y] = [leaf(2), leaf(3)];
    let asked = 0;
    y.registerHook(() => void asked++);
    expect(autograd.grad(x.mul(y), x).item()).toBe(3);
    expect(asked).toBe(0);
  });
  it("of a gradient, three times over", () => {
    const x = leaf(2);
    const first = autograd.grad(x.pow(4), x, { createGraph: true });
    const second = autograd.grad(first, x, { createGraph: true });
    const third = autograd.grad(second, x);
    expect([first, second, third].map((slope) => Math.round(slope.item()))).toEqual([32, 48, 48]);
  });
  it("is part of a loss: the penalty on a slope", () => {
    const w = leaf([1, 2]);
    const x = leaf([3, 4]);
    const slope = autograd.grad(w.mul(x.square()).sum(), x, { createGraph: true }); // 2 w x
    slope.square().sum().backward(); // 4 w^2 x^2
    expect(w.grad?.toList()).toEqual([8 * 9, 8 * 2 * 16]);
  });
  it("says what is missing", () => {
    const [x, other] = [leaf([1, 2]), leaf(1)];
    expect(() => autograd.grad(x.sum(), tensor(1))).toThrow("grad: input 0 has no gradient");
    expect(() => autograd.grad(x.sum(), [x, other])).toThrow("not computed from input 1; leave it out, or pass");
    expect(autograd.grad(x.sum(), [x, other], { allowUnused: true })[1]).toBeUndefined();
    expect(() => autograd.grad(x.mul(2), x)).toThrow("or pass { gradOutputs }");
    expect(() => autograd.grad(tensor(1), x)).toThrow("grad: no gradient flows to this tensor");
    expect(() => autograd.grad(x.sum(), x, { gradOutputs: [tensor(1), tensor(1)] })).toThrow("2 gradOutputs for 1");
    const loss = x.square().sum();
    autograd.grad(loss, x);
    expect(() => autograd.grad(loss, x)).toThrow("already walked");
  });
});

describe("jacobian, hessian, vjp, jvp", () => {
  const matrix = tensor([[1, 2, 3], [4, 5, 6]]); // prettier-ignore
  const f = (x: Tensor): Tensor => matrix.matmul(x).tanh();
  it("agree with each other", () => {
    const x = tensor([0.1, -0.2, 0.05]);
    const j = autograd.jacobian(f, x);
    expect(j.shape).toEqual([2, 3]);
    const [u, v] = [tensor([1, -2]), tensor([3, 1, 2])];
    const close = (a: Tensor, b: Tensor): void =>
      a.toList().forEach((value, i) => expect(value).toBeCloseTo(b.toList()[i] ?? NaN, 4));
    close(autograd.vjp(f, x, u)[1], u.matmul(j));
    close(autograd.jvp(f, x, v)[1], j.matmul(v));
    close(autograd.jvp(f, x, v)[0], f(x));
    expect(autograd.hessian((p) => f(p).square().sum(), x).shape).toEqual([3, 3]);
  });
  it("of functions that do not depend on x, or are linear", () => {
    const x = tensor([1, 2]);
    expect(autograd.jacobian(() => tensor([5]), x).toArray()).toEqual([[0, 0]]);
    expect(autograd.hessian((p) => p.sum(), x).toArray()).toEqual([[0, 0], [0, 0]]); // prettier-ignore
    expect(autograd.jvp((p) => p.mul(3), x, x)[1].toList()).toEqual([3, 6]);
    expect(noGrad(() => autograd.jacobian((p) => p.mul(2), x)).toArray()).toEqual([[2, 0], [0, 2]]); // prettier-ignore
  });
  it("say which shapes do not fit", () => {
    const x = tensor([1, 2]);
    expect(() => autograd.hessian((p) => p.mul(2), x)).toThrow("must give one number, not [2]");
    expect(() => autograd.vjp((p) => p.sum(), x, x)).toThrow("vjp: the vector has the shape [2], f(x) []");
    expect(() => autograd.jvp((p) => p.sum(), x, tensor(1))).toThrow("jvp: the vector has the shape [], x [2]");
  });
});

describe("customFunction", () => {
  const cube = autograd.customFunction({
    name: "cube",
    forward: (x: Tensor) => tensor(x.toList().map((value) => value ** 3)),
    backward: (grad, { inputs: [x] }) => grad.mul(x.square().mul(3)),
  });
  it("is on the tape like any other, also twice", () => {
    const x = leaf([2]);
    const y = cube(x);
    expect([y.operation, y.parents]).toEqual(["cube", [x]]);
    const slope = autograd.grad(y, x, { createGraph: true });
    expect(slope.toList()).toEqual([12]);
    expect(autograd.grad(slope, x).toList()).toEqual([12]);
    expect(cube(tensor([2])).requiresGrad).toBe(false);
  });
  it("of several inputs runs its rule once", () => {
    let calls = 0;
    const product = autograd.customFunction({
      forward: (a: Tensor, b: Tensor) => a.mul(b),
      backward: (grad, { inputs: [a, b] }) => (calls++, [grad.mul(b), grad.mul(a)]),
    });
    const [a, b] = [leaf(2), leaf(5)];
    product(a, b).backward();
    expect([a.grad?.item(), b.grad?.item(), calls]).toEqual([5, 2, 1]);
  });
  it("takes no gradient where there is none, and other slopes than the true ones", () => {
    const rounded = autograd.customFunction({
      name: "straightThroughRound",
      forward: (x: Tensor, _digits: Tensor) => x.round(),
      backward: (grad) => [grad, undefined],
    });
    const [x, digits] = [leaf([0.4, 1.6]), leaf(0)];
    rounded(x, digits)
      .mul(tensor([1, 2]))
      .sum()
      .backward();
    expect([x.grad?.toList(), digits.grad?.item()]).toEqual([[1, 2], 0]);
  });
  it("says what is wrong with its rule", () => {
    const wrong = (backward: () => unknown): Tensor =>
      autograd
        .customFunction({ name: "mine", forward: (x: Tensor) => x.mul(1), backward: backward as () => Tensor })(
          leaf([1, 2]),
        )
        .sum();
    expect(() => wrong(() => tensor(1)).backward()).toThrow("mine: backward gave a gradient of shape [] for input 0");
    expect(() => wrong(() => []).backward()).toThrow(
      "mine: backward must return one gradient for each of the 1 inputs",
    );
    expect(() => wrong(() => undefined).backward()).toThrow("got undefined");
    const x = leaf([1]);
    const y = cube(x);
    noGrad(() => x.add_(1));
    expect(() => y.sum().backward()).toThrow("'cube' needs a value of shape [1] that was changed in place");
  });
});

describe("detectAnomaly", () => {
  const hunt = (compute: () => unknown) => () => autograd.detectAnomaly(compute);
  it("names the operation that makes NaN", () => {
    expect(hunt(() => leaf([1, -1]).mul(2).log().sum())).toThrow(
      /'log' made NaN out of numbers: element 1 of its result, of shape \[2\], where its input is -2/,
    );
  });
  it("names the gradient that does", () => {
    const loss = (): Tensor =>
      leaf([4, 0])
        .sqrt()
        .mul(tensor([1, 0]))
        .sum();
    expect(hunt(() => loss().backward())).toThrow(
      /the gradient of 'sqrt' with respect to its input of shape \[2\] is NaN at element 1, where the input is 0/,
    );
    expect(() => loss().backward()).not.toThrow();
  });
  it("lets infinities pass, gives the result back and ends with the function", () => {
    expect(hunt(() => leaf([0]).log().item())()).toBe(-Infinity);
    expect(hunt(() => Promise.resolve(1))).toThrow("must not be async");
    expect(leaf([-1]).log().toList()).toEqual([NaN]);
  });
});

describe("gradcheck", () => {
  const scale = (slope: number) =>
    autograd.customFunction({ forward: (x: Tensor) => x.mul(3), backward: (grad) => grad.mul(slope) });
  it("passes what is right, and names what is not", () => {
    const x = tensor([[1, -2], [0.5, 3]]); // prettier-ignore
    expect(autograd.gradcheck((a, b) => a.mul(b.exp()).sum(0), [x, tensor([0.1, 0.2])])).toBe(true);
    expect(autograd.gradcheck(scale(3), [x])).toBe(true);
    expect(() => autograd.gradcheck(scale(4), [x])).toThrow(
      /the gradient of input 0 \(shape \[2, 2\]\) is [\d.]+ at element 0, but moving it by 0.000001 to either side gives a slope of/,
    );
    expect(autograd.gradcheck((a, _b) => a.sum(), [x, x])).toBe(true);
    expect(() => autograd.gradcheck((a, b) => a.sum().add(b.detach().sum()), [x, x])).toThrow("input 1");
  });
});
