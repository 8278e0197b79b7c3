import type { Tensor } from "../autograd/index";
import { GradbookError } from "../errors";

/** Compares the output of a model with the targets; returns one number. */
export type Metric = (output: Tensor, targets: Tensor) => number;

/**
 * The share of right answers, from 0 to 1: the largest of several scores; for a single score, whether it is above 0
 * as the target is above 0.5 (a logit), which also serves `nn.binaryCrossEntropyWithLogits`.
 *
 * @param output `[rows, classes]`, or `[rows]` or `[rows, 1]`
 * @param targets class numbers `[rows]`, or for a single score 0 and 1 in the shape of the output
 * @example
 * train.accuracy(tensor([[1, 3], [2, 0]]), tensor([1, 1])); // -> 0.5
 */
export function accuracy(output: Tensor, targets: Tensor): number {
  const single = output.ndim === 1 || output.shape[output.ndim - 1] === 1;
  const answers = single ? output.flatten().gt(0).to("int32") : output.argmax(-1).flatten();
  const expected = single ? targets.flatten().gt(0.5).to("int32") : targets.flatten();
  if (answers.size !== expected.size) {
    throw new GradbookError(
      `accuracy: an output of shape [${output.shape.join(", ")}] does not fit targets of shape [${targets.shape.join(", ")}]`,
    );
  }
  return answers.eq(expected).to("float64").mean().item();
}
