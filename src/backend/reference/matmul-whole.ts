import type { NDArray } from "../../tensor/types";

/**
 * `out = a b` of whole numbers, for the matrices that begin at `startA` and `startB`. Sums wrap around at 32 bits, as in PyTorch: in
 * double precision a product of large ones would lose its last digits.
 */
export function matmulWhole(a: NDArray, startA: number, b: NDArray, startB: number, out: NDArray, start: number): void {
  const [m, k, n] = [a.shape[a.ndim - 2], a.shape[a.ndim - 1], b.shape[b.ndim - 1]];
  const [rowStep, columnStep] = [a.strides[a.ndim - 2], a.strides[a.ndim - 1]];
  const [rowStepB, columnStepB] = [b.strides[b.ndim - 2], b.strides[b.ndim - 1]];
  const [left, right, result] = [a.data, b.data, out.data];
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      let sum = 0;
      let p = startA + i * rowStep;
      let q = startB + j * columnStepB;
      for (let t = 0; t < k; t++, p += columnStep, q += rowStepB) sum = (sum + Math.imul(left[p], right[q])) | 0;
      result[start + i * n + j] = sum;
    }
  }
}
