import { assign, binary, contiguous, empty, matmul, reduce, zeros } from "../../tensor/kernels";
import { inScope } from "../../tensor/memory";
import type { NDArray } from "../../tensor/ndarray";
import { permute, selectDim, sliceDim } from "../../tensor/views";
import { grad as gradientsOf } from "../grad";
import { joint } from "../joint";
import { isRecording, record } from "../tape";
import { Tensor } from "../tensor";
import { concat } from "./concat";
import { linear } from "./linear";
import { gatesOf, recurrentCell, statesOf, type RecurrentKind } from "./recurrent-cell";
import { stepBackwards, stepForwards, type Place } from "./recurrent-steps";

/** What a recurrent layer is computed from. */
export interface RecurrentInputs {
  /** What the inputs bring to the gates, `W_ih x + b_ih` of all steps, `[length, batch, gates * hiddenSize]`. */
  readonly fromInput: Tensor;
  /** The states before the first step, each `[batch, hiddenSize]`. */
  readonly start: readonly Tensor[];
  /** `[gates * hiddenSize, hiddenSize]`. */
  readonly weight: Tensor;
  /** `[gates * hiddenSize]`. */
  readonly bias: Tensor | undefined;
}

/**
 * A recurrent layer along a whole sequence, one operation on the tape: forwards a step needs the state of the one before; backwards
 * (back-propagation through time) the gradient of a state comes from its output and from the step after it. Weights are the same at
 * every step, so their gradient is one matrix product over all steps at the end.
 *
 * Source: Werbos, Backpropagation through Time: What It Does and How to Do It, 1990.
 *
 * @returns the hidden states before the first and after each step, and behind them an LSTM's last cell state:
 * `[length + 1 (+ 1), batch, hiddenSize]`
 */
export function recurrent(kind: RecurrentKind, inputs: RecurrentInputs): Tensor {
  const { fromInput, start, weight, bias } = inputs;
  const run = forwards(kind, inputs);
  const parents = [fromInput, ...start, weight, ...(bias ? [bias] : [])];
  const saved = [run.gates, run.cells].map((array) => new Tensor(array));
  return record({
    operation: kind === "tanh" || kind === "relu" ? "rnn" : kind,
    parents,
    array: run.hidden,
    gradients: joint(parents.length, (grad, result) => {
      if (isRecording()) return compositeGradients(kind, inputs, grad);
      const found = backwards(kind, { ...run, hidden: result.array }, weight.array, contiguous(grad.array));
      const all = [found.fromInput, ...found.start, found.weight, ...(bias ? [found.bias] : [])];
      return all.map((array, i) => (parents[i].requiresGrad ? new Tensor(array) : undefined));
    }),
    needs: [...parents, ...saved],
    needsResult: true,
  });
}

interface Run {
  /** The result. */
  readonly hidden: NDArray;
  /** Gates of each step, `[length, batch, 4 * hiddenSize]`; without gates nothing. */
  readonly gates: NDArray;
  /** An LSTM's cell states before and after each step, `[length + 1, batch, hiddenSize]`. */
  readonly cells: NDArray;
}

/** Step `t` of an array of steps. */
function at(array: NDArray, t: number): NDArray {
  return array.shape[0] === 0 ? array : selectDim(array, 0, t);
}

function place(array: NDArray, t: number): Place {
  return { data: array.data, offset: array.shape[0] === 0 ? 0 : at(array, t).offset };
}

