import { GradbookError } from "../errors";
import { formatShape } from "../tensor/shape";
import { tensor } from "./create";
import { grad } from "./grad";
import { reshape } from "./operations/index";
import { enableGrad, noGrad } from "./tape";
import type { Tensor } from "./tensor";

export interface GradcheckOptions {
  /** How far inputs are moved to either side. Default 1e-6. */
  eps?: number;
  /** The largest difference that passes: `atol + rtol |slope|`. Default 1e-5. */
  atol?: number;
  /** Default 1e-3. */
  rtol?: number;
}

/**
 * Compares the gradients of `f` with finite differences, `(f(x + eps) - f(x - eps)) / (2 eps)`, element by element, in float64:
 * the test of a `customFunction`. Keep away from kinks, where both are different by right.
 *
 * @param f of the inputs; its result, of any shape, is weighted by fixed random numbers and summed
 * @param inputs converted to float64; all of them are checked
 * @returns true
 * @throws where a gradient differs: the error names input, element and both slopes.
 * @example
 * autograd.gradcheck((x) => x.sin().mul(x), [tensor([1, 2, 3])]); // -> true
 */
export function gradcheck(
  f: (...inputs: Tensor[]) => Tensor,
  inputs: readonly Tensor[],
  { eps = 1e-6, atol = 1e-5, rtol = 1e-3 }: GradcheckOptions = {},
): true {
  const points = inputs.map((input) => tensor(input, { dtype: "float64", requiresGrad: true }));
  const loss = (...at: Tensor[]): Tensor => {
    const y = f(...at);
    return y.mul(weights(y)).sum();
  };
  const slopes = enableGrad(() => grad(loss(...points), points, { allowUnused: true }));
  points.forEach((point, i) => {
    const found = slopes[i]?.toList();
    point.toList().forEach((_, at) => {
      const moved = (by: number): number => noGrad(() => loss(...points.with(i, movedAt(point, at, by))).item());
      const expected = (moved(eps) - moved(-eps)) / (2 * eps);
      const got = found?.[at] ?? 0;
      if (Math.abs(got - expected) <= atol + rtol * Math.abs(expected)) return;
      throw new GradbookError(
        `gradcheck: the gradient of input ${i} (shape ${formatShape(point.shape)}) is ${got} at element ${at}, but moving it by ${eps} to either side ` +
          `gives a slope of ${expected}; check the rule of the gradient, or whether f has a kink or a random part there`,
      );
    });
  });
  return true;
}

/** Different for each element, so that a gradient in the wrong place is found. */
function weights(y: Tensor): Tensor {
  const values = Float64Array.from({ length: y.size }, (_, i) => Math.sin(i + 1) + 1.5);
  return reshape(tensor(values), y.shape);
}

function movedAt(point: Tensor, at: number, by: number): Tensor {
  const values = Float64Array.from(point.toTypedArray());
  values[at] = (values[at] ?? NaN) + by;
  return reshape(tensor(values), point.shape);
}
