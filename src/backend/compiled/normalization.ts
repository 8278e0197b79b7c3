import type { Backend } from "../backend";
import { reference } from "../reference/index";
import type { Operands } from "./operands";

type Normalization = Pick<Backend, "layerNorm" | "layerNormBackward" | "rmsNorm" | "rmsNormBackward">;

export function normalization(operands: Operands): Normalization {
  const { kernels } = operands;
  const at = operands.address.bind(operands);
  const orNull = operands.addressOrNull.bind(operands);
  const floats = operands.floats.bind(operands);
  return {
    layerNorm(x, options, out, statistics) {
      const { weight, bias, eps } = options;
      const { mean, rstd } = statistics;
      const [count, length] = x.shape;
      if (!kernels.layer_norm || !mean || !floats(x, weight, bias, out, mean, rstd)) {
        return reference.layerNorm(x, options, out, statistics);
      }
      kernels.layer_norm(at(x), orNull(weight), orNull(bias), at(out), at(mean), at(rstd), count, length, eps);
    },
    layerNormBackward(grad, x, statistics, weight, out) {
      const { mean, rstd } = statistics;
      const [count, length] = x.shape;
      const kernel = kernels.layer_norm_backward;
      if (!kernel || !mean || !floats(grad, x, mean, rstd, weight, out.x, out.weight, out.bias)) {
        return reference.layerNormBackward(grad, x, statistics, weight, out);
      }
      const gradients = [orNull(out.x), orNull(out.weight), orNull(out.bias)] as const;
      kernel(at(grad), at(x), at(mean), at(rstd), orNull(weight), ...gradients, count, length);
    },
    rmsNorm(x, options, out, statistics) {
      const { weight, eps } = options;
      const [count, length] = x.shape;
      if (!kernels.rms_norm || !floats(x, weight, out, statistics.rstd)) {
        return reference.rmsNorm(x, options, out, statistics);
      }
      kernels.rms_norm(at(x), orNull(weight), at(out), at(statistics.rstd), count, length, eps);
    },
    rmsNormBackward(grad, x, statistics, weight, out) {
      const [count, length] = x.shape;
      const kernel = kernels.rms_norm_backward;
      if (!kernel || !floats(grad, x, statistics.rstd, weight, out.x, out.weight)) {
        return reference.rmsNormBackward(grad, x, statistics, weight, out);
      }
      const gradients = [orNull(out.x), orNull(out.weight)] as const;
      kernel(at(grad), at(x), at(statistics.rstd), orNull(weight), ...gradients, count, length);
    },
  };
}
