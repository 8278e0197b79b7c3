import { backend } from "../../backend/current";
import { GradbookError } from "../../errors";
import { contiguous, empty } from "../../tensor/kernels";
import type { NDArray } from "../../tensor/ndarray";
import { formatShape, sameShape, sizeOf, type Shape } from "../../tensor/shape";
import { joint } from "../joint";
import { sumTo } from "../sum-to";
import { isRecording, record } from "../tape";
import { Tensor } from "../tensor";

export interface NormOptions {
  /** Scale, of the normalised shape. */
  weight?: Tensor | undefined;
  /** Shift, of the normalised shape. */
  bias?: Tensor | undefined;
  /**
   * Added to the variance (or the mean square), so that a constant row divides by more than 0. Default for layer normalisation
   * 1e-5, for RMS normalisation the distance from 1 to the next number of the element type (1.19e-7 for float32), as in PyTorch.
   */
  eps?: number;
}

/**
 * Layer normalisation: `(x - mean) / sqrt(variance + eps) * weight + bias` over the last dimensions.
 *
 * Source: Ba, Kiros and Hinton, Layer Normalization, 2016.
 *
 * @param normalizedShape the last dimensions, over which mean and variance are taken
 * @throws if the shape of `x` does not end in `normalizedShape`, or `weight` or `bias` has another shape.
 * @example
 * nn.layerNorm(tensor([[2, 4]]), [2]).round().toList(); // -> [-1, 1]
 */
export function layerNorm(x: Tensor, normalizedShape: Shape, options: NormOptions = {}): Tensor {
  return normalize("layerNorm", x, normalizedShape, options);
}

/**
 * Layer normalisation without the mean: `x / sqrt(mean of x^2 + eps) * weight`.
 *
 * Source: Zhang and Sennrich, Root Mean Square Layer Normalization, 2019.
 *
 * @throws if the shape of `x` does not end in `normalizedShape`, or `weight` has another shape.
 * @example
 * nn.rmsNorm(tensor([[3, -3]]), [2]).round().toList(); // -> [1, -1]
 */
export function rmsNorm(x: Tensor, normalizedShape: Shape, options: Omit<NormOptions, "bias"> = {}): Tensor {
  const { weight, eps = x.dtype === "float64" ? 2 ** -52 : 2 ** -23 } = options;
  return normalize("rmsNorm", x, normalizedShape, { weight, eps });
}

type NormKind = "layerNorm" | "rmsNorm";

function normalize(kind: NormKind, x: Tensor, shape: Shape, { weight, bias, eps = 1e-5 }: NormOptions): Tensor {
  checkShapes(kind, x, shape, { weight, bias });
  const length = sizeOf(shape);
  const rows = length === 0 ? 0 : x.size / length;
  const asRows = (array: NDArray): NDArray => contiguous(array).view([rows, length], [length, 1]);
  const asRow = (tensor: Tensor): NDArray => contiguous(tensor.array).view([length], [1]);
  const out = empty(x.dtype, x.shape);
  const mean = kind === "layerNorm" ? new Tensor(empty(x.dtype, [rows])) : undefined;
  const rstd = new Tensor(empty(x.dtype, [rows]));
  const statistics = { mean: mean?.array, rstd: rstd.array };
  const scale = weight && asRow(weight);
  backend()[kind](asRows(x.array), { weight: scale, bias: bias && asRow(bias), eps }, asRows(out), statistics);
  const parents = [x, weight, bias].filter((parent) => parent !== undefined);
  return record({
    operation: kind,
    parents,
    array: out,
    gradients: joint(parents.length, (grad) => {
      const all = isRecording()
        ? differentiable(kind, grad, x, { weight, bias, eps }, shape)
        : fused(kind, grad, x, { weight, bias, asRows, scale, statistics });
      return [all.x, ...(weight ? [all.weight] : []), ...(bias ? [all.bias] : [])];
    }),
    needs: [x, ...(weight ? [weight] : []), ...(mean ? [mean] : []), rstd],
  });
}

function checkShapes(kind: NormKind, x: Tensor, shape: Shape, parameters: Record<string, Tensor | undefined>): void {
  if (shape.length > x.ndim || !sameShape(x.shape.slice(x.ndim - shape.length), shape)) {
    throw new GradbookError(`${kind}: the shape ${formatShape(x.shape)} does not end in ${formatShape(shape)}`);
  }
  for (const [name, parameter] of Object.entries(parameters)) {
    if (!parameter || sameShape(parameter.shape, shape)) continue;
    throw new GradbookError(
      `${kind}: ${name} has the shape ${formatShape(parameter.shape)}; it must be ${formatShape(shape)}, the shape that is normalised`,
    );
  }
}

interface Gradients {
  readonly x?: Tensor | undefined;
  readonly weight?: Tensor | undefined;
  readonly bias?: Tensor | undefined;
}

/** All gradients in one pass over memory. */
function fused(
  kind: NormKind,
  grad: Tensor,
  x: Tensor,
  saved: {
    weight: Tensor | undefined;
    bias: Tensor | undefined;
    asRows: (array: NDArray) => NDArray;
    scale: NDArray | undefined;
    statistics: { mean: NDArray | undefined; rstd: NDArray };
  },
): Gradients {
  const { asRows, scale, statistics } = saved;
  const like = (tensor: Tensor | undefined): NDArray | undefined =>
    tensor?.requiresGrad ? empty(x.dtype, tensor.shape) : undefined;
  const out = { x: like(x), weight: like(saved.weight), bias: like(saved.bias) };
  const flat = (array: NDArray | undefined): NDArray | undefined => array?.view([array.size], [1]);
  backend()[`${kind}Backward`](asRows(grad.array), asRows(x.array), statistics, scale, {
    x: out.x && asRows(out.x),
    weight: flat(out.weight),
    bias: flat(out.bias),
  });
  const asTensor = (array: NDArray | undefined): Tensor | undefined => array && new Tensor(array);
  return { x: asTensor(out.x), weight: asTensor(out.weight), bias: asTensor(out.bias) };
}

/**
 * The same from tensor operations, so that it can be differentiated again. With `y` the normalised row and `g = grad * weight`:
 * `dx = (g - mean(g) - y mean(g y)) / deviation`, without `mean(g)` for the root mean square; `dweight = sum of grad * y`, `dbias = sum of grad`.
 */
function differentiable(
  kind: NormKind,
  grad: Tensor,
  x: Tensor,
  { weight, bias, eps = 1e-5 }: NormOptions,
  shape: Shape,
): Gradients {
  const dims = shape.map((_, i) => i - shape.length);
  const average = (t: Tensor): Tensor => (shape.length === 0 ? t : t.mean(dims, { keepdim: true }));
  const centered = kind === "layerNorm" ? x.sub(average(x)) : x;
  const deviation = average(centered.square()).add(eps).sqrt();
  const y = centered.div(deviation);
  const g = weight ? grad.mul(weight) : grad;
  const flat = kind === "layerNorm" ? g.sub(average(g)) : g;
  return {
    x: flat.sub(y.mul(average(g.mul(y)))).div(deviation),
    weight: weight && sumTo(grad.mul(y), shape),
    bias: bias && sumTo(grad, shape),
  };
}
