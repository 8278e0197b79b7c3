import type { Tensor } from "../../autograd/index";
import { Recurrent, type RecurrentOptions } from "./recurrent";
import type { LSTMState } from "./recurrent-cells";

export interface RNNOptions extends RecurrentOptions {
  /** Default `"tanh"`. */
  nonlinearity?: "tanh" | "relu";
}

/**
 * A plain recurrent network: `h_t = tanh(W_ih x_t + b_ih + W_hh h_(t-1) + b_hh)`, in `numLayers` layers.
 *
 * `[length, batch, inputSize]` gives the outputs `[length, batch, directions * hiddenSize]` of the last layer and the last hidden
 * states `[numLayers * directions, batch, hiddenSize]`. The weights of layer 0 are `weightIhL0` `[hiddenSize, inputSize]`,
 * `weightHhL0`, `biasIhL0`, `biasHhL0`, backwards `weightIhL0Reverse` and so on; all start uniform in `±1/sqrt(hiddenSize)`.
 *
 * Source: Elman, Finding Structure in Time, 1990.
 *
 * @throws if input or state have another size.
 * @example
 * const [output, hidden] = new nn.RNN(3, 4, { batchFirst: true }).forward(tensor.ones([2, 5, 3]));
 * [output.shape, hidden.shape]; // -> [[2, 5, 4], [1, 2, 4]]
 */
export class RNN extends Recurrent<[output: Tensor, hidden: Tensor]> {
  readonly nonlinearity: "tanh" | "relu";

  constructor(inputSize: number, hiddenSize: number, options: RNNOptions = {}) {
    super(inputSize, hiddenSize, options.nonlinearity ?? "tanh", options);
    this.nonlinearity = options.nonlinearity ?? "tanh";
  }

  override forward(x: Tensor, hidden?: Tensor): [output: Tensor, hidden: Tensor] {
    const { output, states } = this.run(x, hidden && [hidden]);
    return [output, states[0] as Tensor];
  }
}

/**
 * Gated recurrent units: `r` and `z` of a step are `sigmoid(W x_t + b + U h_(t-1) + c)`,
 * `n = tanh(W_in x_t + b_in + r (W_hn h_(t-1) + b_hn))`, `h_t = (1 - z) n + z h_(t-1)`.
 *
 * Shapes and names as in {@link RNN}; `weightIhL0` `[3 hiddenSize, inputSize]` holds the rows of r, z and n in this order.
 *
 * Source: Cho et al., Learning Phrase Representations Using RNN Encoder-Decoder, 2014.
 *
 * @throws if input or state have another size.
 * @example
 * const [output, hidden] = new nn.GRU(3, 4, { numLayers: 2 }).forward(tensor.ones([5, 1, 3]));
 * [output.shape, hidden.shape]; // -> [[5, 1, 4], [2, 1, 4]]
 */
export class GRU extends Recurrent<[output: Tensor, hidden: Tensor]> {
  constructor(inputSize: number, hiddenSize: number, options: RecurrentOptions = {}) {
    super(inputSize, hiddenSize, "gru", options);
  }

  override forward(x: Tensor, hidden?: Tensor): [output: Tensor, hidden: Tensor] {
    const { output, states } = this.run(x, hidden && [hidden]);
    return [output, states[0] as Tensor];
  }
}

/**
 * Long short-term memory: gates `i`, `f`, `o` of a step are `sigmoid(W x_t + b + U h_(t-1) + c)`, `g` is the same with tanh,
 * `c_t = f c_(t-1) + i g` and `h_t = o tanh(c_t)`.
 *
 * Shapes and names as in {@link RNN}; the state is a pair `[hidden, cell]`, and `weightIhL0` `[4 hiddenSize, inputSize]` holds the
 * rows of i, f, g and o in this order.
 *
 * Source: Hochreiter and Schmidhuber, Long Short-Term Memory, 1997.
 *
 * @throws if input or state have another size.
 * @example
 * const [output, [hidden, cell]] = new nn.LSTM(3, 4, { bidirectional: true }).forward(tensor.ones([5, 1, 3]));
 * [output.shape, hidden.shape, cell.shape]; // -> [[5, 1, 8], [2, 1, 4], [2, 1, 4]]
 */
export class LSTM extends Recurrent<[output: Tensor, state: LSTMState]> {
  constructor(inputSize: number, hiddenSize: number, options: RecurrentOptions = {}) {
    super(inputSize, hiddenSize, "lstm", options);
  }

  override forward(x: Tensor, state?: LSTMState): [output: Tensor, state: LSTMState] {
    const { output, states } = this.run(x, state);
    return [output, states as unknown as LSTMState];
  }
}