function forwards(kind: RecurrentKind, { fromInput, start, weight, bias }: RecurrentInputs): Run {
  const [length, batch] = fromInput.shape;
  const size = weight.shape[1];
  const lstm = kind === "lstm";
  const hidden = empty(fromInput.dtype, [length + statesOf[kind], batch, size]);
  const gates = empty(fromInput.dtype, [gatesOf[kind] === 1 ? 0 : length, batch, 4 * size]);
  const cells = empty(fromInput.dtype, [lstm ? length + 1 : 0, batch, size]);
  assign(start[0].array, at(hidden, 0));
  if (lstm) assign(start[1].array, at(cells, 0));
  const transposed = permute(weight.array, [1, 0]);
  const input = contiguous(fromInput.array);
  for (let t = 0; t < length; t++) {
    inScope(() =>
      stepForwards(kind, {
        fromInput: at(input, t),
        fromHidden: matmul(at(hidden, t), transposed, bias?.array),
        batch,
        size,
        before: place(hidden, t),
        after: place(hidden, t + 1),
        gates: place(gates, t),
        cellBefore: place(cells, t),
        cellAfter: at(cells, t + 1),
      }),
    );
  }
  if (lstm) assign(at(cells, length), at(hidden, length + 1));
  return { hidden, gates, cells };
}

interface Gradients {
  readonly fromInput: NDArray;
  readonly start: readonly NDArray[];
  readonly weight: NDArray;
  readonly bias: NDArray;
}

function backwards(kind: RecurrentKind, run: Run, weight: NDArray, grad: NDArray): Gradients {
  const { hidden, gates, cells } = run;
  const [rows, batch, size] = hidden.shape;
  const length = rows - statesOf[kind];
  const width = gatesOf[kind] * size;
  const fromInput = empty(grad.dtype, [length, batch, width]);
  const fromHidden = kind === "gru" ? empty(grad.dtype, [length, batch, width]) : fromInput;
  const cell = zeros(grad.dtype, [batch, size]);
  if (kind === "lstm") assign(at(grad, length + 1), cell);
  const shown = new Tensor(cells).tanh().array;
  let state = zeros(grad.dtype, [batch, size]);
  for (let t = length - 1; t >= 0; t--) {
    state = inScope((keep) => {
      const arriving = binary("add", state, at(grad, t + 1));
      stepBackwards(kind, {
        batch,
        size,
        before: place(hidden, t),
        after: place(hidden, t + 1),
        gates: place(gates, t),
        cellBefore: place(cells, t),
        shown: place(shown, t + 1),
        hidden: place(arriving.view([1, batch, size], [0, size, 1]), 0),
        cell: place(cell.view([1, batch, size], [0, size, 1]), 0),
        fromInput: place(fromInput, t),
        fromHidden: place(fromHidden, t),
      });
      const through = matmul(at(fromHidden, t), weight);
      const before = kind === "gru" ? binary("add", arriving, through) : through;
      keep(before.storage);
      return before;
    });
  }
  const steps = fromHidden.view([length * batch, width], [width, 1]);
  const states = sliceDim(hidden, 0, 0, length, 1).view([length * batch, size], [size, 1]);
  const first = binary("add", state, at(grad, 0));
  return {
    fromInput,
    start: kind === "lstm" ? [first, cell] : [first],
    weight: matmul(permute(steps, [1, 0]), states),
    bias: reduce("sum", steps, [0], false),
  };
}

/** The gradients by way of recorded operations, so that they can be differentiated again. */
function compositeGradients(kind: RecurrentKind, inputs: RecurrentInputs, gradient: Tensor): (Tensor | undefined)[] {
  // Views stand in for the parents: a tensor that is used as two of them has a gradient for each.
  const alias = (x: Tensor): Tensor => x.reshape(x.shape);
  const fromInput = alias(inputs.fromInput);
  const start = inputs.start.map(alias);
  const weight = alias(inputs.weight);
  const bias = inputs.bias && alias(inputs.bias);
  let state: readonly Tensor[] = start;
  const hidden = [start[0]];
  for (const x of fromInput.unbind(0)) {
    state = recurrentCell(kind, x, linear(state[0], weight, bias), state);
    hidden.push(state[0]);
  }
  const all = [...hidden, ...state.slice(1)].map((x) => x.unsqueeze(0));
  const parents = [fromInput, ...start, weight, ...(bias ? [bias] : [])];
  const wanted = parents.filter((x) => x.requiresGrad);
  const found = gradientsOf(concat(all), wanted, { gradOutputs: gradient, createGraph: true });
  return parents.map((x) => (x.requiresGrad ? found[wanted.indexOf(x)] : undefined));
}
