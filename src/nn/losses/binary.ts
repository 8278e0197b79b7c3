import { record, type Tensor } from "../../autograd/index";
import { GradbookError } from "../../errors";
import { checkSameShape, reduceLoss, type LossOptions } from "./reduction";

export interface BinaryCrossEntropyOptions extends LossOptions {
  /** How much each element counts; broadcast to the shape of the targets. The mean is over the elements all the same. */
  weight?: Tensor;
}

/**
 * Cross-entropy of yes-or-no answers given as probabilities: `mean of -(t ln p + (1 - t) ln(1 - p))`. Logarithms below -100
 * count as -100, as in PyTorch, so that the loss stays finite; better take {@link binaryCrossEntropyWithLogits}.
 *
 * @param probabilities from 0 to 1, any shape
 * @param targets 0 or 1 (or probabilities), the same shape
 * @throws if the shapes differ, or a probability is outside of 0 to 1.
 * @example
 * nn.binaryCrossEntropy(tensor([0.5]), tensor([1])).item().toFixed(4); // -> "0.6931"
 */
export function binaryCrossEntropy(
  probabilities: Tensor,
  targets: Tensor,
  { reduction = "mean", weight }: BinaryCrossEntropyOptions = {},
): Tensor {
  checkSameShape("binaryCrossEntropy", probabilities, targets);
  const outside = probabilities.toList().find((p) => !(p >= 0 && p <= 1) && !Number.isNaN(p));
  if (outside !== undefined) {
    throw new GradbookError(
      `binaryCrossEntropy: ${outside} is not a probability from 0 to 1; for raw scores use nn.binaryCrossEntropyWithLogits`,
    );
  }
  const losses = elementwise(probabilities, targets.to(probabilities.dtype));
  return reduceLoss(weight ? losses.mul(weight) : losses, reduction);
}

/** Recorded as a whole: the slope `(p - t) / (p (1 - p))` is kept from dividing by 0, which that of the logarithms would not. */
function elementwise(p: Tensor, t: Tensor): Tensor {
  const yes = (): Tensor => p.log().maximum(-100);
  const no = (): Tensor => p.neg().add(1).log().maximum(-100);
  const values = t.detach().mul(yes().detach()).add(t.detach().neg().add(1).mul(no().detach())).neg();
  return record({
    operation: "binaryCrossEntropy",
    parents: [p, t],
    array: values.array,
    gradients: [
      (grad) => grad.mul(p.sub(t).div(p.mul(p.neg().add(1)).maximum(1e-12))),
      (grad) => grad.mul(no().sub(yes())),
    ],
    needs: [p, t],
  });
}

export interface BinaryCrossEntropyWithLogitsOptions extends BinaryCrossEntropyOptions {
  /** How much a positive example counts, one number or one a class (broadcast). Default 1. */
  posWeight?: Tensor | number;
}

/**
 * Cross-entropy of yes-or-no answers: `mean of -(t ln p + (1 - t) ln(1 - p))` with `p = sigmoid(logits)`, computed as
 * `(1 - t) x + ln(1 + e^-x)`, which no logit can make infinite.
 *
 * @param logits raw scores of any shape, without a sigmoid
 * @param targets 0 or 1 (or probabilities), the same shape
 * @throws if the shapes differ.
 * @example
 * nn.binaryCrossEntropyWithLogits(tensor([0]), tensor([1])).item().toFixed(4); // -> "0.6931"
 */
export function binaryCrossEntropyWithLogits(
  logits: Tensor,
  targets: Tensor,
  { reduction = "mean", posWeight = 1, weight }: BinaryCrossEntropyWithLogitsOptions = {},
): Tensor {
  checkSameShape("binaryCrossEntropyWithLogits", logits, targets);
  const t = targets.to(logits.dtype);
  const no = t.neg().add(1).mul(logits);
  const both = logits.neg().softplus();
  const extra = typeof posWeight === "number" ? posWeight - 1 : posWeight.sub(1);
  const losses = no.add(extra === 0 ? both : t.mul(extra).add(1).mul(both));
  return reduceLoss(weight ? losses.mul(weight) : losses, reduction);
}
