import { tensor, type Tensor } from "../../autograd/index";
import * as functional from "../functional/index";
import type { HardtanhOptions } from "../functional/index";
import { Module } from "../module";
import { Parameter } from "../parameter";

/**
 * `max(x, 0)`, element by element.
 *
 * @example
 * new nn.ReLU().forward(tensor([-1, 2])).toList(); // -> [0, 2]
 */
export class ReLU extends Module {
  override forward(x: Tensor): Tensor {
    return functional.relu(x);
  }
}

/**
 * `min(max(x, 0), 6)`, element by element.
 *
 * @example
 * new nn.ReLU6().forward(tensor([-1, 2, 9])).toList(); // -> [0, 2, 6]
 */
export class ReLU6 extends Module {
  override forward(x: Tensor): Tensor {
    return functional.relu6(x);
  }
}

/**
 * `x` where positive, `negativeSlope x` (default 0.01) elsewhere.
 *
 * @example
 * new nn.LeakyReLU(0.5).forward(tensor([-2, 2])).toList(); // -> [-1, 2]
 */
export class LeakyReLU extends Module {
  constructor(readonly negativeSlope: number = 0.01) {
    super();
  }

  override forward(x: Tensor): Tensor {
    return functional.leakyReLU(x, this.negativeSlope);
  }

  override describe(): string {
    return `slope ${this.negativeSlope}`;
  }
}

export interface PReLUOptions {
  /** The slope to start from. Default 0.25. */
  init?: number;
}

/**
 * `x` where positive, `weight x` elsewhere, with learned slopes: one for all, or one for each of `numParameters` channels.
 *
 * Source: He, Zhang, Ren and Sun, Delving Deep into Rectifiers, 2015.
 *
 * @example
 * new nn.PReLU().forward(tensor([-4, 2])).toList(); // -> [-1, 2]
 */
export class PReLU extends Module {
  readonly weight: Parameter;

  constructor(
    readonly numParameters: number = 1,
    { init = 0.25 }: PReLUOptions = {},
  ) {
    super();
    this.weight = new Parameter(tensor.full([numParameters], init));
  }

  override forward(x: Tensor): Tensor {
    return functional.prelu(x, this.weight);
  }

  override describe(): string {
    return this.numParameters === 1 ? "" : `${this.numParameters} slopes`;
  }
}

/**
 * `x` where positive, `alpha (e^x - 1)` elsewhere.
 *
 * @example
 * new nn.ELU(2).forward(tensor([-1000, 2])).toList(); // -> [-2, 2]
 */
export class ELU extends Module {
  constructor(readonly alpha: number = 1) {
    super();
  }

  override forward(x: Tensor): Tensor {
    return functional.elu(x, this.alpha);
  }
}

/**
 * `1.0507 elu(x, 1.6733)`: keeps mean 0 and variance 1 through many layers.
 *
 * @example
 * new nn.SELU().forward(tensor([1])).item().toFixed(4); // -> "1.0507"
 */
export class SELU extends Module {
  override forward(x: Tensor): Tensor {
    return functional.selu(x);
  }
}

/**
 * `x` where positive, `alpha (e^(x / alpha) - 1)` elsewhere.
 *
 * @example
 * new nn.CELU(0.5).forward(tensor([-1000, 2])).toList(); // -> [-0.5, 2]
 */
export class CELU extends Module {
  constructor(readonly alpha: number = 1) {
    super();
  }

  override forward(x: Tensor): Tensor {
    return functional.celu(x, this.alpha);
  }
}

/**
 * `x` where it is larger than `limit`, `value` elsewhere.
 *
 * @example
 * new nn.Threshold(2, -5).forward(tensor([1, 3])).toList(); // -> [-5, 3]
 */
export class Threshold extends Module {
  constructor(
    readonly limit: number,
    readonly value: number,
  ) {
    super();
  }

  override forward(x: Tensor): Tensor {
    return functional.threshold(x, this.limit, this.value);
  }

  override describe(): string {
    return `above ${this.limit}, else ${this.value}`;
  }
}

/**
 * `x` cut off below `minValue` (default -1) and above `maxValue` (default 1).
 *
 * @example
 * new nn.Hardtanh().forward(tensor([-3, 0.5, 3])).toList(); // -> [-1, 0.5, 1]
 */
export class Hardtanh extends Module {
  constructor(readonly options: HardtanhOptions = {}) {
    super();
  }

  override forward(x: Tensor): Tensor {
    return functional.hardtanh(x, this.options);
  }
}

/**
 * 0 where `|x| <= lambda` (default 0.5), `x` elsewhere.
 *
 * @example
 * new nn.Hardshrink().forward(tensor([-1, 0.25, 1])).toList(); // -> [-1, 0, 1]
 */
export class Hardshrink extends Module {
  constructor(readonly lambda: number = 0.5) {
    super();
  }

  override forward(x: Tensor): Tensor {
    return functional.hardshrink(x, this.lambda);
  }
}

/**
 * 0 where `|x| <= lambda` (default 0.5), elsewhere `x` moved towards 0 by `lambda`.
 *
 * @example
 * new nn.Softshrink().forward(tensor([-2, 0.25, 2])).toList(); // -> [-1.5, 0, 1.5]
 */
export class Softshrink extends Module {
  constructor(readonly lambda: number = 0.5) {
    super();
  }

  override forward(x: Tensor): Tensor {
    return functional.softshrink(x, this.lambda);
  }
}
