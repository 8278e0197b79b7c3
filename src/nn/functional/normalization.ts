import { layerNorm, noGrad, type NormOptions, type Tensor } from "../../autograd/index";
import { GradbookError } from "../../errors";

export interface BatchNormFunctionOptions extends NormOptions {
  /** Running average of the means, `[channels]`: changed in place in training, used otherwise. */
  runningMean?: Tensor | undefined;
  /** Running average of the variances, `[channels]`. */
  runningVar?: Tensor | undefined;
  /** Whether mean and variance are those of this batch (default: only if no running averages are given). */
  training?: boolean;
  /** Weight of this batch in the running averages. Default 0.1. */
  momentum?: number;
}

/**
 * Batch normalisation: each channel to mean 0 and variance 1 over the batch, `(x - mean) / sqrt(variance + eps) * weight + bias`.
 *
 * The running variance is that of a sample, divided by `n - 1`, as in PyTorch.
 *
 * Source: Ioffe and Szegedy, Batch Normalization, 2015.
 *
 * @param x `[batch, channels, ...]`
 * @throws if a channel has a single value in training: that has no variance.
 * @example
 * nn.batchNorm(tensor([[1, 10], [3, 30]])).round().toArray(); // -> [[-1, -1], [1, 1]]
 */
export function batchNorm(x: Tensor, options: BatchNormFunctionOptions = {}): Tensor {
  const { runningMean, runningVar, weight, bias, eps = 1e-5, momentum = 0.1 } = options;
  const channels = x.shape[1];
  if (channels === undefined)
    throw new GradbookError(`batchNorm: expected [batch, channels, ...], got [${x.shape.join(", ")}]`);
  const perChannel = x.shape.map((_, i) => (i === 1 ? channels : 1));
  const others = x.shape.map((_, i) => i).filter((i) => i !== 1);
  let mean = runningMean?.reshape(perChannel);
  let variance = runningVar?.reshape(perChannel);
  let centred = mean && x.sub(mean);
  if (options.training ?? !(mean && variance)) {
    const count = checkCount("batchNorm", x, others);
    mean = x.mean(others, { keepdim: true });
    centred = x.sub(mean);
    variance = centred.square().mean(others, { keepdim: true });
    updateAverage(runningMean, mean, momentum);
    updateAverage(runningVar, variance, momentum, count / (count - 1));
  }
  if (!centred || !variance) throw new GradbookError("batchNorm: evaluation needs runningMean and runningVar");
  const scale = variance.add(eps).sqrt();
  const factor = weight ? weight.reshape(perChannel).div(scale) : scale.pow(-1);
  const scaled = centred.mul(factor);
  return bias ? scaled.add(bias.reshape(perChannel)) : scaled;
}

/** How many values each channel has. */
function checkCount(operation: string, x: Tensor, dims: readonly number[]): number {
  const count = dims.reduce((product, dim) => product * (x.shape[dim] ?? 1), 1);
  if (count > 1) return count;
  throw new GradbookError(
    `${operation}: a single value has no variance, and [${x.shape.join(", ")}] has one a channel; train with larger batches, or switch to net.eval()`,
  );
}

/** `average = (1 - momentum) average + momentum correction value`, in place. */
function updateAverage(average: Tensor | undefined, value: Tensor, momentum: number, correction: number = 1): void {
  if (!average) return;
  noGrad(() => average.mul_(1 - momentum).add_(value.reshape(average.shape).mul(momentum * correction)));
}

/** Channels as `[1, channels, 1, ...]`, to be stretched over everything else. */
function channelwise(values: Tensor, ndim: number): Tensor {
  return values.reshape(Array.from({ length: ndim }, (_, i) => (i === 1 ? values.size : 1)));
}

/**
 * Group normalisation: the channels of each sample in `groups` groups, each to mean 0 and variance 1, whatever the batch is.
 *
 * Source: Wu and He, Group Normalization, 2018.
 *
 * @param x `[batch, channels, ...]`
 * @param options `weight` and `bias` `[channels]`; `eps`, default 1e-5
 * @throws if the channels cannot be split into the groups.
 * @example
 * nn.groupNorm(tensor([[1, 3, 10, 30]]), 2).round().toArray(); // -> [[-1, 1, -1, 1]]
 */
export function groupNorm(x: Tensor, groups: number, { weight, bias, eps = 1e-5 }: NormOptions = {}): Tensor {
  const [batch, channels] = x.shape;
  if (batch === undefined || channels === undefined || channels % groups !== 0) {
    throw new GradbookError(`groupNorm: the channels of [${x.shape.join(", ")}] cannot be split into ${groups} groups`);
  }
  const length = batch === 0 ? 0 : x.size / (batch * groups);
  const rows = layerNorm(x.reshape([batch, groups, length]), [length], { eps }).reshape(x.shape);
  const scaled = weight ? rows.mul(channelwise(weight, x.ndim)) : rows;
  return bias ? scaled.add(channelwise(bias, x.ndim)) : scaled;
}

export interface InstanceNormFunctionOptions extends NormOptions {
  /** Running average of the means, `[channels]`: changed in place when a batch's own statistics are used. */
  runningMean?: Tensor | undefined;
  /** Running average of the variances, `[channels]`. */
  runningVar?: Tensor | undefined;
  /** Whether mean and variance are those of each sample (default) or the running averages. */
  useInputStats?: boolean;
  /** Weight of this batch in the running averages. Default 0.1. */
  momentum?: number;
}

/**
 * Instance normalisation: each channel of each sample to mean 0 and variance 1: {@link groupNorm} with as many groups as
 * channels.
 *
 * Source: Ulyanov, Vedaldi and Lempitsky, Instance Normalization: The Missing Ingredient for Fast Stylization, 2016.
 *
 * @param x `[batch, channels, ...]`
 * @throws if a channel has a single value.
 * @example
 * nn.instanceNorm(tensor([[[1, 3], [10, 30]]])).round().toArray(); // -> [[[-1, 1], [-1, 1]]]
 */
export function instanceNorm(x: Tensor, options: InstanceNormFunctionOptions = {}): Tensor {
  const { runningMean, runningVar, weight, bias, eps = 1e-5, momentum = 0.1 } = options;
  if (!(options.useInputStats ?? true))
    return batchNorm(x, { runningMean, runningVar, weight, bias, eps, training: false });
  const inner = x.shape.map((_, i) => i).filter((i) => i > 1);
  const count = checkCount("instanceNorm", x, inner);
  if (runningMean && runningVar) {
    noGrad(() => {
      updateAverage(runningMean, x.mean(inner).mean(0), momentum);
      const variance = x.variance(inner, { unbiased: false }).mean(0);
      updateAverage(runningVar, variance, momentum, count / (count - 1));
    });
  }
  return groupNorm(x, x.shape[1] ?? 1, { weight, bias, eps });
}
