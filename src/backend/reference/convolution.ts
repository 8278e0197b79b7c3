import type { NDArray } from "../../tensor/types";
import type { Window2d } from "../backend";

/**
 * Calls `visit(image, position)` for every pair of an element of `x` and its place in the columns
 * `[batch, channels * kernel, positions]`; places in the padding are left out.
 */
function forEachWindowElement(w: Window2d, visit: (image: number, column: number) => void): void {
  const [kernelHeight, kernelWidth] = w.kernel;
  const positions = w.outHeight * w.outWidth;
  let column = 0;
  for (let plane = 0; plane < w.batch * w.channels; plane++) {
    for (let ky = 0; ky < kernelHeight; ky++) {
      for (let kx = 0; kx < kernelWidth; kx++, column += positions) {
        for (let oy = 0; oy < w.outHeight; oy++) {
          const y = oy * w.stride[0] - w.padding[0] + ky * w.dilation[0];
          if (y < 0 || y >= w.height) continue;
          for (let ox = 0; ox < w.outWidth; ox++) {
            const x = ox * w.stride[1] - w.padding[1] + kx * w.dilation[1];
            if (x >= 0 && x < w.width) visit((plane * w.height + y) * w.width + x, column + oy * w.outWidth + ox);
          }
        }
      }
    }
  }
}

export function unfold2d(x: NDArray, window: Window2d, out: NDArray): void {
  const from = x.data;
  const to = out.data;
  forEachWindowElement(window, (image, column) => {
    to[out.offset + column] = from[x.offset + image];
  });
}

export function fold2d(columns: NDArray, window: Window2d, out: NDArray): void {
  const from = columns.data;
  const to = out.data;
  forEachWindowElement(window, (image, column) => {
    to[out.offset + image] += from[columns.offset + column];
  });
}

export function maxPool2d(x: NDArray, w: Window2d, out: NDArray, indices: Int32Array): void {
  let to = 0;
  for (let plane = 0; plane < w.batch * w.channels; plane++) {
    const start = plane * w.height * w.width;
    for (let oy = 0; oy < w.outHeight; oy++) {
      for (let ox = 0; ox < w.outWidth; ox++, to++) {
        let best = -Infinity;
        let where = -1;
        for (let ky = 0; ky < w.kernel[0]; ky++) {
          const y = oy * w.stride[0] - w.padding[0] + ky * w.dilation[0];
          if (y < 0 || y >= w.height) continue;
          for (let kx = 0; kx < w.kernel[1]; kx++) {
            const column = ox * w.stride[1] - w.padding[1] + kx * w.dilation[1];
            if (column < 0 || column >= w.width) continue;
            const at = start + y * w.width + column;
            const value = x.data[x.offset + at];
            if (value > best || where < 0 || value !== value) {
              best = value;
              where = at;
            }
          }
        }
        out.data[out.offset + to] = best;
        indices[to] = where;
      }
    }
  }
}
