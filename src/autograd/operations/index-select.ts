import { GradbookError } from "../../errors";
import { contiguous, gather, reshape, scatterAdd } from "../../tensor/kernels";
import { checkList, formatShape, normalizeDim, type Shape } from "../../tensor/shape";
import { record } from "../tape";
import { Tensor } from "../tensor";

/** The slices `indices` along `dim`; a slice that is chosen twice receives both gradients. */
export function indexSelect(x: Tensor, dim: number, indices: readonly number[] | Tensor): Tensor {
  const along = normalizeDim("indexSelect", dim, x.ndim);
  if (!(indices instanceof Tensor)) checkList("indexSelect", "the indices", indices);
  if (indices instanceof Tensor && indices.ndim > 1) {
    throw new GradbookError(
      `indexSelect: the indices have the shape ${formatShape(indices.shape)}; expected a list, for more dimensions use at()`,
    );
  }
  return takeSlices(x, along, checkIndices("indexSelect", indices, x.shape[along]));
}

/** The slices at indices that were checked. */
export function takeSlices(x: Tensor, dim: number, indices: Int32Array): Tensor {
  return record({
    operation: "indexSelect",
    parents: [x],
    array: gather(x.array, dim, indices),
    gradients: [(grad) => addSlices(grad, dim, indices, x.shape)],
  });
}

/** Adds slices back to where they were taken from; its gradient takes them again. */
export function addSlices(x: Tensor, dim: number, indices: Int32Array, shape: Shape): Tensor {
  return record({
    operation: "indexAdd",
    parents: [x],
    array: scatterAdd(x.array, dim, indices, shape),
    gradients: [(grad) => takeSlices(grad, dim, indices)],
  });
}

/**
 * Looks up a row of `weight` for each index: the whole gradient of a row is the sum over the places that used it.
 *
 * @param indices whole numbers of any shape `[...]`
 * @param weight `[numEmbeddings, embeddingDim]`
 * @returns `[..., embeddingDim]`
 * @example
 * nn.embedding(tensor([1, 0], { dtype: "int32" }), tensor([[1, 2], [3, 4]])).toArray(); // -> [[3, 4], [1, 2]]
 */
export function embedding(indices: Tensor, weight: Tensor): Tensor {
  const list = checkIndices("embedding", indices, weight.shape[0]);
  return record({
    operation: "embedding",
    parents: [indices, weight],
    array: reshape(gather(weight.array, 0, list), [...indices.shape, weight.shape[1]]),
    gradients: [undefined, (grad) => addSlices(grad.reshape([list.length, weight.shape[1]]), 0, list, weight.shape)],
  });
}

/** Indices as int32, negative ones counted from the end, each checked against the length. */
export function checkIndices(operation: string, indices: readonly number[] | Tensor, length: number): Int32Array {
  const values = indices instanceof Tensor ? listOf(indices) : indices;
  const checked = new Int32Array(values.length);
  for (let i = 0; i < checked.length; i++) {
    const index = values[i];
    const at = index < 0 ? index + length : index;
    if (!Number.isInteger(index) || at < 0 || at >= length) {
      throw new GradbookError(`${operation}: index ${index} is outside of 0 ... ${length - 1}`);
    }
    checked[i] = at;
  }
  return checked;
}

function listOf(indices: Tensor): ArrayLike<number> {
  const { data, offset, size } = contiguous(indices.array);
  return data.subarray(offset, offset + size);
}

declare module "../tensor" {
  interface Tensor {
    /**
     * The slices at `indices` along `dim`, in that order.
     *
     * @example
     * tensor([[1, 2], [3, 4]]).indexSelect(0, [1, 1]).toArray(); // -> [[3, 4], [3, 4]]
     */
    indexSelect(dim: number, indices: readonly number[] | Tensor): Tensor;
  }
}
Tensor.prototype.indexSelect = function (this: Tensor, dim: number, indices: readonly number[] | Tensor): Tensor {
  return indexSelect(this, dim, indices);
};
