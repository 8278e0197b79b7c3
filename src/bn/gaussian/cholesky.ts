/**
 * The Cholesky factor of a symmetric positive definite n x n matrix, row after row: A = L Lᵀ with L below the diagonal.
 *
 * Row i of L is what is left of row i of A after the rows before it explain their part; its pivot L_ii² is the variance of i
 * that these leave. `dependent` is the first row that they explain entirely (up to 1e-13 of its variance), -1 if there is none.
 * Source: Golub, Van Loan, Matrix Computations (2013), 4.2.
 */
export function cholesky(a: Float64Array, n: number): { readonly lower: Float64Array; readonly dependent: number } {
  const lower = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let left = a[i * n + j];
      for (let k = 0; k < j; k++) left -= lower[i * n + k] * lower[j * n + k];
      if (j < i) lower[i * n + j] = left / lower[j * n + j];
      else if (left > 1e-13 * a[i * n + i]) lower[i * n + i] = Math.sqrt(left);
      else return { lower, dependent: i };
    }
  }
  return { lower, dependent: -1 };
}

/** Solves L x = b from the first row down. */
export function solveLower(lower: Float64Array, b: ArrayLike<number>): Float64Array {
  const n = b.length;
  const x = Float64Array.from(b);
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) x[i] -= lower[i * n + k] * x[k];
    x[i] /= lower[i * n + i];
  }
  return x;
}

/** Solves Lᵀ x = b from the last row up. */
export function solveUpper(lower: Float64Array, b: ArrayLike<number>): Float64Array {
  const n = b.length;
  const x = Float64Array.from(b);
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) x[i] -= lower[k * n + i] * x[k];
    x[i] /= lower[i * n + i];
  }
  return x;
}
