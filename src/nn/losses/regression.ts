import type { Tensor } from "../../autograd/index";
import { checkSameShape, reduceLoss, type LossOptions } from "./reduction";

/**
 * Mean squared error: `mean of (input - target)^2`.
 *
 * @param input what the model computed, any shape
 * @param target what it should have computed, the same shape
 * @throws if the shapes differ.
 * @example
 * nn.mseLoss(tensor([1, 2]), tensor([1, 4])).item(); // -> 2
 */
export function mseLoss(input: Tensor, target: Tensor, options: LossOptions = {}): Tensor {
  checkSameShape("mseLoss", input, target);
  return reduceLoss(input.sub(target).square(), options.reduction);
}

/**
 * Mean absolute error: `mean of |input - target|`.
 *
 * @throws if the shapes differ.
 * @example
 * nn.l1Loss(tensor([1, 2]), tensor([1, 4])).item(); // -> 1
 */
export function l1Loss(input: Tensor, target: Tensor, options: LossOptions = {}): Tensor {
  checkSameShape("l1Loss", input, target);
  return reduceLoss(input.sub(target).abs(), options.reduction);
}

export interface HuberOptions extends LossOptions {
  /** Where the parabola turns into a line. Default 1. */
  delta?: number;
}

/**
 * Squared for small errors, straight for large ones: `d^2 / 2` where `|d| <= delta`, else `delta (|d| - delta / 2)`.
 *
 * Source: Huber, Robust Estimation of a Location Parameter, 1964.
 *
 * @throws if the shapes differ.
 * @example
 * nn.huberLoss(tensor([0, 0]), tensor([1, 10]), { reduction: "none" }).toList(); // -> [0.5, 9.5]
 */
export function huberLoss(input: Tensor, target: Tensor, { delta = 1, reduction = "mean" }: HuberOptions = {}): Tensor {
  checkSameShape("huberLoss", input, target);
  const distance = input.sub(target).abs();
  const near = distance.square().mul(0.5);
  const far = distance.sub(delta / 2).mul(delta);
  return reduceLoss(distance.le(delta).where(near, far), reduction);
}

export interface SmoothL1Options extends LossOptions {
  /** Where the parabola turns into a line. Default 1; 0 gives {@link l1Loss}. */
  beta?: number;
}

/**
 * {@link huberLoss} over `beta`: `d^2 / (2 beta)` where `|d| < beta`, else `|d| - beta / 2`.
 *
 * Source: Girshick, Fast R-CNN, 2015.
 *
 * @throws if the shapes differ.
 * @example
 * nn.smoothL1Loss(tensor([0, 0]), tensor([1, 10]), { reduction: "none" }).toList(); // -> [0.5, 9.5]
 */
export function smoothL1Loss(
  input: Tensor,
  target: Tensor,
  { beta = 1, reduction = "mean" }: SmoothL1Options = {},
): Tensor {
  if (beta === 0) return l1Loss(input, target, { reduction });
  checkSameShape("smoothL1Loss", input, target);
  const distance = input.sub(target).abs();
  const near = distance.square().mul(0.5 / beta);
  return reduceLoss(distance.lt(beta).where(near, distance.sub(beta / 2)), reduction);
}
