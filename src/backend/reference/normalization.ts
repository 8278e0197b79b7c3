import type { NDArray } from "../../tensor/types";

/** `(x - mean) / sqrt(variance + eps)` of each row of `[rows, length]`. */
export function layerNorm(x: NDArray, eps: number, out: NDArray, rstd: NDArray): void {
  const [rows, length] = x.shape;
  for (let row = 0; row < rows; row++) {
    const from = x.offset + row * length;
    const to = out.offset + row * length;
    let mean = 0;
    for (let i = 0; i < length; i++) mean += x.data[from + i];
    mean /= length;
    let variance = 0;
    for (let i = 0; i < length; i++) variance += (x.data[from + i] - mean) ** 2;
    const scale = 1 / Math.sqrt(variance / length + eps);
    for (let i = 0; i < length; i++) out.data[to + i] = (x.data[from + i] - mean) * scale;
    rstd.data[rstd.offset + row] = scale;
  }
}

/** With `y` the normalised row: `rstd * (grad - mean(grad) - y * mean(grad * y))`. */
export function layerNormBackward(grad: NDArray, normalized: NDArray, rstd: NDArray, out: NDArray): void {
  const [rows, length] = grad.shape;
  const g = grad.data;
  const y = normalized.data;
  for (let row = 0; row < rows; row++) {
    const from = grad.offset + row * length;
    const own = normalized.offset + row * length;
    let sum = 0;
    let dot = 0;
    for (let i = 0; i < length; i++) {
      sum += g[from + i];
      dot += g[from + i] * y[own + i];
    }
    const scale = rstd.data[rstd.offset + row];
    for (let i = 0; i < length; i++) {
      out.data[out.offset + row * length + i] = scale * (g[from + i] - sum / length - (y[own + i] * dot) / length);
    }
  }
}

/** `x / sqrt(mean(x^2) + eps)` of each row of `[rows, length]`. */
export function rmsNorm(x: NDArray, eps: number, out: NDArray, rstd: NDArray): void {
  const [rows, length] = x.shape;
  for (let row = 0; row < rows; row++) {
    const from = x.offset + row * length;
    let square = 0;
    for (let i = 0; i < length; i++) square += x.data[from + i] ** 2;
    const scale = 1 / Math.sqrt(square / length + eps);
    for (let i = 0; i < length; i++) out.data[out.offset + row * length + i] = x.data[from + i] * scale;
    rstd.data[rstd.offset + row] = scale;
  }
}

/** With `y` the normalised row: `rstd * (grad - y * mean(grad * y))`. */
export function rmsNormBackward(grad: NDArray, normalized: NDArray, rstd: NDArray, out: NDArray): void {
  const [rows, length] = grad.shape;
  const g = grad.data;
  const y = normalized.data;
  for (let row = 0; row < rows; row++) {
    const from = grad.offset + row * length;
    const own = normalized.offset + row * length;
    let dot = 0;
    for (let i = 0; i < length; i++) dot += g[from + i] * y[own + i];
    const scale = rstd.data[rstd.offset + row];
    for (let i = 0; i < length; i++) {
      out.data[out.offset + row * length + i] = scale * (g[from + i] - (y[own + i] * dot) / length);
    }
  }
}
