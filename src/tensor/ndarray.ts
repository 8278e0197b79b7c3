import type { DType, TypedArray } from "./dtype";
import { dataOf, type Storage } from "./memory";
import { rowMajorStrides, sizeOf, type Shape } from "./shape";

/**
 * An n-dimensional array: a view of flat memory. The element at `[i, j, ...]` lies at
 * `offset + i * strides[0] + j * strides[1] + ...`, so that transposing, slicing and broadcasting copy nothing:
 * they are other strides over the same memory.
 */
export class NDArray {
  readonly storage: Storage;
  readonly dtype: DType;
  readonly shape: Shape;
  readonly strides: readonly number[];
  readonly offset: number;
  readonly size: number;
  /** Whether the elements follow each other in row-major order without gaps. */
  readonly contiguous: boolean;

  constructor(storage: Storage, dtype: DType, shape: Shape, strides?: readonly number[], offset = 0) {
    this.storage = storage;
    this.dtype = dtype;
    this.shape = shape;
    this.strides = strides ?? rowMajorStrides(shape);
    this.offset = offset;
    this.size = sizeOf(shape);
    this.contiguous = strides === undefined || this.size === 0 || isRowMajor(shape, strides);
  }

  get data(): TypedArray {
    return dataOf(this.storage);
  }

  get ndim(): number {
    return this.shape.length;
  }

  /** The same memory seen with another shape, other strides, another start. */
  view(shape: Shape, strides: readonly number[], offset: number = this.offset): NDArray {
    return new NDArray(this.storage, this.dtype, shape, strides, offset);
  }
}

/** A dimension of length 1 is never stepped along, so its stride does not matter. */
function isRowMajor(shape: Shape, strides: readonly number[]): boolean {
  let step = 1;
  for (let i = shape.length - 1; i >= 0; i--) {
    if (shape[i] !== 1 && strides[i] !== step) return false;
    step *= shape[i];
  }
  return true;
}
