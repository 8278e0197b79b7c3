import { backend } from "../../backend/current";
import { GradbookError } from "../../errors";
import { contiguous, empty, reduce, stretch } from "../../tensor/kernels";
import { formatShape } from "../../tensor/shape";
import { record } from "../tape";
import { Tensor } from "../tensor";

export type Reduction = "mean" | "sum" | "none";

export interface CrossEntropyOptions {
  /** `"mean"` over the rows that are not ignored (default), `"sum"`, or `"none"`: one loss a row. */
  reduction?: Reduction;
  /** Rows with this target are left out. Default -100. */
  ignoreIndex?: number;
  /** How much of the target's probability is spread evenly over all classes, from 0 (default) to 1. */
  labelSmoothing?: number;
}

/**
 * `-ln softmax(logits)[target]` of each row of `[rows, classes]`, in one step; the gradient is `softmax(logits) - target`.
 * It is not recorded a second time: for second derivatives use `logits.logSoftmax()`.
 */
export function crossEntropy(logits: Tensor, targets: Int32Array, options: CrossEntropyOptions = {}): Tensor {
  const { reduction = "mean", ignoreIndex = -100, labelSmoothing = 0 } = options;
  const kernelOptions = { ignoreIndex, labelSmoothing };
  const source = contiguous(logits.array);
  const rows = checkTargets(logits, targets, ignoreIndex);
  const losses = empty(logits.dtype, [targets.length]);
  backend().crossEntropy(source, targets, kernelOptions, losses);
  const factor = reduction === "mean" ? 1 / rows : 1;
  const array = reduction === "none" ? losses : reduce("sum", losses, [0], false);
  if (factor !== 1) array.data[0] *= factor;
  return record({
    operation: "crossEntropy",
    parents: [logits],
    array,
    gradients: [
      (grad) => {
        const scale = stretch(grad.mul(factor).array, [targets.length]);
        const out = empty(logits.dtype, logits.shape);
        backend().crossEntropyBackward(source, targets, kernelOptions, scale, out);
        return new Tensor(out);
      },
    ],
    needs: [logits],
  });
}

/** Checks every target against the number of classes; returns how many rows count. */
function checkTargets(logits: Tensor, targets: Int32Array, ignoreIndex: number): number {
  const [rows, classes] = logits.shape;
  if (logits.ndim !== 2 || rows !== targets.length) {
    throw new GradbookError(
      `crossEntropy: ${targets.length} targets do not fit logits of shape ${formatShape(logits.shape)} = [rows, classes]; one target a row is needed`,
    );
  }
  let count = 0;
  for (const target of targets) {
    if (target === ignoreIndex) continue;
    if (target < 0 || target >= classes) {
      throw new GradbookError(
        `crossEntropy: target ${target} is not one of the ${classes} classes; targets are whole numbers from 0 to ${classes - 1}`,
      );
    }
    count++;
  }
  return count;
}
