import { linear, type Tensor } from "../../autograd/index";

/** What a recurrent cell remembers: the hidden state, and for an LSTM the cell's state beside it. */
export type CellState = readonly Tensor[];

export interface CellWeights {
  /** `[gates * hiddenSize, inputSize]`. */
  readonly weightIh: Tensor;
  /** `[gates * hiddenSize, hiddenSize]`. */
  readonly weightHh: Tensor;
  readonly biasIh: Tensor | undefined;
  readonly biasHh: Tensor | undefined;
}

/** One kind of recurrent cell: how many gates it has and states it keeps, and what one step computes. */
export interface CellKind {
  readonly gates: number;
  readonly states: number;
  /** The next state, from the input `[batch, inputSize]` and the last one, each `[batch, hiddenSize]`. */
  step(x: Tensor, state: CellState, weights: CellWeights): CellState;
}

function plain(activation: (x: Tensor) => Tensor): CellKind {
  return {
    gates: 1,
    states: 1,
    step(x, [hidden], w) {
      return [activation(fromInput(x, w).add(fromHidden(hidden, w)))];
    },
  };
}

/** `h' = tanh(W_ih x + b_ih + W_hh h + b_hh)`, or with relu. */
export const rnn: Readonly<Record<"tanh" | "relu", CellKind>> = {
  tanh: plain((x) => x.tanh()),
  relu: plain((x) => x.relu()),
};

/**
 * `r = sigmoid(W_ir x + b_ir + W_hr h + b_hr)`, `z` alike, `n = tanh(W_in x + b_in + r (W_hn h + b_hn))`,
 * `h' = (1 - z) n + z h`; the rows of the weights stand in the order r, z, n.
 */
export const gru: CellKind = {
  gates: 3,
  states: 1,
  step(x, [hidden], w) {
    const [xr, xz, xn] = parts(fromInput(x, w), 3);
    const [hr, hz, hn] = parts(fromHidden(hidden, w), 3);
    const reset = xr.add(hr).sigmoid();
    const update = xz.add(hz).sigmoid();
    const proposal = xn.add(reset.mul(hn)).tanh();
    return [proposal.add(update.mul(given(hidden).sub(proposal)))];
  },
};

/**
 * `i = sigmoid(W_ii x + b_ii + W_hi h + b_hi)`, `f` and `o` alike, `g` with tanh, `c' = f c + i g`, `h' = o tanh(c')`; the rows
 * of the weights stand in the order i, f, g, o.
 */
export const lstm: CellKind = {
  gates: 4,
  states: 2,
  step(x, [hidden, cell], w) {
    const [i, f, g, o] = parts(fromInput(x, w).add(fromHidden(hidden, w)), 4);
    const next = f.sigmoid().mul(given(cell)).add(i.sigmoid().mul(g.tanh()));
    return [o.sigmoid().mul(next.tanh()), next];
  },
};

function fromInput(x: Tensor, { weightIh, biasIh }: CellWeights): Tensor {
  return linear(x, weightIh, biasIh);
}

function fromHidden(hidden: Tensor | undefined, { weightHh, biasHh }: CellWeights): Tensor {
  return linear(given(hidden), weightHh, biasHh);
}

function given(state: Tensor | undefined): Tensor {
  if (!state) throw new TypeError("a recurrent step needs its state");
  return state;
}

type Parts<Count extends number> = Count extends 3 ? [Tensor, Tensor, Tensor] : [Tensor, Tensor, Tensor, Tensor];

function parts<Count extends 3 | 4>(x: Tensor, count: Count): Parts<Count> {
  return x.chunk(count, -1) as Parts<Count>;
}
