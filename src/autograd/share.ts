import { noGrad } from "./tape";
import type { Tensor } from "./tensor";

/** What part of a gradient the larger of two takes: 1 where `a > b`, a half where they are equal, else 0. */
export function share(a: Tensor, b: Tensor): Tensor {
  return noGrad(() => a.gt(b).to(a.dtype).add(a.eq(b).to(a.dtype).mul(0.5)));
}
