import type { TypedArray } from "../../tensor/dtype";
import { binary, unary } from "../../tensor/kernels";
import type { NDArray } from "../../tensor/ndarray";
import { sliceDim } from "../../tensor/views";
import type { RecurrentKind } from "./recurrent-cell";

// One step of a recurrent layer forwards and backwards, on the numbers. Exponentials are left to the kernels; sums and products
// of a step are a few thousand, and one loop does all of them.

/** A row `[batch, width]` of an array of steps, as a place in flat memory. */
export interface Place {
  readonly data: TypedArray;
  readonly offset: number;
}

export interface ForwardStep {
  /** What the input and the hidden state bring to the gates, `[batch, gates * size]`. */
  readonly fromInput: NDArray;
  readonly fromHidden: NDArray;
  readonly batch: number;
  /** Of the hidden state. */
  readonly size: number;
  readonly before: Place;
  readonly after: Place;
  /** The gates as they came out, four blocks of `size`: what the way back needs. */
  readonly gates: Place;
  readonly cellBefore: Place;
  /** The cell's state afterwards, `[batch, size]`: written, then read by tanh. */
  readonly cellAfter: NDArray;
}

const part = (x: NDArray, i: number, size: number, count = 1): NDArray => sliceDim(x, 1, i * size, count * size, 1);

export function stepForwards(kind: RecurrentKind, step: ForwardStep): void {
  if (kind === "lstm") return forwardsLstm(step);
  if (kind === "gru") return forwardsGru(step);
  const out = unary(kind, binary("add", step.fromInput, step.fromHidden));
  step.after.data.set(out.data.subarray(out.offset, out.offset + out.size), step.after.offset);
}

// Rows of `gates` are 4 blocks long. Everything that a loop reads is named before it: looking it up for each number costs more than the
// arithmetic.

function forwardsLstm({ fromInput, fromHidden, batch, size, after, gates, cellBefore, cellAfter }: ForwardStep): void {
  const sums = binary("add", fromInput, fromHidden);
  const [opened, proposed] = [unary("sigmoid", sums), unary("tanh", part(sums, 2, size))];
  const [open, proposal, to, cell, next] = [opened.data, proposed.data, gates.data, cellBefore.data, cellAfter.data];
  for (let b = 0, state = 0; b < batch; b++) {
    let from = opened.offset + 4 * b * size;
    let at = gates.offset + 4 * b * size;
    for (let j = 0; j < size; j++, state++, from++, at++) {
      const i = open[from];
      const f = open[from + size];
      const g = proposal[proposed.offset + state];
      to[at] = i;
      to[at + size] = f;
      to[at + 2 * size] = g;
      to[at + 3 * size] = open[from + 3 * size];
      next[cellAfter.offset + state] = f * cell[cellBefore.offset + state] + i * g;
    }
  }
  const shown = binary("mul", part(opened, 3, size), unary("tanh", cellAfter));
  after.data.set(shown.data.subarray(shown.offset, shown.offset + shown.size), after.offset);
}

function forwardsGru({ fromInput, fromHidden, batch, size, before, after, gates }: ForwardStep): void {
  const opened = unary("sigmoid", binary("add", part(fromInput, 0, size, 2), part(fromHidden, 0, size, 2)));
  const fromState = part(fromHidden, 2, size);
  const proposed = unary(
    "tanh",
    binary("add", part(fromInput, 2, size), binary("mul", part(opened, 0, size), fromState)),
  );
  const [open, proposal, last, to, hidden] = [opened.data, proposed.data, fromState.data, gates.data, before.data];
  const next = after.data;
  for (let b = 0, state = 0; b < batch; b++) {
    let from = opened.offset + 2 * b * size;
    let at = gates.offset + 4 * b * size;
    let s = fromState.offset + 3 * b * size;
    for (let j = 0; j < size; j++, state++, from++, at++, s++) {
      const z = open[from + size];
      const n = proposal[proposed.offset + state];
      to[at] = open[from];
      to[at + size] = z;
      to[at + 2 * size] = n;
      to[at + 3 * size] = last[s];
      next[after.offset + state] = n + z * (hidden[before.offset + state] - n);
    }
  }
}

