import { backend } from "../../backend/current";
import { GradbookError } from "../../errors";
import { contiguous, empty, full, reduce, stretch } from "../../tensor/kernels";
import { formatShape } from "../../tensor/shape";
import { isRecording, record } from "../tape";
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

/** `-ln softmax(logits)[target]` of each row of `[rows, classes]`, in one step; the gradient is `softmax(logits) - target`. */
export function crossEntropy(logits: Tensor, targets: Int32Array, options: CrossEntropyOptions = {}): Tensor {
  const { reduction = "mean", ignoreIndex = -100, labelSmoothing = 0 } = options;
  const kernelOptions = { ignoreIndex, labelSmoothing };
  const rows = checkTargets(logits, targets, ignoreIndex);
  const losses = empty(logits.dtype, [targets.length]);
  backend().crossEntropy(contiguous(logits.array), targets, kernelOptions, losses);
  const factor = reduction === "mean" ? 1 / rows : 1;
  const array = reduction === "none" ? losses : reduce("sum", losses, [0], false);
  if (factor !== 1) array.data[array.offset] *= factor;
  return record({
    operation: "crossEntropy",
    parents: [logits],
    array,
    gradients: [
      (grad) => {
        const scale = grad.mul(factor);
        if (isRecording()) return differentiable(logits, targets, kernelOptions, scale);
        const out = empty(logits.dtype, logits.shape);
        const scales = stretch(scale.array, [targets.length]);
        backend().crossEntropyBackward(contiguous(logits.array), targets, kernelOptions, scales, out);
        return new Tensor(out);
      },
    ],
    needs: [logits],
  });
}

/** `scale * (softmax(logits) - target distribution)` from tensor operations, so that it can be differentiated again. */
function differentiable(
  logits: Tensor,
  targets: Int32Array,
  { ignoreIndex, labelSmoothing }: { ignoreIndex: number; labelSmoothing: number },
  scale: Tensor,
): Tensor {
  const [rows, classes] = logits.shape;
  const distribution = full(logits.dtype, [rows, classes], labelSmoothing / classes);
  const ignored = full("bool", [rows, 1], 0);
  targets.forEach((target, row) => {
    if (target === ignoreIndex) ignored.data[ignored.offset + row] = 1;
    else distribution.data[distribution.offset + row * classes + target] += 1 - labelSmoothing;
  });
  const difference = logits.softmax(1).sub(new Tensor(distribution));
  const scales = scale.ndim === 0 ? scale : scale.unsqueeze(1);
  return difference.mul(scales).maskedFill(new Tensor(ignored), 0);
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
