import { tensor, type Tensor } from "../../autograd/index";
import { GradbookError } from "../../errors";
import { dropout } from "../functional/index";
import { Module } from "../module";
import type { Parameter } from "../parameter";
import type { CellKind, CellState, CellWeights } from "./cell-step";
import { uniformParameter } from "./start";

export interface RecurrentOptions {
  /** How many layers stand on each other, each reading the outputs of the one below. Default 1. */
  numLayers?: number;
  /** Whether biases are added. Default true. */
  bias?: boolean;
  /** Whether the input is `[batch, length, inputSize]` instead of `[length, batch, inputSize]`. Default false, as in PyTorch. */
  batchFirst?: boolean;
  /** The probability of dropping an output between two layers in training. Default 0. */
  dropout?: number;
  /** Whether a second network reads the sequence backwards; its outputs stand behind the first one's. Default false. */
  bidirectional?: boolean;
}

/** The sequence that a recurrent layer returns, and the states after its last step. */
interface Run {
  readonly output: Tensor;
  /** One tensor a state, `[numLayers * directions, batch, hiddenSize]`. */
  readonly states: readonly Tensor[];
}

/** What RNN, GRU and LSTM share: layers and directions of one kind of cell, run along a sequence. */
export abstract class Recurrent<Output> extends Module<Output> {
  readonly numLayers: number;
  readonly batchFirst: boolean;
  readonly dropout: number;
  readonly bidirectional: boolean;
  [weight: `weight${string}`]: Parameter;
  [bias: `biasIh${string}`]: Parameter;
  [bias: `biasHh${string}`]: Parameter;

  constructor(
    readonly inputSize: number,
    readonly hiddenSize: number,
    gates: number,
    options: RecurrentOptions,
  ) {
    super();
    this.numLayers = options.numLayers ?? 1;
    this.batchFirst = options.batchFirst ?? false;
    this.dropout = options.dropout ?? 0;
    this.bidirectional = options.bidirectional ?? false;
    if (![inputSize, hiddenSize, this.numLayers].every((n) => Number.isInteger(n) && n > 0)) {
      throw new GradbookError(
        `${this.constructor.name}: inputSize, hiddenSize and numLayers are whole numbers from 1, got ${inputSize}, ${hiddenSize}, ${this.numLayers}`,
      );
    }
    if (!(this.dropout >= 0 && this.dropout <= 1)) {
      throw new GradbookError(`${this.constructor.name}: dropout must lie between 0 and 1, got ${this.dropout}`);
    }
    const bound = 1 / Math.sqrt(hiddenSize);
    const start = (...shape: number[]): Parameter => uniformParameter(shape, bound);
    for (let layer = 0; layer < this.numLayers; layer++) {
      for (const suffix of this.#suffixes(layer)) {
        const width = layer === 0 ? inputSize : hiddenSize * this.#directions;
        this[`weightIh${suffix}`] = start(gates * hiddenSize, width);
        this[`weightHh${suffix}`] = start(gates * hiddenSize, hiddenSize);
        if (options.bias ?? true) this[`biasIh${suffix}`] = start(gates * hiddenSize);
        if (options.bias ?? true) this[`biasHh${suffix}`] = start(gates * hiddenSize);
      }
    }
  }

