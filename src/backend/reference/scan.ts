import type { NDArray } from "../../tensor/types";
import type { Block, ScanKind } from "../backend";

/** `out[i] = x[0] + ... + x[i]` along each line (or the product), kept in double precision on the way. */
export function scan(kind: ScanKind, x: NDArray, { outer, length, inner }: Block, out: NDArray): void {
  const { data, offset } = x;
  const result = out.data;
  for (let o = 0; o < outer; o++) {
    for (let i = 0; i < inner; i++) {
      const start = o * length * inner + i;
      let total = kind === "cumsum" ? 0 : 1;
      for (let k = 0, at = start; k < length; k++, at += inner) {
        if (kind === "cumsum") total += data[offset + at];
        else total *= data[offset + at];
        result[out.offset + at] = total;
      }
    }
  }
}
