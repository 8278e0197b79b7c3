import { tensor, type Tensor } from "../../autograd/index";
import * as functional from "../functional/index";
import type { HardtanhOptions } from "../functional/index";
import { Module } from "../module";
import { Parameter } from "../parameter";

/** `max(x, 0)`, element by element. */
export class ReLU extends Module {
  override forward(x: Tensor): Tensor {
    return functional.relu(x);
  }
}

/** `min(max(x, 0), 6)`, element by element. */
export class ReLU6 extends Module {
  override forward(x: Tensor): Tensor {
    return functional.relu6(x);
  }
}

/** `x` where positive, `negativeSlope x` (default 0.01) elsewhere. */
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

/** `x` where positive, `alpha (e^x - 1)` elsewhere. */
export class ELU extends Module {
  constructor(readonly alpha: number = 1) {
    super();
  }

  override forward(x: Tensor): Tensor {
    return functional.elu(x, this.alpha);
  }
}

/** `1.0507 elu(x, 1.6733)`: keeps mean 0 and variance 1 through many layers. */
export class SELU extends Module {
  override forward(x: Tensor): Tensor {
    return functional.selu(x);
  }
}

/** `x` where positive, `alpha (e^(x / alpha) - 1)` elsewhere. */
export class CELU extends Module {
  constructor(readonly alpha: number = 1) {
    super();
  }

  override forward(x: Tensor): Tensor {
    return functional.celu(x, this.alpha);
  }
}

/** `x` where it is larger than `limit`, `value` elsewhere. */
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

/** `x` cut off below `minValue` (default -1) and above `maxValue` (default 1). */
export class Hardtanh extends Module {
  constructor(readonly options: HardtanhOptions = {}) {
    super();
  }

  override forward(x: Tensor): Tensor {
    return functional.hardtanh(x, this.options);
  }
}

/** 0 where `|x| <= lambda` (default 0.5), `x` elsewhere. */
export class Hardshrink extends Module {
  constructor(readonly lambda: number = 0.5) {
    super();
  }

  override forward(x: Tensor): Tensor {
    return functional.hardshrink(x, this.lambda);
  }
}

/** 0 where `|x| <= lambda` (default 0.5), elsewhere `x` moved towards 0 by `lambda`. */
export class Softshrink extends Module {
  constructor(readonly lambda: number = 0.5) {
    super();
  }

  override forward(x: Tensor): Tensor {
    return functional.softshrink(x, this.lambda);
  }
}
