import { GradbookError } from "../../errors";
import { noGrad } from "../tape";
import { Tensor } from "../tensor";

export interface HistcOptions {
  /** How many bins. Default 100. */
  bins?: number;
  /** Where the first bin begins. Default: the smallest element. */
  min?: number;
  /** Where the last bin ends, this value included. Default: the largest element. */
  max?: number;
}

declare module "../tensor" {
  interface Tensor {
    /**
     * How many elements lie in each of `bins` equal parts of `[min, max]` (int32); elements outside and NaN are not counted.
     *
     * @throws if the bounds are not finite or the wrong way round, or if there is no bin.
     * @example
     * tensor([1, 2, 2, 5]).histc({ bins: 2, min: 1, max: 5 }).toList(); // -> [3, 1]
     */
    histc(options?: HistcOptions): Tensor;
  }
}

Tensor.prototype.histc = function (this: Tensor, { bins = 100, min, max }: HistcOptions = {}): Tensor {
  if (!Number.isInteger(bins) || bins < 1) throw new GradbookError(`histc: bins is ${bins}; it must be 1 or more`);
  return noGrad(() => {
    const x = this.detach().flatten().to("float64");
    let low = min ?? (x.size > 0 ? x.min().item() : 0);
    let high = max ?? (x.size > 0 ? x.max().item() : 0);
    if (low === high) [low, high] = [low - 1, high + 1];
    if (!(high > low && Number.isFinite(high - low))) {
      throw new GradbookError(`histc: the bounds ${low} and ${high} must be finite, the first one smaller`);
    }
    const inside = x.at(x.ge(low).logicalAnd(x.le(high)));
    const bin = inside
      .sub(low)
      .mul(bins / (high - low))
      .floor()
      .minimum(bins - 1);
    return bin.bincount({ minlength: bins });
  });
};
