import type { GELUOptions, Tensor } from "../../autograd/index";
import * as functional from "../functional";
import { Module } from "../module";

/** `max(x, 0)`, element by element. */
export class ReLU extends Module {
  override forward(x: Tensor): Tensor {
    return functional.relu(x);
  }
}

/** `1 / (1 + e^-x)`, element by element. */
export class Sigmoid extends Module {
  override forward(x: Tensor): Tensor {
    return functional.sigmoid(x);
  }
}

/** The hyperbolic tangent, element by element. */
export class Tanh extends Module {
  override forward(x: Tensor): Tensor {
    return functional.tanh(x);
  }
}

/** Scores along `dim` (default the last) as probabilities. `nn.crossEntropy` takes the scores, without this. */
export class Softmax extends Module {
  constructor(readonly dim: number = -1) {
    super();
  }

  override forward(x: Tensor): Tensor {
    return functional.softmax(x, this.dim);
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

/** `x` where positive, `alpha (e^x - 1)` elsewhere. */
export class ELU extends Module {
  constructor(readonly alpha: number = 1) {
    super();
  }

  override forward(x: Tensor): Tensor {
    return functional.elu(x, this.alpha);
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

/** `ln(1 + e^x)`. */
export class Softplus extends Module {
  override forward(x: Tensor): Tensor {
    return functional.softplus(x);
  }
}

/** The input itself. */
export class Identity extends Module {
  override forward(x: Tensor): Tensor {
    return x;
  }
}
