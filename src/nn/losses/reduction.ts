import { checkTensor, type Reduction, type Tensor } from "../../autograd/index";
import { GradbookError } from "../../errors";

export type { Reduction };

export interface LossOptions {
  /** `"mean"` over all elements (default), `"sum"`, or `"none"`: one loss an element. */
  reduction?: Reduction;
}

export function reduceLoss(losses: Tensor, reduction: Reduction = "mean"): Tensor {
  checkReduction(reduction);
  if (reduction === "none") return losses;
  return reduction === "sum" ? losses.sum() : losses.mean();
}

/** @throws unless it is one of the three. */
export function checkReduction(reduction: Reduction): void {
  if (["mean", "sum", "none"].includes(reduction)) return;
  throw new GradbookError(`loss: the reduction is "mean", "sum" or "none", got ${JSON.stringify(reduction)}`);
}

/** Broadcasting a loss is nearly always a mistake, and a silent one: `[n, 1]` against `[n]` compares all with all. */
export function checkSameShape(operation: string, input: Tensor, target: Tensor): void {
  checkTensor(operation, "the output", input);
  checkTensor(operation, "the target", target);
  if (String(input.shape) === String(target.shape)) return;
  const flat =
    input.size === target.size
      ? `; did you mean ${operation}(output, target.reshape([${input.shape.join(", ")}]))?`
      : "";
  throw new GradbookError(
    `${operation}: the output has the shape [${input.shape.join(", ")}], the target [${target.shape.join(", ")}]; they must be equal${flat}`,
  );
}
