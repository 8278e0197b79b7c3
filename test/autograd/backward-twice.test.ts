// The gradient of the gradient of every operation, against finite differences of the gradient.
import { autograd, Generator, tensor, type Tensor } from "gradbook";
import { describe, expect, it } from "vitest";
import { fromGolden, named, readGolden, readMore, type GoldenCase } from "../golden";
import { operations } from "../golden-operations";

/** Steps of a function of several tensors, at inputs moved by `by` along their directions. */
function gradients(golden: GoldenCase, directions: readonly Tensor[], by: number, createGraph: boolean): Gradients {
  const entries = Object.entries(golden.inputs).map(([name, values], i) => {
    const x = fromGolden(values, { dtype: "float64" }).add(directions[i]?.mul(by) ?? 0);
    return [name, Object.assign(x, { requiresGrad: true })] as const;
  });
  const integers = Object.fromEntries(
    Object.entries(golden.intInputs).map(([name, values]) => [name, fromGolden(values, { dtype: "int32" })]),
  );
  const run = operations[golden.op]?.run;
  if (!run) throw new Error(`'${golden.op}' is not an operation that this test knows`);
  const output = run({ inputs: Object.fromEntries(entries), integers, params: golden.params, dtype: "float64" });
  const inputs = entries.map(([, x]) => x);
  // Squared, so that operations that are linear have second derivatives too.
  const loss = output
    .square()
    .mul(fromGolden(golden.outputGrad, { dtype: "float64" }))
    .sum();
  return { inputs, slopes: autograd.grad(loss, inputs, { createGraph }) };
}

interface Gradients {
  readonly inputs: Tensor[];
  readonly slopes: Tensor[];
}

function checkTwice(golden: GoldenCase): void {
  const generator = new Generator(1);
  const directions = Object.values(golden.inputs).map(({ shape }) =>
    tensor.randn(shape, { generator, dtype: "float64" }),
  );
  const { inputs, slopes } = gradients(golden, directions, 0, true);
  const along = slopes.map((slope, i) => slope.mul(directions[i] ?? 1).sum()).reduce((sum, one) => sum.add(one));
  const second = autograd.grad(along, inputs, { allowUnused: true });
  const step = 1e-5;
  const [after, before] = [step, -step].map((by) => gradients(golden, directions, by, false).slopes);
  inputs.forEach((input, i) => {
    const expected =
      after?.[i]
        ?.sub(before?.[i] ?? 0)
        .div(2 * step)
        .toList() ?? [];
    const got = second[i]?.toList() ?? input.detach().mul(0).toList();
    got.forEach((value, at) => {
      const error = Math.abs(value - (expected[at] ?? NaN)) / Math.max(1, Math.abs(value));
      if (!(error < 1e-5)) {
        throw new Error(`input ${i}, element ${at}: ${value}, by finite differences ${expected[at]}`);
      }
    });
  });
}

const cases = named([...readGolden().ops, ...readMore()]);

describe("second derivatives", () => {
  it("there are many", () => expect(cases.length).toBeGreaterThan(100));
  it.each(cases)("%s", (_, golden) => checkTwice(golden));
});
