import type { Tensor } from "../tensor";

/** Plain recurrent cells with tanh or relu, gated recurrent units, long short-term memories. */
export type RecurrentKind = "tanh" | "relu" | "gru" | "lstm";

/** How many blocks of rows the weights of a cell have. */
export const gatesOf: Readonly<Record<RecurrentKind, number>> = { tanh: 1, relu: 1, gru: 3, lstm: 4 };
/** How many tensors a cell remembers: the hidden state, and for an LSTM the cell's state beside it. */
export const statesOf: Readonly<Record<RecurrentKind, number>> = { tanh: 1, relu: 1, gru: 1, lstm: 2 };

/**
 * One step of a cell: the next state, each `[batch, hiddenSize]`.
 *
 * - plain: `h' = tanh(x + s)`
 * - gru, gates in the order r, z, n: `r = sigmoid(x_r + s_r)`, `z = sigmoid(x_z + s_z)`, `n = tanh(x_n + r s_n)`, `h' = (1 - z) n + z h`
 * - lstm, gates in the order i, f, g, o: `i, f, o = sigmoid(x + s)`, `g = tanh(x_g + s_g)`, `c' = f c + i g`, `h' = o tanh(c')`
 *
 * @param x what the input brings to the gates, `W_ih x + b_ih`, `[batch, gates * hiddenSize]`
 * @param s what the hidden state brings to them, `W_hh h + b_hh`
 */
export function recurrentCell(kind: RecurrentKind, x: Tensor, s: Tensor, [hidden, cell]: readonly Tensor[]): Tensor[] {
  if (kind === "tanh") return [x.add(s).tanh()];
  if (kind === "relu") return [x.add(s).relu()];
  if (kind === "gru") {
    const [xr, xz, xn] = x.chunk(3, -1);
    const [sr, sz, sn] = s.chunk(3, -1);
    const z = xz.add(sz).sigmoid();
    const n = xn.add(xr.add(sr).sigmoid().mul(sn)).tanh();
    return [n.add(z.mul(hidden.sub(n)))];
  }
  const [i, f, g, o] = x.add(s).chunk(4, -1);
  const next = f.sigmoid().mul(cell).add(i.sigmoid().mul(g.tanh()));
  return [o.sigmoid().mul(next.tanh()), next];
}
