import type { GELUOptions, Tensor } from "../../autograd/index";
import * as functional from "../functional/index";
import type { SoftplusOptions } from "../functional/index";
import { Module } from "../module";

/**
 * `1 / (1 + e^-x)`, element by element.
 *
 * @example
 * new nn.Sigmoid().forward(tensor([0])).toList(); // -> [0.5]
 */
export class Sigmoid extends Module {
  override forward(x: Tensor): Tensor {
    return functional.sigmoid(x);
  }
}

/**
 * `-ln(1 + e^-x)`, element by element.
 *
 * @example
 * new nn.LogSigmoid().forward(tensor([-1000])).toList(); // -> [-1000]
 */
export class LogSigmoid extends Module {
  override forward(x: Tensor): Tensor {
    return functional.logSigmoid(x);
  }
}

/**
 * The hyperbolic tangent, element by element.
 *
 * @example
 * new nn.Tanh().forward(tensor([0])).toList(); // -> [0]
 */
export class Tanh extends Module {
  override forward(x: Tensor): Tensor {
    return functional.tanh(x);
  }
}

/**
 * `x - tanh(x)`, element by element.
 *
 * @example
 * new nn.Tanhshrink().forward(tensor([0, 100])).toList(); // -> [0, 99]
 */
export class Tanhshrink extends Module {
  override forward(x: Tensor): Tensor {
    return functional.tanhshrink(x);
  }
}

/**
 * `x / (1 + |x|)`, element by element.
 *
 * @example
 * new nn.Softsign().forward(tensor([-1, 3])).toList(); // -> [-0.5, 0.75]
 */
export class Softsign extends Module {
  override forward(x: Tensor): Tensor {
    return functional.softsign(x);
  }
}

/**
 * `x Phi(x)`, with `Phi` the normal distribution function.
 *
 * @example
 * new nn.GELU({ approximate: "tanh" }).forward(tensor([0, 100])).toList(); // -> [0, 100]
 */
export class GELU extends Module {
  constructor(readonly options: GELUOptions = {}) {
    super();
  }

  override forward(x: Tensor): Tensor {
    return functional.gelu(x, this.options);
  }
}

/**
 * `x sigmoid(x)`.
 *
 * @example
 * new nn.SiLU().forward(tensor([0, 100])).toList(); // -> [0, 100]
 */
export class SiLU extends Module {
  override forward(x: Tensor): Tensor {
    return functional.silu(x);
  }
}

/**
 * `x tanh(ln(1 + e^x))`.
 *
 * @example
 * new nn.Mish().forward(tensor([0, 100])).toList(); // -> [0, 100]
 */
export class Mish extends Module {
  override forward(x: Tensor): Tensor {
    return functional.mish(x);
  }
}

/**
 * `ln(1 + e^(beta x)) / beta`.
 *
 * @example
 * new nn.Softplus({ beta: 2 }).forward(tensor([100])).toList(); // -> [100]
 */
export class Softplus extends Module {
  constructor(readonly options: SoftplusOptions = {}) {
    super();
  }

  override forward(x: Tensor): Tensor {
    return functional.softplus(x, this.options);
  }
}

/**
 * `min(max(x / 6 + 1/2, 0), 1)`.
 *
 * @example
 * new nn.Hardsigmoid().forward(tensor([-3, 0, 4])).toList(); // -> [0, 0.5, 1]
 */
export class Hardsigmoid extends Module {
  override forward(x: Tensor): Tensor {
    return functional.hardsigmoid(x);
  }
}

/**
 * `x min(max(x / 6 + 1/2, 0), 1)`.
 *
 * @example
 * new nn.Hardswish().forward(tensor([0, 1.5, 4])).toList(); // -> [0, 1.125, 4]
 */
export class Hardswish extends Module {
  override forward(x: Tensor): Tensor {
    return functional.hardswish(x);
  }
}

/**
 * The input itself.
 *
 * @example
 * new nn.Identity().forward(tensor([1, 2])).toList(); // -> [1, 2]
 */
export class Identity extends Module {
  override forward(x: Tensor): Tensor {
    return x;
  }
}
