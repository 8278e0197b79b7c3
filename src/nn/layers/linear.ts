import { linear, tensor, type Tensor } from "../../autograd/index";
import { checkOptions, GradbookError } from "../../errors";
import * as init from "../init/index";
import { Module } from "../module";
import { Parameter } from "../parameter";

export interface LinearOptions {
  /** Whether a bias is added. Default true. */
  bias?: boolean;
}

/**
 * A fully connected layer: `y = x W^T + b`.
 *
 * Weight `[outFeatures, inFeatures]` and bias `[outFeatures]` start uniform in `±1/sqrt(inFeatures)`, as in PyTorch.
 * Maps `[..., inFeatures]` to `[..., outFeatures]`.
 *
 * @example
 * new nn.Linear(3, 2).forward(tensor.ones([5, 3])).shape; // -> [5, 2]
 */
export class Linear extends Module {
  readonly weight: Parameter;
  readonly bias: Parameter | undefined;

  constructor(
    readonly inFeatures: number,
    readonly outFeatures: number,
    options: LinearOptions = {},
  ) {
    super();
    checkOptions("Linear", options, ["bias"]);
    if (![inFeatures, outFeatures].every((n) => Number.isInteger(n) && n > 0)) {
      throw new GradbookError(`Linear: needs the numbers of inputs and outputs, got (${inFeatures}, ${outFeatures})`);
    }
    const bound = 1 / Math.sqrt(inFeatures);
    this.weight = new Parameter(init.uniform(tensor.zeros([outFeatures, inFeatures]), -bound, bound));
    this.bias =
      (options.bias ?? true) ? new Parameter(init.uniform(tensor.zeros([outFeatures]), -bound, bound)) : undefined;
  }

  override forward(x: Tensor): Tensor {
    return linear(x, this.weight, this.bias);
  }

  override describe(): string {
    return `${this.inFeatures} -> ${this.outFeatures}${this.bias ? "" : ", no bias"}`;
  }
}
