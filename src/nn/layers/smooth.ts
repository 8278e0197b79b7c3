import type { GELUOptions, Tensor } from "../../autograd/index";
import * as functional from "../functional/index";
import type { SoftplusOptions } from "../functional/index";
import { Module } from "../module";

/** `1 / (1 + e^-x)`, element by element. */
export class Sigmoid extends Module {
  override forward(x: Tensor): Tensor {
    return functional.sigmoid(x);
  }
}

/** `-ln(1 + e^-x)`, element by element. */
export class LogSigmoid extends Module {
  override forward(x: Tensor): Tensor {
    return functional.logSigmoid(x);
  }
}

/** The hyperbolic tangent, element by element. */
export class Tanh extends Module {
  override forward(x: Tensor): Tensor {
    return functional.tanh(x);
  }
}

/** `x - tanh(x)`, element by element. */
export class Tanhshrink extends Module {
  override forward(x: Tensor): Tensor {
    return functional.tanhshrink(x);
  }
}

/** `x / (1 + |x|)`, element by element. */
export class Softsign extends Module {
  override forward(x: Tensor): Tensor {
    return functional.softsign(x);
  }
}

/** `x Phi(x)`, with `Phi` the normal distribution function. */
export class GELU extends Module {
  constructor(readonly options: GELUOptions = {}) {
    super();
  }

  override forward(x: Tensor): Tensor {
    return functional.gelu(x, this.options);
  }
}

/** `x sigmoid(x)`. */
export class SiLU extends Module {
  override forward(x: Tensor): Tensor {
    return functional.silu(x);
  }
}

/** `x tanh(ln(1 + e^x))`. */
export class Mish extends Module {
  override forward(x: Tensor): Tensor {
    return functional.mish(x);
  }
}

/** `ln(1 + e^(beta x)) / beta`. */
export class Softplus extends Module {
  constructor(readonly options: SoftplusOptions = {}) {
    super();
  }

  override forward(x: Tensor): Tensor {
    return functional.softplus(x, this.options);
  }
}

/** `min(max(x / 6 + 1/2, 0), 1)`. */
export class Hardsigmoid extends Module {
  override forward(x: Tensor): Tensor {
    return functional.hardsigmoid(x);
  }
}

/** `x min(max(x / 6 + 1/2, 0), 1)`. */
export class Hardswish extends Module {
  override forward(x: Tensor): Tensor {
    return functional.hardswish(x);
  }
}

/** The input itself. */
export class Identity extends Module {
  override forward(x: Tensor): Tensor {
    return x;
  }
}