export interface BackwardStep {
  readonly batch: number;
  readonly size: number;
  readonly before: Place;
  readonly after: Place;
  readonly gates: Place;
  readonly cellBefore: Place;
  /** tanh of the cell's state after the step. */
  readonly shown: Place;
  /** The gradient of the hidden state after the step; a GRU leaves behind what of it goes straight to the state before. */
  readonly hidden: Place;
  /** The gradient of the cell's state after the step; afterwards that of the one before. */
  readonly cell: Place;
  /** Written: the gradients of what the input and the hidden state brought to the gates; one array where they are equal. */
  readonly fromInput: Place;
  readonly fromHidden: Place;
}

export function stepBackwards(kind: RecurrentKind, step: BackwardStep): void {
  if (kind === "lstm") return backwardsLstm(step);
  if (kind === "gru") return backwardsGru(step);
  const { batch, size, after, hidden, fromInput } = step;
  const [y, grad, to] = [after.data, hidden.data, fromInput.data];
  for (let i = 0; i < batch * size; i++) {
    const value = y[after.offset + i];
    const slope = kind === "tanh" ? 1 - value * value : Number(value > 0);
    to[fromInput.offset + i] = grad[hidden.offset + i] * slope;
  }
}

function backwardsLstm({ batch, size, gates, cellBefore, shown, hidden, cell, fromInput }: BackwardStep): void {
  const [gate, before, tanh] = [gates.data, cellBefore.data, shown.data];
  const [gradHidden, gradCell, to] = [hidden.data, cell.data, fromInput.data];
  for (let b = 0, state = 0; b < batch; b++) {
    let at = gates.offset + 4 * b * size;
    let x = fromInput.offset + 4 * b * size;
    for (let j = 0; j < size; j++, state++, at++, x++) {
      const i = gate[at];
      const f = gate[at + size];
      const g = gate[at + 2 * size];
      const o = gate[at + 3 * size];
      const t = tanh[shown.offset + state];
      const dh = gradHidden[hidden.offset + state];
      const dc = gradCell[cell.offset + state] + dh * o * (1 - t * t);
      to[x] = dc * g * i * (1 - i);
      to[x + size] = dc * before[cellBefore.offset + state] * f * (1 - f);
      to[x + 2 * size] = dc * i * (1 - g * g);
      to[x + 3 * size] = dh * t * o * (1 - o);
      gradCell[cell.offset + state] = dc * f;
    }
  }
}

function backwardsGru({ batch, size, before, gates, hidden, fromInput, fromHidden }: BackwardStep): void {
  const [gate, last, gradHidden] = [gates.data, before.data, hidden.data];
  const [dx, ds] = [fromInput.data, fromHidden.data];
  for (let b = 0, state = 0; b < batch; b++) {
    let at = gates.offset + 4 * b * size;
    let x = fromInput.offset + 3 * b * size;
    let h = fromHidden.offset + 3 * b * size;
    for (let j = 0; j < size; j++, state++, at++, x++, h++) {
      const r = gate[at];
      const z = gate[at + size];
      const n = gate[at + 2 * size];
      const dh = gradHidden[hidden.offset + state];
      const proposal = dh * (1 - z) * (1 - n * n);
      const reset = proposal * gate[at + 3 * size] * r * (1 - r);
      const update = dh * (last[before.offset + state] - n) * z * (1 - z);
      dx[x] = reset;
      ds[h] = reset;
      dx[x + size] = update;
      ds[h + size] = update;
      dx[x + 2 * size] = proposal;
      ds[h + 2 * size] = proposal * r;
      gradHidden[hidden.offset + state] = dh * z;
    }
  }
}
