import { inspect } from "node:util";
import { nn, tensor, type Tensor } from "gradbook";
import { describe, expect, it } from "vitest";

const display = Symbol.for("Jupyter.display");
const bundle = (value: object): Record<string, string> =>
  (value as { [display]: () => Record<string, string> })[display]();

describe("a printed tensor", () => {
  it("shows shape, type, history and values in columns", () => {
    expect(String(tensor([[1, -2.5], [10, 1 / 3]]))).toBe("Tensor [2, 2] float32\n[[      1,    -2.5],\n [     10, 0.33333]]"); // prettier-ignore
    expect(inspect(tensor(2))).toBe("Tensor [] float32 2");
    expect(inspect(tensor([1], { requiresGrad: true }).mul(2))).toBe("Tensor [1] float32, from mul [2]");
    expect(String(tensor([true, false]))).toBe("Tensor [2] bool [ true, false]");
    expect(String(tensor.zeros([0, 3]))).toBe("Tensor [0, 3] float32 []");
    expect(String(tensor([NaN, 1e-9, 123456789]))).toBe("Tensor [3] float32 [     NaN, 1.000e-9, 1.235e+8]");
  });
  it("leaves out the middle of long ones", () => {
    const text = String(tensor.arange(1000));
    expect(text).toBe("Tensor [1000] float32 [  0,   1,   2, ..., 997, 998, 999]");
    expect(String(tensor.zeros([100, 100])).length).toBeLessThan(400);
    expect(String(tensor.zeros([20, 20, 20, 20])).length).toBeLessThan(7000);
  });
  it("has a table for notebooks", () => {
    const { "text/html": html = "", "text/plain": plain } = bundle(tensor([[1, 2], [3, 4]])); // prettier-ignore
    expect(html).toContain("<table>");
    expect(html.match(/<td/g)).toHaveLength(4);
    expect(plain).toBe(String(tensor([[1, 2], [3, 4]]))); // prettier-ignore
    expect(bundle(tensor.ones([2, 2, 2]))["text/html"]).toContain("<pre>");
  });
});

describe("a printed module", () => {
  it("shows its parts and their parameters", () => {
    const net = new nn.Sequential(new nn.Linear(2, 8), new nn.Tanh(), new nn.Linear(8, 1, { bias: false }));
    expect(String(net)).toBe(
      "Sequential, 32 parameters\n  0: Linear(2 -> 8), 24 parameters\n  1: Tanh\n  2: Linear(8 -> 1, no bias), 8 parameters",
    );
  });
  it("escapes the names that a learner gave", () => {
    class Odd extends nn.Module {
      readonly ["<b>"] = new nn.ReLU();
      override forward(x: Tensor): Tensor {
        return x;
      }
    }
    expect(bundle(new Odd())["text/html"]).toContain("&lt;b&gt;: ReLU");
  });
});
