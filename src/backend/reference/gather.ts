import type { NDArray } from "../../tensor/types";
import type { Block } from "../backend";

/** `out[o, i, :] = x[o, indices[i], :]`. */
export function gather(x: NDArray, { outer, length, inner }: Block, indices: Int32Array, out: NDArray): void {
  const { data, offset } = x;
  for (let o = 0, to = out.offset; o < outer; o++) {
    for (let i = 0; i < indices.length; i++) {
      const from = offset + (o * length + indices[i]) * inner;
      for (let k = 0; k < inner; k++) out.data[to++] = data[from + k];
    }
  }
}

/** `out[o, indices[i], :] += x[o, i, :]`: an index that occurs twice receives both. */
export function scatterAdd(x: NDArray, { outer, length, inner }: Block, indices: Int32Array, out: NDArray): void {
  const { data } = x;
  for (let o = 0, from = x.offset; o < outer; o++) {
    for (let i = 0; i < indices.length; i++) {
      const to = out.offset + (o * length + indices[i]) * inner;
      for (let k = 0; k < inner; k++) out.data[to + k] += data[from++];
    }
  }
}
