import type { NDArray } from "../../tensor/types";
import type { Window2d } from "../backend";

/** One row of one window position: `count` elements of the image, `step` apart, beside as many in a row of columns. */
type Visit = (image: number, step: number, column: number, count: number) => void;

/**
 * Goes through every pair of an element of the image and its place in the columns `[batch, channels * kernel, positions]`, row
 * by row; places that lie in the padding are left out.
 */
function forEachRow(w: Window2d, visit: Visit): void {
  const [stepY, stepX] = w.stride;
  const positions = w.outHeight * w.outWidth;
  let column = 0;
  for (let plane = 0; plane < w.batch * w.channels; plane++) {
    for (let ky = 0; ky < w.kernel[0]; ky++) {
      for (let kx = 0; kx < w.kernel[1]; kx++, column += positions) {
        // Output position `ox` reads image column `ox * stepX + shift`.
        const shift = kx * w.dilation[1] - w.padding[1];
        const first = Math.max(0, Math.ceil(-shift / stepX));
        const count = Math.min(w.outWidth, Math.ceil((w.width - shift) / stepX)) - first;
        if (count <= 0) continue;
        for (let oy = 0; oy < w.outHeight; oy++) {
          const y = oy * stepY + ky * w.dilation[0] - w.padding[0];
          if (y < 0 || y >= w.height) continue;
          const image = (plane * w.height + y) * w.width + first * stepX + shift;
          visit(image, stepX, column + oy * w.outWidth + first, count);
        }
      }
    }
  }
}

export function unfold2d(x: NDArray, window: Window2d, out: NDArray): void {
  const from = x.data;
  const to = out.data;
  to.fill(0, out.offset, out.offset + out.size);
  forEachRow(window, (image, step, column, count) => {
    let i = x.offset + image;
    let o = out.offset + column;
    for (const end = o + count; o < end; o++, i += step) to[o] = from[i];
  });
}

export function fold2d(columns: NDArray, window: Window2d, out: NDArray): void {
  const from = columns.data;
  const to = out.data;
  to.fill(0, out.offset, out.offset + out.size);
  forEachRow(window, (image, step, column, count) => {
    let i = columns.offset + column;
    let o = out.offset + image;
    for (const end = i + count; i < end; i++, o += step) to[o] += from[i];
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
        // A window with gaps may see nothing of a small image.
        indices[to] = where < 0 ? start : where;
      }
    }
  }
}
