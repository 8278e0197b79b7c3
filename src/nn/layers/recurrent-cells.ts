import {
  gatesOf,
  linear,
  recurrentCell,
  statesOf,
  tensor,
  type RecurrentKind,
  type Tensor,
} from "../../autograd/index";
import { GradbookError } from "../../errors";
import { Module } from "../module";
import type { Parameter } from "../parameter";
import { uniformParameter } from "./start";

export interface CellOptions {
  /** Whether biases are added. Default true. */
  bias?: boolean;
}

/** What the cells share: their weights, and one step of them. */
abstract class RecurrentCell<Output> extends Module<Output> {
  readonly weightIh: Parameter;
  readonly weightHh: Parameter;
  readonly biasIh: Parameter | undefined;
  readonly biasHh: Parameter | undefined;

  constructor(
    readonly inputSize: number,
    readonly hiddenSize: number,
    kind: RecurrentKind,
    { bias = true }: CellOptions,
  ) {
    super();
    const gates = gatesOf[kind];
    const bound = 1 / Math.sqrt(hiddenSize);
    this.weightIh = uniformParameter([gates * hiddenSize, inputSize], bound);
    this.weightHh = uniformParameter([gates * hiddenSize, hiddenSize], bound);
    this.biasIh = bias ? uniformParameter([gates * hiddenSize], bound) : undefined;
    this.biasHh = bias ? uniformParameter([gates * hiddenSize], bound) : undefined;
  }

  protected step(kind: RecurrentKind, x: Tensor, state: readonly Tensor[] | undefined): Tensor[] {
    const { inputSize, hiddenSize } = this;
    if (x.ndim < 1 || x.ndim > 2 || x.shape[x.ndim - 1] !== inputSize) {
      throw new GradbookError(
        `${this.constructor.name}: expected [batch, ${inputSize}] or [${inputSize}], got [${x.shape.join(", ")}]`,
      );
    }
    const shape = [...x.shape.slice(0, -1), hiddenSize];
    const wrong = state?.find((one) => String(one.shape) !== String(shape));
    if (wrong) {
      throw new GradbookError(
        `${this.constructor.name}: a state for an input of shape [${x.shape.join(", ")}] has the shape [${shape.join(", ")}], got [${wrong.shape.join(", ")}]`,
      );
    }
    const zeros = (): Tensor => tensor.zeros(shape, { dtype: x.dtype });
    const before = state ?? Array.from({ length: statesOf[kind] }, zeros);
    const fromHidden = linear(before[0] as Tensor, this.weightHh, this.biasHh);
    return recurrentCell(kind, linear(x, this.weightIh, this.biasIh), fromHidden, before);
  }

  override describe(): string {
    return `${this.inputSize} -> ${this.hiddenSize}`;
  }
}

export interface RNNCellOptions extends CellOptions {
  /** Default `"tanh"`. */
  nonlinearity?: "tanh" | "relu";
}

/**
 * One step of a plain recurrent network: `h' = tanh(W_ih x + b_ih + W_hh h + b_hh)`.
 *
 * Weights `weightIh` `[hiddenSize, inputSize]` and `weightHh` `[hiddenSize, hiddenSize]` start uniform in `±1/sqrt(hiddenSize)`.
 *
 * Source: Elman, Finding Structure in Time, 1990.
 *
 * @throws if input or state have another size.
 * @example
 * new nn.RNNCell(3, 4).forward(tensor.ones([2, 3])).shape; // -> [2, 4]
 */
export class RNNCell extends RecurrentCell<Tensor> {
  readonly nonlinearity: "tanh" | "relu";

  constructor(inputSize: number, hiddenSize: number, options: RNNCellOptions = {}) {
    super(inputSize, hiddenSize, options.nonlinearity ?? "tanh", options);
    this.nonlinearity = options.nonlinearity ?? "tanh";
  }

  /** The next hidden state `[batch, hiddenSize]`, from the last one (default zeros). */
  override forward(x: Tensor, hidden?: Tensor): Tensor {
    return this.step(this.nonlinearity, x, hidden && [hidden])[0] as Tensor;
  }
}

/**
 * One step of a gated recurrent unit: a reset gate `r` and an update gate `z`, `n = tanh(W_in x + b_in + r (W_hn h + b_hn))`,
 * `h' = (1 - z) n + z h`.
 *
 * `weightIh` `[3 hiddenSize, inputSize]` holds the rows of r, z and n, one below the other.
 *
 * Source: Cho et al., Learning Phrase Representations Using RNN Encoder-Decoder, 2014.
 *
 * @throws if input or state have another size.
 * @example
 * new nn.GRUCell(3, 4).forward(tensor.ones([2, 3])).shape; // -> [2, 4]
 */
export class GRUCell extends RecurrentCell<Tensor> {
  constructor(inputSize: number, hiddenSize: number, options: CellOptions = {}) {
    super(inputSize, hiddenSize, "gru", options);
  }

  /** The next hidden state `[batch, hiddenSize]`, from the last one (default zeros). */
  override forward(x: Tensor, hidden?: Tensor): Tensor {
    return this.step("gru", x, hidden && [hidden])[0] as Tensor;
  }
}

/** What an LSTM remembers. */
export type LSTMState = readonly [hidden: Tensor, cell: Tensor];

/**
 * One step of a long short-term memory: input, forget and output gates `i`, `f` and `o`, a proposal `g`, and
 * `c' = f c + i g`, `h' = o tanh(c')`.
 *
 * `weightIh` `[4 hiddenSize, inputSize]` holds the rows of i, f, g and o, one below the other.
 *
 * Source: Hochreiter and Schmidhuber, Long Short-Term Memory, 1997.
 *
 * @throws if input or state have another size.
 * @example
 * const [hidden, cell] = new nn.LSTMCell(3, 4).forward(tensor.ones([2, 3]));
 * [hidden.shape, cell.shape]; // -> [[2, 4], [2, 4]]
 */
export class LSTMCell extends RecurrentCell<LSTMState> {
  constructor(inputSize: number, hiddenSize: number, options: CellOptions = {}) {
    super(inputSize, hiddenSize, "lstm", options);
  }

  /** The next hidden and cell state, each `[batch, hiddenSize]`, from the last ones (default zeros). */
  override forward(x: Tensor, state?: LSTMState): LSTMState {
    return this.step("lstm", x, state) as unknown as LSTMState;
  }
}
