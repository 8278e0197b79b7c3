import type { DType, NDArray, TypedArray } from "../tensor/types";

/** Element-wise functions of one array. `copy` also converts between element types. */
export type UnaryKind =
  | "copy"
  | "neg"
  | "exp"
  | "log"
  | "sqrt"
  | "abs"
  | "sign"
  | "sin"
  | "cos"
  | "tanh"
  | "sigmoid"
  | "relu"
  | "softplus"
  | "erf"
  | "floor"
  | "ceil"
  | "round"
  | "not"
  | "isFinite";

/** Element-wise functions of two arrays; the `...Backward` ones take the gradient and the result. */
export type BinaryKind =
  | "add"
  | "sub"
  | "mul"
  | "div"
  | "pow"
  | "maximum"
  | "minimum"
  | "eq"
  | "ne"
  | "lt"
  | "le"
  | "gt"
  | "ge"
  | "tanhBackward"
  | "sigmoidBackward"
  | "reluBackward";

export type ReduceKind = "sum" | "max" | "min" | "prod";
export type ArgReduceKind = "argmax" | "argmin";

/**
 * A contiguous array seen as `[outer, length, inner]`: operations along one dimension run over `length`, once for
 * each of the `outer * inner` lines.
 */
export interface Block {
  readonly outer: number;
  readonly length: number;
  readonly inner: number;
}

/** The geometry of a 2-d convolution or pooling: images `[batch, channels, height, width]`. */
export interface Window2d {
  readonly batch: number;
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  readonly kernel: readonly [height: number, width: number];
  readonly stride: readonly [height: number, width: number];
  readonly padding: readonly [height: number, width: number];
  readonly dilation: readonly [height: number, width: number];
  readonly outHeight: number;
  readonly outWidth: number;
}

export interface CrossEntropyOptions {
  readonly ignoreIndex: number;
  readonly labelSmoothing: number;
}

export interface SGDOptions {
  readonly lr: number;
  readonly momentum: number;
  readonly dampening: number;
  readonly nesterov: boolean;
  readonly weightDecay: number;
  readonly firstStep: boolean;
}

export interface AdamOptions {
  readonly lr: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly eps: number;
  readonly weightDecay: number;
  /** Whether the decay acts on the weight itself (AdamW) instead of through the gradient. */
  readonly decoupled: boolean;
  readonly step: number;
}

/**
 * The numeric kernels behind tensors. Inputs may be any strided view unless a line says contiguous; `out` is
 * contiguous and is written whole. Shapes and element types were checked by the caller.
 */
export interface Backend {
  readonly name: string;
  /** New memory, all zeros. */
  allocate(dtype: DType, length: number): TypedArray;

  unary(kind: UnaryKind, x: NDArray, out: NDArray): void;
  /** Copies `x` into `out`, here any strided view of the same shape. */
  assign(x: NDArray, out: NDArray): void;
  /** `a` and `b` already have `out`'s shape (stretched by strides of 0). */
  binary(kind: BinaryKind, a: NDArray, b: NDArray, out: NDArray): void;
  where(condition: NDArray, a: NDArray, b: NDArray, out: NDArray): void;

  /** `x` contiguous. */
  reduce(kind: ReduceKind, x: NDArray, block: Block, out: NDArray): void;
  /** `x` contiguous; `out` int32. */
  argReduce(kind: ArgReduceKind, x: NDArray, block: Block, out: NDArray): void;
  /** `x` contiguous. */
  softmax(kind: "softmax" | "logSoftmax", x: NDArray, block: Block, out: NDArray): void;

  /** `out[..., i, j] = bias[j] + sum over k of a[..., i, k] * b[..., k, j]`; leading dimensions already equal. */
  matmul(a: NDArray, b: NDArray, out: NDArray, bias?: NDArray): void;

  /** Copies the slices `indices` along `length` of contiguous `x`. */
  gather(x: NDArray, block: Block, indices: Int32Array, out: NDArray): void;
  /** Adds the slices of contiguous `x` to the places `indices` along `length` of `out`. */
  scatterAdd(x: NDArray, block: Block, indices: Int32Array, out: NDArray): void;

  /** Losses and log-sum-exp of each row of contiguous logits `[rows, classes]`; ignored rows give 0. */
  crossEntropy(logits: NDArray, targets: Int32Array, options: CrossEntropyOptions, losses: NDArray): void;
  /** `out[i] = scale[i] * (softmax(logits[i]) - target distribution of row i)`. */
  crossEntropyBackward(
    logits: NDArray,
    targets: Int32Array,
    options: CrossEntropyOptions,
    scale: NDArray,
    out: NDArray,
  ): void;

  /** Rows of contiguous `[rows, length]` to mean 0 and variance 1; writes `1 / standard deviation` of each row. */
  layerNorm(x: NDArray, eps: number, out: NDArray, rstd: NDArray): void;
  /** Gradient of {@link layerNorm} from its gradient and results. */
  layerNormBackward(grad: NDArray, normalized: NDArray, rstd: NDArray, out: NDArray): void;
  /** Rows divided by their root mean square; writes `1 / root mean square` of each row. */
  rmsNorm(x: NDArray, eps: number, out: NDArray, rstd: NDArray): void;
  rmsNormBackward(grad: NDArray, normalized: NDArray, rstd: NDArray, out: NDArray): void;

  /** Every window of contiguous `x` as a column: `[batch, channels * kernel size, positions]`. */
  unfold2d(x: NDArray, window: Window2d, out: NDArray): void;
  /** The transpose of {@link unfold2d}: adds columns back to their places. */
  fold2d(columns: NDArray, window: Window2d, out: NDArray): void;
  /** Largest element of every window of contiguous `x`, and where in its image it lies. */
  maxPool2d(x: NDArray, window: Window2d, out: NDArray, indices: Int32Array): void;

  /** One step in place on contiguous parameters; `velocity` only with momentum. */
  sgd(parameter: NDArray, grad: NDArray, velocity: NDArray | undefined, options: SGDOptions): void;
  adam(parameter: NDArray, grad: NDArray, mean: NDArray, square: NDArray, options: AdamOptions): void;
}
