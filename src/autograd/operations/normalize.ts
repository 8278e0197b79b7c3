import { backend } from "../../backend/current";
import { GradbookError } from "../../errors";
import { contiguous, empty } from "../../tensor/kernels";
import type { NDArray } from "../../tensor/ndarray";
import { formatShape, sizeOf, type Shape } from "../../tensor/shape";
import { isRecording, record } from "../tape";
import { Tensor } from "../tensor";

export interface NormOptions {
  /** Scale, of the normalised shape. */
  weight?: Tensor | undefined;
  /** Shift, of the normalised shape. */
  bias?: Tensor | undefined;
  /** Added to the variance, so that a constant row divides by more than 0. Default 1e-5. */
  eps?: number;
}

/**
 * Layer normalisation: `(x - mean) / sqrt(variance + eps) * weight + bias` over the last dimensions.
 *
 * Source: Ba, Kiros and Hinton, Layer Normalization, 2016.
 *
 * @param normalizedShape the last dimensions, over which mean and variance are taken
 * @throws if the shape of `x` does not end in `normalizedShape`.
 * @example
 * nn.layerNorm(tensor([[2, 4]]), [2]).round().toList(); // -> [-1, 1]
 */
export function layerNorm(x: Tensor, normalizedShape: Shape, { weight, bias, eps = 1e-5 }: NormOptions = {}): Tensor {
  const scaled = scale(normalize("layerNorm", x, normalizedShape, eps), weight);
  return bias ? scaled.add(bias) : scaled;
}

/**
 * Layer normalisation without the mean: `x / sqrt(mean of x^2 + eps) * weight`.
 *
 * Source: Zhang and Sennrich, Root Mean Square Layer Normalization, 2019.
 *
 * @example
 * nn.rmsNorm(tensor([[3, -3]]), [2]).round().toList(); // -> [1, -1]
 */
export function rmsNorm(
  x: Tensor,
  normalizedShape: Shape,
  { weight, eps = 1e-5 }: Omit<NormOptions, "bias"> = {},
): Tensor {
  return scale(normalize("rmsNorm", x, normalizedShape, eps), weight);
}

function scale(x: Tensor, weight: Tensor | undefined): Tensor {
  return weight ? x.mul(weight) : x;
}

function normalize(kind: "layerNorm" | "rmsNorm", x: Tensor, normalizedShape: Shape, eps: number): Tensor {
  const tail = x.shape.slice(x.ndim - normalizedShape.length);
  if (formatShape(tail) !== formatShape(normalizedShape)) {
    throw new GradbookError(
      `${kind}: the shape ${formatShape(x.shape)} does not end in ${formatShape(normalizedShape)}`,
    );
  }
  const length = sizeOf(normalizedShape);
  const matrix = [length === 0 ? 0 : x.size / length, length];
  const asMatrix = (array: NDArray): NDArray => contiguous(array).view(matrix, [length, 1]);
  const out = empty(x.dtype, x.shape);
  const rstd = empty(x.dtype, [matrix[0]]);
  backend()[kind](asMatrix(x.array), eps, asMatrix(out), rstd);
  return record({
    operation: kind,
    parents: [x],
    array: out,
    gradients: [
      (grad) => {
        if (isRecording())
          throw new GradbookError(
            `${kind}: second derivatives are not available; compute it from mean() and variance()`,
          );
        const result = empty(x.dtype, x.shape);
        const kernel = kind === "layerNorm" ? "layerNormBackward" : "rmsNormBackward";
        backend()[kernel](asMatrix(grad.array), asMatrix(out), rstd, asMatrix(result));
        return new Tensor(result);
      },
    ],
    needsResult: true,
  });
}
