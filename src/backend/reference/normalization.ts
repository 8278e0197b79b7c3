import type { NDArray } from "../../tensor/types";
import type { LayerNormOptions, NormGradients, NormStatistics, RMSNormOptions } from "../backend";

/** `(x - mean) / sqrt(variance + eps) * weight + bias` of each row of `[rows, length]`. */
export function layerNorm(x: NDArray, options: LayerNormOptions, out: NDArray, { mean, rstd }: NormStatistics): void {
  const [rows, length] = x.shape;
  for (let row = 0; row < rows; row++) {
    const from = x.offset + row * length;
    let sum = 0;
    for (let i = 0; i < length; i++) sum += x.data[from + i];
    const center = sum / length;
    let variance = 0;
    for (let i = 0; i < length; i++) variance += (x.data[from + i] - center) ** 2;
    const scale = 1 / Math.sqrt(variance / length + options.eps);
    writeRow(x, row, { center, scale }, options, out);
    if (mean) mean.data[mean.offset + row] = center;
    rstd.data[rstd.offset + row] = scale;
  }
}

/** `x / sqrt(mean(x^2) + eps) * weight` of each row of `[rows, length]`. */
export function rmsNorm(x: NDArray, options: RMSNormOptions, out: NDArray, { rstd }: NormStatistics): void {
  const [rows, length] = x.shape;
  for (let row = 0; row < rows; row++) {
    const from = x.offset + row * length;
    let square = 0;
    for (let i = 0; i < length; i++) square += x.data[from + i] ** 2;
    const scale = 1 / Math.sqrt(square / length + options.eps);
    writeRow(x, row, { center: 0, scale }, options, out);
    rstd.data[rstd.offset + row] = scale;
  }
}

function writeRow(
  x: NDArray,
  row: number,
  { center, scale }: { center: number; scale: number },
  { weight, bias }: LayerNormOptions,
  out: NDArray,
): void {
  const length = x.shape[1];
  const from = x.offset + row * length;
  const to = out.offset + row * length;
  for (let i = 0; i < length; i++) {
    const normalized = (x.data[from + i] - center) * scale;
    const scaled = weight ? normalized * weight.data[weight.offset + i * weight.strides[0]] : normalized;
    out.data[to + i] = bias ? scaled + bias.data[bias.offset + i * bias.strides[0]] : scaled;
  }
}

/** With `y` the normalised row and `g = grad * weight`: `dx = rstd * (g - mean(g) - y * mean(g * y))`. */
export function layerNormBackward(
  grad: NDArray,
  x: NDArray,
  statistics: NormStatistics,
  weight: NDArray | undefined,
  out: NormGradients,
): void {
  backwardRows(grad, x, statistics, weight, out);
}

/** With `y` the normalised row and `g = grad * weight`: `dx = rstd * (g - y * mean(g * y))`. */
export function rmsNormBackward(
  grad: NDArray,
  x: NDArray,
  { rstd }: NormStatistics,
  weight: NDArray | undefined,
  out: NormGradients,
): void {
  backwardRows(grad, x, { rstd }, weight, out);
}

/** Both gradients; the terms of the mean are there if the statistics have one. `dweight = sum of grad * y`, `dbias = sum of grad`. */
function backwardRows(
  grad: NDArray,
  x: NDArray,
  { mean, rstd }: NormStatistics,
  weight: NDArray | undefined,
  out: NormGradients,
): void {
  const [rows, length] = grad.shape;
  const slopes = new Float64Array(length);
  const normalized = new Float64Array(length);
  const weightSums = new Float64Array(length);
  const biasSums = new Float64Array(length);
  for (let row = 0; row < rows; row++) {
    const scale = rstd.data[rstd.offset + row];
    const center = mean ? mean.data[mean.offset + row] : 0;
    let sum = 0;
    let dot = 0;
    for (let i = 0; i < length; i++) {
      const g = grad.data[grad.offset + row * length + i];
      normalized[i] = (x.data[x.offset + row * length + i] - center) * scale;
      slopes[i] = weight ? g * weight.data[weight.offset + i * weight.strides[0]] : g;
      sum += slopes[i];
      dot += slopes[i] * normalized[i];
      weightSums[i] += g * normalized[i];
      biasSums[i] += g;
    }
    if (!out.x) continue;
    const shift = mean ? sum / length : 0;
    const to = out.x.offset + row * length;
    for (let i = 0; i < length; i++) {
      out.x.data[to + i] = scale * (slopes[i] - shift - (normalized[i] * dot) / length);
    }
  }
  out.weight?.data.set(weightSums, out.weight.offset);
  out.bias?.data.set(biasSums, out.bias.offset);
}
