import type { Tensor } from "../../autograd/index";
import { Module } from "../module";

/**
 * All dimensions after the first made one: `[batch, ...]` gives `[batch, features]`.
 *
 * @example
 * new nn.Flatten().forward(tensor.ones([2, 3, 4])).shape; // -> [2, 12]
 */
export class Flatten extends Module {
  constructor(
    readonly start: number = 1,
    readonly end: number = -1,
  ) {
    super();
  }

  override forward(x: Tensor): Tensor {
    return x.flatten(this.start, this.end);
  }
}
