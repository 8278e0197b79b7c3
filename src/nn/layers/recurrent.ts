import { gatesOf, linear, recurrent, statesOf, tensor, type RecurrentKind, type Tensor } from "../../autograd/index";
import { checkOptions, GradbookError } from "../../errors";
import { dropout } from "../functional/index";
import { Module } from "../module";
import type { Parameter } from "../parameter";
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

interface Along {
  readonly outputs: Tensor;
  /** The states after the last step. */
  readonly end: Tensor[];
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
    readonly kind: RecurrentKind,
    options: RecurrentOptions,
  ) {
    super();
    const names = [
      "numLayers",
      "bias",
      "batchFirst",
      "dropout",
      "bidirectional",
      ...(kind === "tanh" || kind === "relu" ? ["nonlinearity"] : []),
    ];
    checkOptions(this.constructor.name, options, names);
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
    const gates = gatesOf[kind];
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

  protected run(x: Tensor, initial: readonly Tensor[] | undefined): Run {
    if (x.ndim === 2) return this.#runOne(x, initial);
    this.#checkInput(x);
    let sequence = this.batchFirst ? x.transpose(0, 1) : x; // (T, B, inputSize)
    const starts = this.#starts(sequence, initial);
    const ends: Tensor[][] = [];
    for (let layer = 0; layer < this.numLayers; layer++) {
      const below = layer === 0 ? sequence : dropout(sequence, { p: this.dropout, training: this.training });
      const runs = this.#suffixes(layer).map((suffix, direction) =>
        this.#along(below, suffix, starts[layer * this.#directions + direction] ?? []),
      );
      ends.push(...runs.map(({ end }) => end));
      sequence =
        runs.length === 1
          ? (runs[0] as Along).outputs
          : tensor.concat(
              runs.map(({ outputs }) => outputs),
              -1,
            );
    }
    const states = Array.from({ length: statesOf[this.kind] }, (_, i) =>
      tensor.stack(ends.map((end) => end[i] as Tensor)),
    );
    return { output: this.batchFirst ? sequence.transpose(0, 1) : sequence, states };
  }

  /** One layer in one direction; the outputs stand in the sequence's order either way. */
  #along(sequence: Tensor, suffix: string, start: readonly Tensor[]): Along {
    const [length = 0] = sequence.shape;
    const backwards = suffix.endsWith("Reverse");
    const weight = (name: string): Tensor => this[`weight${name}${suffix}`] as Parameter;
    const ordered = backwards ? sequence.flip(0) : sequence;
    const run = recurrent(this.kind, {
      fromInput: linear(ordered, weight("Ih"), this[`biasIh${suffix}`]),
      start,
      weight: weight("Hh"),
      bias: this[`biasHh${suffix}`],
    });
    const outputs = run.slice([1, length + 1]);
    const end = start.map((_, i) => run.select(0, length + i));
    return { outputs: backwards ? outputs.flip(0) : outputs, end };
  }

  /** One sequence without a batch, `[length, inputSize]`. */
  #runOne(x: Tensor, initial: readonly Tensor[] | undefined): Run {
    const dim = this.batchFirst ? 0 : 1;
    const { output, states } = this.run(
      x.unsqueeze(dim),
      initial?.map((state) => state.unsqueeze(1)),
    );
    return { output: output.squeeze(dim), states: states.map((state) => state.squeeze(1)) };
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
  #starts(sequence: Tensor, initial: readonly Tensor[] | undefined): Tensor[][] {
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
      Array.from({ length: statesOf[this.kind] }, (__, s) => given?.[s]?.[i] ?? zeros()),
    );
  }

  override describe(): string {
    const layers = this.numLayers === 1 ? "" : `, ${this.numLayers} layers`;
    return `${this.inputSize} -> ${this.hiddenSize}${layers}${this.bidirectional ? ", bidirectional" : ""}`;
  }
}
