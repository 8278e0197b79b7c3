import type { NDArray } from "../../tensor/types";
import type { BinaryKind } from "../backend";
import { elementaryPairs, type BinaryLoop } from "./elementary";
import { rowsOf } from "./rows";
import { geluSlope, geluTanhSlope, power, siluSlope } from "./scalar";

// One loop an operation, not one loop with a function inside: V8 then compiles each to straight machine code.
const loops: Record<BinaryKind, BinaryLoop> = {
  ...elementaryPairs,
  add(n, a, i, si, b, j, sj, out, o) {
    for (let k = 0; k < n; k++, i += si, j += sj) out[o + k] = a[i] + b[j];
  },
  sub(n, a, i, si, b, j, sj, out, o) {
    for (let k = 0; k < n; k++, i += si, j += sj) out[o + k] = a[i] - b[j];
  },
  mul(n, a, i, si, b, j, sj, out, o) {
    for (let k = 0; k < n; k++, i += si, j += sj) out[o + k] = a[i] * b[j];
  },
  div(n, a, i, si, b, j, sj, out, o) {
    for (let k = 0; k < n; k++, i += si, j += sj) out[o + k] = a[i] / b[j];
  },
  pow(n, a, i, si, b, j, sj, out, o) {
    for (let k = 0; k < n; k++, i += si, j += sj) out[o + k] = power(a[i], b[j]);
  },
  maximum(n, a, i, si, b, j, sj, out, o) {
    for (let k = 0; k < n; k++, i += si, j += sj) out[o + k] = Math.max(a[i], b[j]);
  },
  minimum(n, a, i, si, b, j, sj, out, o) {
    for (let k = 0; k < n; k++, i += si, j += sj) out[o + k] = Math.min(a[i], b[j]);
  },
  eq(n, a, i, si, b, j, sj, out, o) {
    for (let k = 0; k < n; k++, i += si, j += sj) out[o + k] = a[i] === b[j] ? 1 : 0;
  },
  ne(n, a, i, si, b, j, sj, out, o) {
    for (let k = 0; k < n; k++, i += si, j += sj) out[o + k] = a[i] !== b[j] ? 1 : 0;
  },
  lt(n, a, i, si, b, j, sj, out, o) {
    for (let k = 0; k < n; k++, i += si, j += sj) out[o + k] = a[i] < b[j] ? 1 : 0;
  },
  le(n, a, i, si, b, j, sj, out, o) {
    for (let k = 0; k < n; k++, i += si, j += sj) out[o + k] = a[i] <= b[j] ? 1 : 0;
  },
  gt(n, a, i, si, b, j, sj, out, o) {
    for (let k = 0; k < n; k++, i += si, j += sj) out[o + k] = a[i] > b[j] ? 1 : 0;
  },
  ge(n, a, i, si, b, j, sj, out, o) {
    for (let k = 0; k < n; k++, i += si, j += sj) out[o + k] = a[i] >= b[j] ? 1 : 0;
  },
  tanhBackward(n, grad, i, si, y, j, sj, out, o) {
    for (let k = 0; k < n; k++, i += si, j += sj) out[o + k] = grad[i] * (1 - y[j] * y[j]);
  },
  sigmoidBackward(n, grad, i, si, y, j, sj, out, o) {
    for (let k = 0; k < n; k++, i += si, j += sj) out[o + k] = grad[i] * y[j] * (1 - y[j]);
  },
  reluBackward(n, grad, i, si, y, j, sj, out, o) {
    for (let k = 0; k < n; k++, i += si, j += sj) out[o + k] = y[j] > 0 ? grad[i] : 0;
  },
  geluBackward(n, grad, i, si, x, j, sj, out, o) {
    for (let k = 0; k < n; k++, i += si, j += sj) out[o + k] = grad[i] * geluSlope(x[j]);
  },
  geluTanhBackward(n, grad, i, si, x, j, sj, out, o) {
    for (let k = 0; k < n; k++, i += si, j += sj) out[o + k] = grad[i] * geluTanhSlope(x[j]);
  },
  siluBackward(n, grad, i, si, x, j, sj, out, o) {
    for (let k = 0; k < n; k++, i += si, j += sj) out[o + k] = grad[i] * siluSlope(x[j]);
  },
};

/** Whole numbers wrap around at 2^31; past 2^53, products of doubles have lost the digits that then remain. */
const wholeProduct: BinaryLoop = (n, a, i, si, b, j, sj, out, o) => {
  for (let k = 0; k < n; k++, i += si, j += sj) out[o + k] = Math.imul(a[i], b[j]);
};

export function binary(kind: BinaryKind, a: NDArray, b: NDArray, out: NDArray): void {
  if (out.size === 0) return;
  const loop = kind === "mul" && out.dtype === "int32" ? wholeProduct : loops[kind];
  if (a.contiguous && b.contiguous) {
    loop(out.size, a.data, a.offset, 1, b.data, b.offset, 1, out.data, out.offset);
    return;
  }
  const { count, steps, starts } = rowsOf([a, b]);
  const [startA, startB] = starts;
  const [stepA, stepB] = steps;
  for (let row = 0, o = out.offset; row < startA.length; row++, o += count) {
    loop(count, a.data, startA[row], stepA, b.data, startB[row], stepB, out.data, o);
  }
}

/** `out = condition ? a : b`, element by element. */
export function where(condition: NDArray, a: NDArray, b: NDArray, out: NDArray): void {
  if (out.size === 0) return;
  const { count, steps, starts } = rowsOf([condition, a, b]);
  const [c, x, y, result] = [condition.data, a.data, b.data, out.data];
  for (let row = 0, o = out.offset; row < starts[0].length; row++) {
    let [h, i, j] = [starts[0][row], starts[1][row], starts[2][row]];
    for (let k = 0; k < count; k++, o++) {
      result[o] = c[h] !== 0 ? x[i] : y[j];
      h += steps[0];
      i += steps[1];
      j += steps[2];
    }
  }
}
