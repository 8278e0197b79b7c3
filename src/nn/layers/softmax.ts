import type { Tensor } from "../../autograd/index";
import * as functional from "../functional/index";
import { Module } from "../module";

/**
 * Scores along `dim` (default the last) as probabilities. `nn.crossEntropy` takes the scores, without this.
 *
 * @example
 * new nn.Softmax().forward(tensor([[1, 1]])).toList(); // -> [0.5, 0.5]
 */
export class Softmax extends Module {
  constructor(readonly dim: number = -1) {
    super();
  }

  override forward(x: Tensor): Tensor {
    return functional.softmax(x, this.dim);
  }
}

/**
 * The logarithms of {@link Softmax}, finite where a probability would round to 0.
 *
 * @example
 * new nn.LogSoftmax().forward(tensor([0, 2000])).toList(); // -> [-2000, 0]
 */
export class LogSoftmax extends Module {
  constructor(readonly dim: number = -1) {
    super();
  }

  override forward(x: Tensor): Tensor {
    return functional.logSoftmax(x, this.dim);
  }
}

/**
 * The softmax of `-x` along `dim` (default the last).
 *
 * @example
 * new nn.Softmin().forward(tensor([0, 1000])).toList(); // -> [1, 0]
 */
export class Softmin extends Module {
  constructor(readonly dim: number = -1) {
    super();
  }

  override forward(x: Tensor): Tensor {
    return functional.softmin(x, this.dim);
  }
}

/**
 * Of two halves `a` and `b` along `dim` (default the last): `a sigmoid(b)`.
 *
 * @example
 * new nn.GLU().forward(tensor([4, 6, 0, 0])).toList(); // -> [2, 3]
 */
export class GLU extends Module {
  constructor(readonly dim: number = -1) {
    super();
  }

  override forward(x: Tensor): Tensor {
    return functional.glu(x, this.dim);
  }
}
