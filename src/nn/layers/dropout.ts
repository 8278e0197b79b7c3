import type { Tensor } from "../../autograd/index";
import { GradbookError } from "../../errors";
import { dropout, dropoutChannels } from "../functional/index";
import { Module } from "../module";

/**
 * Drops elements at random with probability `p` (default 0.5) while training, none in evaluation.
 *
 * @example
 * new nn.Dropout(0.2).eval().forward(tensor([1, 2])).toList(); // -> [1, 2]
 */
export class Dropout extends Module {
  constructor(readonly p: number = 0.5) {
    super();
    if (!(p >= 0 && p <= 1)) throw new GradbookError(`Dropout: the probability must lie between 0 and 1, got ${p}`);
  }

  override forward(x: Tensor): Tensor {
    return dropout(x, { p: this.p, training: this.training });
  }

  override describe(): string {
    return `p ${this.p}`;
  }
}

/**
 * Drops whole channels of `[batch, channels, length]` while training.
 *
 * @example
 * new nn.Dropout1d(1).forward(tensor.ones([1, 1, 3])).toList(); // -> [0, 0, 0]
 */
export class Dropout1d extends Dropout {
  override forward(x: Tensor): Tensor {
    return dropoutChannels(x, { p: this.p, training: this.training });
  }
}

/**
 * Drops whole channels of `[batch, channels, height, width]` while training.
 *
 * @example
 * new nn.Dropout2d(0.2).eval().forward(tensor.ones([1, 1, 1, 2])).toList(); // -> [1, 1]
 */
export class Dropout2d extends Dropout1d {}
