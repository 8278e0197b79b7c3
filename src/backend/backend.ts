import type { GeneratorState } from "../tensor/random";
import type { DType, NDArray, TypedArray } from "../tensor/types";

/** Functions of one number that only the reference has a loop for. */
export type ElementaryKind =
  | "expm1"
  | "exp2"
  | "log1p"
  | "log2"
  | "log10"
  | "tan"
  | "asin"
  | "acos"
  | "atan"
  | "sinh"
  | "cosh"
  | "asinh"
  | "acosh"
  | "atanh"
  | "trunc"
  | "isNaN"
  | "isInf";

/** Functions of two numbers that only the reference has a loop for. */
export type ElementaryPairKind = "atan2" | "hypot" | "logAddExp" | "fmod" | "remainder" | "floorDivide";

/** Element-wise functions of one array. `copy` also converts between element types. */
export type UnaryKind =
  | ElementaryKind
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
  | "gelu"
  | "geluTanh"
  | "silu"
  | "floor"
  | "ceil"
  | "round"
  | "not"
  | "isFinite";

/**
 * Element-wise functions of two arrays. `tanhBackward`, `sigmoidBackward` and `reluBackward` take the gradient and the
 * result of the function, the other `...Backward` ones the gradient and its argument.
 */
export type BinaryKind =
  | ElementaryPairKind
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
  | "reluBackward"
  | "geluBackward"
  | "geluTanhBackward"
  | "siluBackward";

export type ReduceKind = "sum" | "max" | "min" | "prod";
export type ArgReduceKind = "argmax" | "argmin";
export type ScanKind = "cumsum" | "cumprod";
export type SortOrder = "ascending" | "descending";
export type SoftmaxKind = "softmax" | "logSoftmax";

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

export interface AttentionSoftmaxOptions {
  /** Factor of the scores. */
  readonly scale: number;
  /** Whether query `i` sees only the keys `0 ... i`. */
  readonly causal: boolean;
}

/** The learned scale and shift of a normalisation, one number for each element of a row, and what is added to the variance. */
export interface LayerNormOptions {
  readonly weight?: NDArray | undefined;
  readonly bias?: NDArray | undefined;
  readonly eps: number;
}

export type RMSNormOptions = Omit<LayerNormOptions, "bias">;

/** What a normalisation remembers of each row for its gradient. */
export interface NormStatistics {
  /** Mean of each row; only layer normalisation has one. */
  readonly mean?: NDArray | undefined;
  /** `1 / standard deviation` (or `1 / root mean square`) of each row. */
  readonly rstd: NDArray;
}

/** Where the gradients of a normalisation go; those that are missing are not computed. */
export interface NormGradients {
  readonly x?: NDArray | undefined;
  readonly weight?: NDArray | undefined;
  readonly bias?: NDArray | undefined;
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

/** Memory that a backend lends to an array. */
export interface Memory {
  readonly data: TypedArray;
  /** How much of the backend's memory it is, of plain arrays as much as `data` takes. */
  readonly bytes?: number;
  /** Where it lies, as the backend's kernels count; plain arrays have no address. */
  readonly address?: number;
  /** Counts how often it was lent. */
  readonly lending?: number;
  /** Gives it back to the backend; plain arrays are the garbage collector's. */
  release?(): void;
}

/**
 * The numeric kernels behind tensors. Inputs may be any strided view unless a line says contiguous; `out` is
 * contiguous and is written whole. Shapes and element types were checked by the caller.
 */
export interface Backend {
  readonly name: string;
  /** Memory for an array, its contents whatever was there before; `undefined` when there is no more. */
  allocate(dtype: DType, length: number): Memory | undefined;

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
  /** Running sums or products along each line of contiguous `x`. */
  scan(kind: ScanKind, x: NDArray, block: Block, out: NDArray): void;
  /** Where the elements of each line of contiguous `x` stand in sorted order; `out` int32. */
  argsort(x: NDArray, block: Block, order: SortOrder, out: NDArray): void;
  /** `x` contiguous. */
  softmax(kind: SoftmaxKind, x: NDArray, block: Block, out: NDArray): void;
  /** Gradient of {@link softmax} from its gradient and its result `y`, both contiguous. */
  softmaxBackward(kind: SoftmaxKind, grad: NDArray, y: NDArray, block: Block, out: NDArray): void;
  /** `softmax(scale * scores)` along the last dimension of contiguous `[..., queries, keys]`, later keys left out if causal. */
  attentionSoftmax(scores: NDArray, options: AttentionSoftmaxOptions, out: NDArray): void;
  /** Gradient of {@link attentionSoftmax} with respect to the scores, from its gradient and its result `y`, both contiguous. */
  attentionSoftmaxBackward(grad: NDArray, y: NDArray, scale: number, out: NDArray): void;