  get #directions(): number {
    return this.bidirectional ? 2 : 1;
  }

  /** How the weights of a layer are called: `L0`, and `L0Reverse` backwards. */
  #suffixes(layer: number): string[] {
    return this.bidirectional ? [`L${layer}`, `L${layer}Reverse`] : [`L${layer}`];
  }

  protected run(kind: CellKind, x: Tensor, initial: readonly Tensor[] | undefined): Run {
    if (x.ndim === 2) return this.#runOne(kind, x, initial);
    this.#checkInput(x);
    const sequence = this.batchFirst ? x.transpose(0, 1) : x; // (T, B, inputSize)
    const starts = this.#starts(kind, sequence, initial);
    let steps = stepsOf(sequence);
    const ends: CellState[] = [];
    for (let layer = 0; layer < this.numLayers; layer++) {
      const below =
        layer === 0 ? steps : steps.map((step) => dropout(step, { p: this.dropout, training: this.training }));
      const runs = this.#suffixes(layer).map((suffix, direction) => {
        const start = starts[layer * this.#directions + direction] ?? [];
        return along(kind, below, start, this.#weights(suffix), { backwards: direction === 1 });
      });
      ends.push(...runs.map(({ end }) => end));
      steps = below.map((_, t) => {
        const outputs = runs.map((run) => run.outputs[t] as Tensor);
        return outputs.length === 1 ? (outputs[0] as Tensor) : tensor.concat(outputs, -1);
      });
    }
    const states = Array.from({ length: kind.states }, (_, i) => tensor.stack(ends.map((end) => end[i] as Tensor)));
    return { output: tensor.stack(steps, this.batchFirst ? 1 : 0), states };
  }

  /** One sequence without a batch, `[length, inputSize]`. */
  #runOne(kind: CellKind, x: Tensor, initial: readonly Tensor[] | undefined): Run {
    const dim = this.batchFirst ? 0 : 1;
    const { output, states } = this.run(
      kind,
      x.unsqueeze(dim),
      initial?.map((state) => state.unsqueeze(1)),
    );
    return { output: output.squeeze(dim), states: states.map((state) => state.squeeze(1)) };
  }

  #weights(suffix: string): CellWeights {
    return {
      weightIh: this[`weightIh${suffix}`] as Parameter,
      weightHh: this[`weightHh${suffix}`] as Parameter,
      biasIh: this[`biasIh${suffix}`],
      biasHh: this[`biasHh${suffix}`],
    };
  }

  #checkInput(x: Tensor): void {
    const { inputSize } = this;
    if (x.ndim === 3 && x.shape[2] === inputSize && x.shape[this.batchFirst ? 1 : 0] !== 0) return;
    const order = this.batchFirst ? "batch, length" : "length, batch";
    throw new GradbookError(
      `${this.constructor.name}: expected [${order}, ${inputSize}] or [length, ${inputSize}], got [${x.shape.join(", ")}]`,
    );
  }

  /** The state that each layer and direction starts from. */
  #starts(kind: CellKind, sequence: Tensor, initial: readonly Tensor[] | undefined): CellState[] {
    const [, batch = 0] = sequence.shape;
    const shape = [this.numLayers * this.#directions, batch, this.hiddenSize];
    const wrong = initial?.find((state) => String(state.shape) !== String(shape));
    if (wrong) {
      throw new GradbookError(
        `${this.constructor.name}: an initial state has the shape [layers * directions, batch, hiddenSize] = [${shape.join(", ")}], got [${wrong.shape.join(", ")}]`,
      );
    }
    const zeros = (): Tensor => tensor.zeros(shape.slice(1), { dtype: sequence.dtype });
    const given = initial?.map((state) => state.unbind(0));
    return Array.from({ length: shape[0] ?? 0 }, (_, i) =>
      Array.from({ length: kind.states }, (__, s) => given?.[s]?.[i] ?? zeros()),
    );
  }

  override describe(): string {
    const layers = this.numLayers === 1 ? "" : `, ${this.numLayers} layers`;
    return `${this.inputSize} -> ${this.hiddenSize}${layers}${this.bidirectional ? ", bidirectional" : ""}`;
  }
}

/** Runs a cell along a sequence; the outputs stand in the sequence's order either way. */
function along(
  kind: CellKind,
  steps: readonly Tensor[],
  start: CellState,
  weights: CellWeights,
  { backwards }: { backwards: boolean },
): { outputs: Tensor[]; end: CellState } {
  let state = start;
  const outputs = (backwards ? [...steps].reverse() : steps).map((x) => {
    state = kind.step(x, state, weights);
    return state[0] as Tensor;
  });
  return { outputs: backwards ? outputs.reverse() : outputs, end: state };
}

/**
 * The slices along the first dimension. Halved again and again, since the gradient of a slice is as large as what it was cut
 * from: that is `T log T` numbers for `T` steps, and not `T^2`.
 */
function stepsOf(sequence: Tensor): Tensor[] {
  const [length = 0] = sequence.shape;
  if (length <= 1) return [sequence.squeeze(0)];
  const half = length >> 1;
  return sequence.split([half, length - half]).flatMap(stepsOf);
}
