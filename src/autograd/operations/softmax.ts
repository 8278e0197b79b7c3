import { backend } from "../../backend/current";
import type { SoftmaxKind } from "../../backend/backend";
import { blockOf, contiguous, empty, softmax as kernel } from "../../tensor/kernels";
import type { NDArray } from "../../tensor/ndarray";
import { normalizeDim } from "../../tensor/shape";
import { permute, transposition } from "../../tensor/views";
import { isRecording, record } from "../tape";
import { Tensor } from "../tensor";

/** `y_i = e^x_i / sum of e^x_j`, so the gradient is `y * (g - sum of g_j y_j)`. */
export function softmax(x: Tensor, dim: number): Tensor {
  const along = normalizeDim("softmax", dim, x.ndim);
  return record({
    operation: "softmax",
    parents: [x],
    array: lastInMemory(along, [x.array], (last, [array]) => kernel("softmax", array, last)),
    gradients: [
      (grad, y) => {
        if (!isRecording()) return fusedGradient("softmax", grad, y, along);
        return y.mul(grad.sub(grad.mul(y).sum(along, { keepdim: true })));
      },
    ],
    needsResult: true,
  });
}

/** `y_i = x_i - ln sum of e^x_j`, so the gradient is `g - softmax(x) * sum of g_j`. */
export function logSoftmax(x: Tensor, dim: number): Tensor {
  const along = normalizeDim("logSoftmax", dim, x.ndim);
  return record({
    operation: "logSoftmax",
    parents: [x],
    array: lastInMemory(along, [x.array], (last, [array]) => kernel("logSoftmax", array, last)),
    gradients: [
      (grad, y) => {
        if (!isRecording()) return fusedGradient("logSoftmax", grad, y, along);
        return grad.sub(y.exp().mul(grad.sum(along, { keepdim: true })));
      },
    ],
    needsResult: true,
  });
}

/** The same formulas in one pass over memory, for gradients that are not differentiated again. */
function fusedGradient(kind: SoftmaxKind, grad: Tensor, y: Tensor, dim: number): Tensor {
  const array = lastInMemory(dim, [grad.array, y.array], (last, [g, result]) => {
    const out = empty(result.dtype, result.shape);
    backend().softmaxBackward(kind, contiguous(g), contiguous(result), blockOf(result.shape, last), out);
    return out;
  });
  return new Tensor(array);
}

/** Runs `compute` with dimension `dim` moved to the end: rows that lie side by side are several times faster than columns. */
function lastInMemory(
  dim: number,
  arrays: readonly NDArray[],
  compute: (last: number, moved: readonly NDArray[]) => NDArray,
): NDArray {
  const last = arrays[0].ndim - 1;
  if (dim === last) return compute(last, arrays);
  const order = transposition(last + 1, dim, last);
  const moved = arrays.map((array) => permute(array, order));
  return permute(compute(last, moved), order);
}

declare module "../tensor" {
  interface Tensor {
    /**
     * Turns scores along `dim` (default: the last) into probabilities that sum to 1: `e^x_i / sum of e^x_j`.
     *
     * @example
     * tensor([0, 0]).softmax().toList(); // -> [0.5, 0.5]
     */
    softmax(dim?: number): Tensor;
    /** The logarithm of {@link Tensor.softmax}, computed without ever rounding a probability to 0. */
    logSoftmax(dim?: number): Tensor;
  }
}
Tensor.prototype.softmax = function (this: Tensor, dim: number = -1): Tensor {
  return softmax(this, dim);
};
Tensor.prototype.logSoftmax = function (this: Tensor, dim: number = -1): Tensor {
  return logSoftmax(this, dim);
};
