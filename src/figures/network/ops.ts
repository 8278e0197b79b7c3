import type { Operation } from "./operation";

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

// Abramowitz and Stegun (1964), 7.1.26: to 1.5e-7, more than a drawing shows.
function erf(x: number): number {
  const t = 1 / (1 + 0.3275911 * Math.abs(x));
  const tail = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  return Math.sign(x) * (1 - tail * Math.exp(-x * x));
}

const each: Readonly<Record<string, (x: number, op: Operation) => number>> = {
  identity: (x) => x,
  dropout: (x) => x,
  relu: (x) => Math.max(0, x),
  leakyRelu: (x, { slope = 0.01 }) => (x < 0 ? slope * x : x),
  sigmoid,
  tanh: Math.tanh,
  gelu: (x) => 0.5 * x * (1 + erf(x / Math.SQRT2)),
  silu: (x) => x * sigmoid(x),
  step: (x) => (x > 0 ? 1 : 0),
  softplus: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
};

function softmax(values: readonly number[]): number[] {
  const high = Math.max(...values);
  const powers = values.map((value) => Math.exp(value - high));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / sum);
}

const whole: Readonly<Record<string, (values: readonly number[], op: Operation) => number[]>> = {
  softmax,
  logSoftmax: (values) => softmax(values).map(Math.log),
  scaleShift: (values, { scale = [], shift = [] }) => values.map((x, i) => x * (scale[i] ?? 1) + (shift[i] ?? 0)),
  layerNorm(values, { scale = [], shift = [], eps = 1e-5 }) {
    const mean = values.reduce((a, b) => a + b, 0) / values.length;
    const variance = values.reduce((a, b) => a + (b - mean) ** 2, 0) / values.length;
    return values.map((x, i) => ((x - mean) / Math.sqrt(variance + eps)) * (scale[i] ?? 1) + (shift[i] ?? 0));
  },
};

/** Whether the page can compute an operation. */
export const known = ({ op }: Operation): boolean => op in each || op in whole;

/** What an operation makes of a layer's numbers. */
export function apply(operation: Operation, values: readonly number[]): number[] {
  const one = each[operation.op];
  return one ? values.map((x) => one(x, operation)) : (whole[operation.op]?.(values, operation) ?? [...values]);
}

/** An operation as the formula names it; those that change nothing in use are left out. */
export function operationName({ op, name }: Operation): string | null {
  return op === "identity" || op === "dropout" ? null : (name ?? op);
}
