import { autograd, Generator, tensor, type Tensor } from "gradbook";

/** A function of several tensors, run anew at each place. */
export type Outputs = (inputs: Tensor[]) => Tensor[];

const step = 1e-5;

/**
 * The gradient of the gradient of `f` along random directions, against finite differences of the gradient.
 *
 * @param start the inputs, float64
 */
export function checkTwice(f: Outputs, start: readonly Tensor[]): void {
  const generator = new Generator(1);
  const random = ({ shape }: Tensor): Tensor => tensor.randn(shape, { generator, dtype: "float64" });
  const directions = start.map(random);
  // A little away from where PyTorch's values were taken: some of those lie on kinks, or at the end of a domain.
  const places = start.map((x) => x.detach().mul(0.98).add(random(x).mul(0.01)));
  const gradients = (by: number, createGraph: boolean): { inputs: Tensor[]; slopes: (Tensor | undefined)[] } => {
    const inputs = places.map((x, i) =>
      tensor(x.add(directions[i]?.mul(by) ?? 0), { dtype: "float64", requiresGrad: true }),
    );
    return { inputs, slopes: autograd.grad(loss(f(inputs)), inputs, { createGraph, allowUnused: true }) };
  };
  const { inputs, slopes } = gradients(0, true);
  const along = slopes
    .flatMap((slope, i) => slope?.mul(directions[i] ?? 1).sum() ?? [])
    .reduce((sum, one) => sum.add(one));
  const second = autograd.grad(along, inputs, { allowUnused: true });
  const [after, before] = [gradients(step, false).slopes, gradients(-step, false).slopes];
  inputs.forEach((input, i) => {
    const [high, low] = [after[i], before[i]];
    const expected = high && low ? high.sub(low).div(2 * step).toList() : []; // prettier-ignore
    const got = second[i]?.toList() ?? new Array<number>(input.size).fill(0);
    got.forEach((value, at) => {
      const error = Math.abs(value - (expected[at] ?? 0)) / Math.max(1, Math.abs(value));
      if (error < 1e-5) return;
      throw new Error(`input ${i}, element ${at}: ${value}, by finite differences ${expected[at]}`);
    });
  });
}

/** Squares of the outputs, each with a weight of its own: so that what is linear has second derivatives too. */
function loss(outputs: readonly Tensor[]): Tensor {
  return outputs
    .filter(({ requiresGrad }) => requiresGrad)
    .map((output) => {
      const weights = Float64Array.from({ length: output.size }, (_, i) => Math.sin(i + 1) + 0.3);
      return output.square().mul(tensor(weights).reshape(output.shape)).sum();
    })
    .reduce((sum, one) => sum.add(one));
}
