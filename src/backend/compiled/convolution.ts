import type { Backend, Window2d } from "../backend";
import { reference } from "../reference/index";
import type { Operands } from "./operands";

/** Windows over images: as columns, back again, and the largest element of each. */
export function convolution(operands: Operands): Pick<Backend, "unfold2d" | "fold2d" | "maxPool2d"> {
  const { kernels } = operands;
  const at = operands.address.bind(operands);
  const floats = operands.floats.bind(operands);
  return {
    unfold2d(x, window, out) {
      if (!kernels.unfold2d || !floats(x, out)) reference.unfold2d(x, window, out);
      else kernels.unfold2d(at(x), at(out), operands.integers(geometry(window)));
    },
    fold2d(columns, window, out) {
      if (!kernels.fold2d || !floats(columns, out)) reference.fold2d(columns, window, out);
      else kernels.fold2d(at(columns), at(out), operands.integers(geometry(window)));
    },
    maxPool2d(x, window, out, indices) {
      if (!kernels.max_pool2d || !floats(x, out)) return reference.maxPool2d(x, window, out, indices);
      const places = operands.temporary(1, indices.byteLength);
      kernels.max_pool2d(at(x), at(out), places.address, operands.integers(geometry(window)));
      indices.set((places.data as Int32Array).subarray(0, indices.length));
    },
  };
}

/** As `struct window` in native/convolution.c. */
function geometry(w: Window2d): number[] {
  const sizes = [w.batch, w.channels, w.height, w.width];
  return [...sizes, ...w.kernel, ...w.stride, ...w.padding, ...w.dilation, w.outHeight, w.outWidth];
}
