import { GradbookError } from "../../errors";
import { contiguous, empty, zeros } from "../../tensor/kernels";
import { formatShape } from "../../tensor/shape";
import { record } from "../tape";
import { Tensor } from "../tensor";
import { asImages } from "./images";
import { scatter, type Sides } from "./window2d";

/** `[height, width]` of the result, or one number for both; `null` keeps the length of the input. */
export type AdaptiveSize = number | null | readonly [height: number | null, width: number | null];

/**
 * Means over as many windows as asked for, whatever the size of the image: window `i` of `n` goes from
 * `floor(i length / n)` to `ceil((i + 1) length / n)`. Each direction is one product with a matrix of the shares.
 *
 * @param x `[batch, channels, height, width]`, or one image without `batch`
 * @param outputSize `[outHeight, outWidth]`, or one number for both; `null` keeps a length
 * @returns `[batch, channels, outHeight, outWidth]`
 * @example
 * nn.adaptiveAvgPool2d(tensor([[[[1, 2], [3, 6]]]]), 1).toList(); // -> [3]
 */
export function adaptiveAvgPool2d(x: Tensor, outputSize: AdaptiveSize): Tensor {
  return asImages("adaptiveAvgPool2d", x, 2, (images) =>
    averages(images, sizesOf("adaptiveAvgPool2d", images, outputSize)),
  );
}

/**
 * Means over `outputSize` windows of `[batch, channels, length]`, see {@link adaptiveAvgPool2d}.
 *
 * @example
 * nn.adaptiveAvgPool1d(tensor([[1, 2, 3]]), 2).toArray(); // -> [[1.5, 2.5]]
 */
export function adaptiveAvgPool1d(x: Tensor, outputSize: number): Tensor {
  return asImages("adaptiveAvgPool1d", x, 1, (images) =>
    averages(images, sizesOf("adaptiveAvgPool1d", images, [null, outputSize])),
  );
}

/**
 * The largest elements of as many windows as asked for; windows as in {@link adaptiveAvgPool2d}.
 *
 * @example
 * nn.adaptiveMaxPool2d(tensor([[[[1, 2], [3, 6]]]]), [2, 1]).toList(); // -> [2, 6]
 */
export function adaptiveMaxPool2d(x: Tensor, outputSize: AdaptiveSize): Tensor {
  return asImages("adaptiveMaxPool2d", x, 2, (images) =>
    maxima(images, sizesOf("adaptiveMaxPool2d", images, outputSize)),
  );
}

/**
 * The largest elements of `outputSize` windows of `[batch, channels, length]`.
 *
 * @example
 * nn.adaptiveMaxPool1d(tensor([[1, 2, 3]]), 2).toArray(); // -> [[2, 3]]
 */
export function adaptiveMaxPool1d(x: Tensor, outputSize: number): Tensor {
  return asImages("adaptiveMaxPool1d", x, 1, (images) =>
    maxima(images, sizesOf("adaptiveMaxPool1d", images, [null, outputSize])),
  );
}

function sizesOf(operation: string, images: Tensor, size: AdaptiveSize): Sides {
  const [, , height, width] = images.shape;
  const [rows, columns] = typeof size === "number" || size === null ? [size, size] : size;
  const sizes: Sides = [rows ?? height, columns ?? width];
  if (sizes.every((length) => Number.isInteger(length) && length > 0) && height > 0 && width > 0) return sizes;
  throw new GradbookError(
    `${operation}: ${formatShape(images.shape)} cannot become ${formatShape(sizes)} windows; both need whole numbers from 1`,
  );
}

const startOf = (i: number, length: number, count: number): number => Math.floor((i * length) / count);
const endOf = (i: number, length: number, count: number): number => Math.ceil(((i + 1) * length) / count);

function averages(images: Tensor, [outHeight, outWidth]: Sides): Tensor {
  const [, , height, width] = images.shape;
  if (outHeight === 1 && outWidth === 1) return images.mean([2, 3], { keepdim: true });
  const rows = outHeight === height ? images : shares(images, height, outHeight).matmul(images);
  return outWidth === width ? rows : rows.matmul(shares(images, width, outWidth).t());
}

/** `[count, length]`: in row `i`, one over the number of elements of window `i` at each of them. */
function shares(like: Tensor, length: number, count: number): Tensor {
  const array = zeros(like.dtype, [count, length]);
  for (let i = 0; i < count; i++) {
    const [start, end] = [startOf(i, length, count), endOf(i, length, count)];
    array.data.fill(1 / (end - start), array.offset + i * length + start, array.offset + i * length + end);
  }
  return new Tensor(array);
}

function maxima(images: Tensor, [outHeight, outWidth]: Sides): Tensor {
  const [batch, channels, height, width] = images.shape;
  const { data, offset } = contiguous(images.array);
  const array = empty(images.dtype, [batch, channels, outHeight, outWidth]);
  const indices = new Int32Array(array.size);
  for (let to = 0; to < array.size; to++) {
    const row = Math.floor(to / outWidth) % outHeight;
    const column = to % outWidth;
    const plane = Math.floor(to / (outHeight * outWidth)) * height * width;
    let best = -1;
    for (let y = startOf(row, height, outHeight); y < endOf(row, height, outHeight); y++) {
      for (let x = startOf(column, width, outWidth); x < endOf(column, width, outWidth); x++) {
        const at = plane + y * width + x;
        const value = data[offset + at];
        if (best < 0 || value > data[offset + best] || Number.isNaN(value)) best = at;
      }
    }
    indices[to] = best;
    array.data[array.offset + to] = data[offset + best];
  }
  return record({
    operation: "adaptiveMaxPool2d",
    parents: [images],
    array,
    gradients: [(grad) => scatter(grad, indices, images)],
  });
}
