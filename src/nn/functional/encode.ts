import { embedding as lookUp, tensor, type Tensor } from "../../autograd/index";
import { GradbookError } from "../../errors";

/**
 * Class numbers as rows of zeros with a single one: `[...]` gives `[..., classes]`.
 *
 * @example
 * nn.oneHot(tensor([2, 0]), 3).toArray(); // -> [[0, 0, 1], [1, 0, 0]]
 */
export function oneHot(labels: Tensor, classes: number): Tensor {
  return labels.unsqueeze(-1).eq(tensor.arange(classes)).to("float32");
}

export interface EmbeddingFunctionOptions {
  /** The row that stands for nothing: it receives no gradient. Negative numbers count from the end. */
  paddingIdx?: number;
}

/**
 * Looks up a row of `weight` for each index: the whole gradient of a row is the sum over the places that used it.
 *
 * @param indices whole numbers of any shape `[...]`
 * @param weight `[numEmbeddings, embeddingDim]`
 * @returns `[..., embeddingDim]`
 * @throws if an index, or `paddingIdx`, is not one of the rows.
 * @example
 * nn.embedding(tensor([1, 0], { dtype: "int32" }), tensor([[1, 2], [3, 4]])).toArray(); // -> [[3, 4], [1, 2]]
 */
export function embedding(indices: Tensor, weight: Tensor, { paddingIdx }: EmbeddingFunctionOptions = {}): Tensor {
  const rows = lookUp(indices, weight);
  if (paddingIdx === undefined) return rows;
  const padding = rowNumber(paddingIdx, weight.shape[0] ?? 0);
  return indices.eq(padding).unsqueeze(-1).where(rows.detach(), rows);
}

/** A row's number, counted from the start. */
export function rowNumber(paddingIdx: number, rows: number): number {
  const row = paddingIdx < 0 ? paddingIdx + rows : paddingIdx;
  if (Number.isInteger(row) && row >= 0 && row < rows) return row;
  throw new GradbookError(`embedding: paddingIdx ${paddingIdx} is not one of the ${rows} rows`);
}
