import type { NDArray } from "../../tensor/types";
import { sliceDim } from "../../tensor/views";
import type { Backend } from "../backend";
import { checkInterrupt } from "../interrupt";
import { reference } from "../reference/index";
import { offsets } from "../reference/rows";
import type { Operands } from "./operands";

/** So many multiplications at a time, some tenths of a second at most: between the parts, a learner's interrupt is seen. */
const mostAtOnce = 2 ** 33;

/** The matrix product; the matrices of a batch are one call, with a table of where each of them begins. */
export function matrixProduct(operands: Operands): Pick<Backend, "matmul"> {
  const { matmul: kernel, matmul_workspace: workspaceOf } = operands.kernels;

  const multiply = (a: NDArray, b: NDArray, out: NDArray, bias: NDArray | undefined): void => {
    if (!kernel || !workspaceOf) return;
    const dims = out.ndim;
    const [m, n, k] = [out.shape[dims - 2], out.shape[dims - 1], a.shape[dims - 1]];
    const batch = out.size / (m * n);
    kernel(
      operands.address(a),
      a.strides[dims - 2],
      a.strides[dims - 1],
      operands.address(b),
      b.strides[dims - 2],
      b.strides[dims - 1],
      operands.addressOrNull(bias),
      bias ? bias.strides[0] : 0,
      operands.address(out),
      m,
      n,
      k,
      batch,
      batch === 1 ? 0 : operands.integers(starts(a, b, batch)),
      operands.temporary(1, workspaceOf(m, n, k)).address,
    );
  };

  return {
    matmul(a, b, out, bias) {
      if (!kernel || !operands.floats(a, b, out, bias) || out.size === 0) return reference.matmul(a, b, out, bias);
      const rows = out.shape[out.ndim - 2];
      const rowsAtOnce = Math.max(64, Math.floor(mostAtOnce / (a.shape[a.ndim - 1] * out.shape[out.ndim - 1])));
      if (rows <= rowsAtOnce || out.ndim > 2) return multiply(a, b, out, bias);
      for (let row = 0; row < rows; row += rowsAtOnce) {
        const count = Math.min(rowsAtOnce, rows - row);
        checkInterrupt("matmul");
        multiply(sliceDim(a, 0, row, count, 1), b, sliceDim(out, 0, row, count, 1), bias);
      }
    },
  };
}

/** Where the matrices of `a` and `b` begin, in elements, pair by pair. */
function starts(a: NDArray, b: NDArray, batch: number): Int32Array {
  const pairs = new Int32Array(2 * batch);
  const last = a.ndim - 2;
  const own = offsets(a.shape.slice(0, last), a.strides, 0);
  const other = offsets(b.shape.slice(0, last), b.strides, 0);
  for (let i = 0; i < batch; i++) {
    pairs[2 * i] = own[i];
    pairs[2 * i + 1] = other[i];
  }
  return pairs;
}
