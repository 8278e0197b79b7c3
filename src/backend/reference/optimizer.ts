import type { NDArray } from "../../tensor/types";
import type { AdamOptions, SGDOptions } from "../backend";

/** `v = momentum v + g;  p = p - lr v`, or with Nesterov's look ahead `p = p - lr (g + momentum v)`. */
export function sgd(parameter: NDArray, grad: NDArray, velocity: NDArray | undefined, o: SGDOptions): void {
  const p = parameter.data;
  const g = grad.data;
  const [start, from] = [parameter.offset, grad.offset];
  if (!velocity) {
    for (let i = 0; i < parameter.size; i++) p[start + i] -= o.lr * (g[from + i] + o.weightDecay * p[start + i]);
    return;
  }
  const v = velocity.data;
  for (let i = 0; i < parameter.size; i++) {
    const slope = g[from + i] + o.weightDecay * p[start + i];
    const speed = o.firstStep ? slope : o.momentum * v[i] + (1 - o.dampening) * slope;
    v[i] = speed;
    p[start + i] -= o.lr * (o.nesterov ? slope + o.momentum * speed : speed);
  }
}

/** `m = b1 m + (1 - b1) g;  s = b2 s + (1 - b2) g^2;  p = p - lr m' / (sqrt(s') + eps)`, `'` = corrected for the start at 0. */
export function adam(parameter: NDArray, grad: NDArray, mean: NDArray, square: NDArray, o: AdamOptions): void {
  const p = parameter.data;
  const g = grad.data;
  const m = mean.data;
  const s = square.data;
  const [start, from] = [parameter.offset, grad.offset];
  const { beta1, beta2, eps, weightDecay } = o;
  const stepSize = o.lr / (1 - beta1 ** o.step);
  const correction = 1 / Math.sqrt(1 - beta2 ** o.step);
  const keep = o.decoupled ? 1 - o.lr * weightDecay : 1;
  const coupled = o.decoupled ? 0 : weightDecay;
  for (let i = 0; i < parameter.size; i++) {
    const slope = g[from + i] + coupled * p[start + i];
    const newMean = beta1 * m[i] + (1 - beta1) * slope;
    const newSquare = beta2 * s[i] + (1 - beta2) * slope * slope;
    m[i] = newMean;
    s[i] = newSquare;
    p[start + i] = keep * p[start + i] - (stepSize * newMean) / (Math.sqrt(newSquare) * correction + eps);
  }
}
