import type { NDArray, TypedArray } from "../../tensor/types";
import type { UnaryKind } from "../backend";
import { elementary, type UnaryLoop } from "./elementary";
import { rowsOf } from "./rows";
import { erf, gelu, geluTanh, sigmoid, silu, softplus } from "./scalar";

const loops: Record<UnaryKind, UnaryLoop> = {
  ...elementary,
  copy(n, x, i, si, out, o) {
    for (let k = 0; k < n; k++, i += si) out[o + k] = x[i];
  },
  neg(n, x, i, si, out, o) {
    for (let k = 0; k < n; k++, i += si) out[o + k] = -x[i];
  },
  exp(n, x, i, si, out, o) {
    for (let k = 0; k < n; k++, i += si) out[o + k] = Math.exp(x[i]);
  },
  log(n, x, i, si, out, o) {
    for (let k = 0; k < n; k++, i += si) out[o + k] = Math.log(x[i]);
  },
  sqrt(n, x, i, si, out, o) {
    for (let k = 0; k < n; k++, i += si) out[o + k] = Math.sqrt(x[i]);
  },
  abs(n, x, i, si, out, o) {
    for (let k = 0; k < n; k++, i += si) out[o + k] = Math.abs(x[i]);
  },
  sign(n, x, i, si, out, o) {
    for (let k = 0; k < n; k++, i += si) out[o + k] = Math.sign(x[i]);
  },
  sin(n, x, i, si, out, o) {
    for (let k = 0; k < n; k++, i += si) out[o + k] = Math.sin(x[i]);
  },
  cos(n, x, i, si, out, o) {
    for (let k = 0; k < n; k++, i += si) out[o + k] = Math.cos(x[i]);
  },
  tanh(n, x, i, si, out, o) {
    for (let k = 0; k < n; k++, i += si) out[o + k] = Math.tanh(x[i]);
  },
  sigmoid(n, x, i, si, out, o) {
    for (let k = 0; k < n; k++, i += si) out[o + k] = sigmoid(x[i]);
  },
  relu(n, x, i, si, out, o) {
    // Math.max keeps NaN, which `x > 0 ? x : 0` would hide.
    for (let k = 0; k < n; k++, i += si) out[o + k] = Math.max(x[i], 0);
  },
  softplus(n, x, i, si, out, o) {
    for (let k = 0; k < n; k++, i += si) out[o + k] = softplus(x[i]);
  },
  erf(n, x, i, si, out, o) {
    for (let k = 0; k < n; k++, i += si) out[o + k] = erf(x[i]);
  },
  gelu(n, x, i, si, out, o) {
    for (let k = 0; k < n; k++, i += si) out[o + k] = gelu(x[i]);
  },
  geluTanh(n, x, i, si, out, o) {
    for (let k = 0; k < n; k++, i += si) out[o + k] = geluTanh(x[i]);
  },
  silu(n, x, i, si, out, o) {
    for (let k = 0; k < n; k++, i += si) out[o + k] = silu(x[i]);
  },
  floor(n, x, i, si, out, o) {
    for (let k = 0; k < n; k++, i += si) out[o + k] = Math.floor(x[i]);
  },
  ceil(n, x, i, si, out, o) {
    for (let k = 0; k < n; k++, i += si) out[o + k] = Math.ceil(x[i]);
  },
  round(n, x, i, si, out, o) {
    for (let k = 0; k < n; k++, i += si) {
      // Halves go to the even neighbour, as in PyTorch and NumPy.
      const down = Math.floor(x[i]);
      const rest = x[i] - down;
      out[o + k] = rest > 0.5 || (rest === 0.5 && down % 2 !== 0) ? down + 1 : down;
    }
  },
  not(n, x, i, si, out, o) {
    for (let k = 0; k < n; k++, i += si) out[o + k] = x[i] === 0 ? 1 : 0;
  },
  isFinite(n, x, i, si, out, o) {
    for (let k = 0; k < n; k++, i += si) out[o + k] = Number.isFinite(x[i]) ? 1 : 0;
  },
};

/** Conversion to whole numbers cuts off the fraction; to bool, everything but 0 is true. */
function toBool(n: number, x: TypedArray, i: number, si: number, out: TypedArray, o: number): void {
  for (let k = 0; k < n; k++, i += si) out[o + k] = x[i] !== 0 ? 1 : 0;
}

export function unary(kind: UnaryKind, x: NDArray, out: NDArray): void {
  if (out.size === 0) return;
  const loop = kind === "copy" && out.dtype === "bool" ? toBool : loops[kind];
  if (x.contiguous) {
    loop(out.size, x.data, x.offset, 1, out.data, out.offset);
    return;
  }
  const { count, steps, starts } = rowsOf([x]);
  for (let row = 0, o = out.offset; row < starts[0].length; row++, o += count) {
    loop(count, x.data, starts[0][row], steps[0], out.data, o);
  }
}

export function assign(x: NDArray, out: NDArray): void {
  if (out.size === 0) return;
  const { count, steps, starts } = rowsOf([x, out]);
  const from = x.data;
  const to = out.data;
  for (let row = 0; row < starts[0].length; row++) {
    let i = starts[0][row];
    let o = starts[1][row];
    for (let k = 0; k < count; k++, i += steps[0], o += steps[1]) to[o] = from[i];
  }
}
