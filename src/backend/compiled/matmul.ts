import type { NDArray } from "../../tensor/types";
import type { Backend } from "../backend";
import { reference } from "../reference/index";
import { offsets } from "../reference/rows";
import { allFloats } from "./elementwise";
import type { Operands } from "./operands";

/** The matrix product; the matrices of a batch are one call, with a table of where each of them begins. */
export function matrixProduct(operands: Operands): Pick<Backend, "matmul"> {
  const { matmul: kernel, matmul_workspace: workspaceOf } = operands.kernels;
  return {
    matmul(a, b, out, bias) {
      if (!kernel || !workspaceOf || !allFloats(operands, a, b, out, bias) || out.size === 0) {
        return reference.matmul(a, b, out, bias);
      }
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
