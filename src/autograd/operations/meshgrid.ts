import { GradbookError } from "../../errors";
import type { Tensor } from "../tensor";

export interface MeshgridOptions {
  /** "ij" (default): the first vector runs along the first dimension; "xy": along the second, as in pictures. */
  indexing?: "ij" | "xy";
}

/** Each vector along its own dimension, stretched along all others. */
export function meshgrid(vectors: readonly Tensor[], { indexing = "ij" }: MeshgridOptions = {}): Tensor[] {
  if (!vectors.every((x) => x.ndim <= 1))
    throw new GradbookError("meshgrid: expected vectors, one a dimension of the grid");
  const swap = indexing === "xy" && vectors.length > 1;
  const place = (i: number): number => (swap && i < 2 ? 1 - i : i);
  const shape = vectors.map((_, i) => vectors[place(i)].size);
  return vectors.map((x, i) => x.reshape(shape.map((_, dim) => (dim === place(i) ? x.size : 1))).expand(shape));
}