  /** `out[..., i, j] = bias[j] + sum over k of a[..., i, k] * b[..., k, j]`; leading dimensions already equal. */
  matmul(a: NDArray, b: NDArray, out: NDArray, bias?: NDArray): void;

  /** Copies the slices `indices` along `length` of contiguous `x`. */
  gather(x: NDArray, block: Block, indices: Int32Array, out: NDArray): void;
  /** Adds the slices of contiguous `x` to the places `indices` along `length` of `out`. */
  scatterAdd(x: NDArray, block: Block, indices: Int32Array, out: NDArray): void;

  /** Losses and log-sum-exp of each row of contiguous logits `[rows, classes]`; ignored rows give 0. */
  crossEntropy(logits: NDArray, targets: Int32Array, options: CrossEntropyOptions, losses: NDArray): void;
  /** `out[i] = scale[i] * (softmax(logits[i]) - target distribution of row i)`; `scale` may have a stride of 0. */
  crossEntropyBackward(
    logits: NDArray,
    targets: Int32Array,
    options: CrossEntropyOptions,
    scale: NDArray,
    out: NDArray,
  ): void;

  /** Rows of contiguous `[rows, length]` to mean 0 and variance 1, times weight, plus bias; writes what the gradient needs. */
  layerNorm(x: NDArray, options: LayerNormOptions, out: NDArray, statistics: NormStatistics): void;
  /** All gradients of {@link layerNorm} in one pass; `grad` and `x` contiguous. */
  layerNormBackward(
    grad: NDArray,
    x: NDArray,
    statistics: NormStatistics,
    weight: NDArray | undefined,
    out: NormGradients,
  ): void;
  /** Rows divided by their root mean square, times weight. */
  rmsNorm(x: NDArray, options: RMSNormOptions, out: NDArray, statistics: NormStatistics): void;
  rmsNormBackward(
    grad: NDArray,
    x: NDArray,
    statistics: NormStatistics,
    weight: NDArray | undefined,
    out: NormGradients,
  ): void;

  /** Every window of contiguous `x` as a column: `[batch, channels * kernel size, positions]`. */
  unfold2d(x: NDArray, window: Window2d, out: NDArray): void;
  /** The transpose of {@link unfold2d}: adds columns back to their places. */
  fold2d(columns: NDArray, window: Window2d, out: NDArray): void;
  /** Largest element of every window of contiguous `x`, and where in its image it lies. */
  maxPool2d(x: NDArray, window: Window2d, out: NDArray, indices: Int32Array): void;

  /** One step in place on contiguous parameters; `velocity` only with momentum. */
  sgd(parameter: NDArray, grad: NDArray, velocity: NDArray | undefined, options: SGDOptions): void;
  adam(parameter: NDArray, grad: NDArray, mean: NDArray, square: NDArray, options: AdamOptions): void;

  /** Fills contiguous `out` with the numbers of a generator that stands at `state`, uniform from `low` to below `high`. */
  randomUniform(out: NDArray, state: number, low: number, high: number): void;
  /** 0 where the next uniform number is below `p`, else `kept`. */
  randomMask(out: NDArray, state: number, p: number, kept: number): void;
  /** Normal numbers; returns where the generator stands afterwards. */
  randomNormal(out: NDArray, from: GeneratorState, mean: number, std: number): GeneratorState;
}
