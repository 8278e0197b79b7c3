import type { Tensor } from "../../autograd/index";
import * as functional from "../functional/index";
import { Module } from "../module";

/** Scores along `dim` (default the last) as probabilities. `nn.crossEntropy` takes the scores, without this. */
export class Softmax extends Module {
  constructor(readonly dim: number = -1) {
    super();
  }

  override forward(x: Tensor): Tensor {
    return functional.softmax(x, this.dim);
  }
}

/** The logarithms of {@link Softmax}, finite where a probability would round to 0. */
export class LogSoftmax extends Module {
  constructor(readonly dim: number = -1) {
    super();
  }

  override forward(x: Tensor): Tensor {
    return functional.logSoftmax(x, this.dim);
  }
}

/** The softmax of `-x` along `dim` (default the last). */
export class Softmin extends Module {
  constructor(readonly dim: number = -1) {
    super();
  }

  override forward(x: Tensor): Tensor {
    return functional.softmin(x, this.dim);
  }
}

/** Of two halves `a` and `b` along `dim` (default the last): `a sigmoid(b)`. */
export class GLU extends Module {
  constructor(readonly dim: number = -1) {
    super();
  }

  override forward(x: Tensor): Tensor {
    return functional.glu(x, this.dim);
  }
}
