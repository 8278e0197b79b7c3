import type { Backend } from "../backend";
import { reference } from "../reference/index";
import type { Operands } from "./operands";

/** The optimisers' steps, in place. */
export function updates(operands: Operands): Pick<Backend, "sgd" | "adam"> {
  const { kernels } = operands;
  const at = operands.address.bind(operands);
  return {
    sgd(parameter, grad, velocity, options) {
      if (!kernels.sgd || !operands.floats(parameter, grad, velocity)) {
        return reference.sgd(parameter, grad, velocity, options);
      }
      const { lr, momentum, dampening, weightDecay, nesterov, firstStep } = options;
      const from = operands.addressOrNull(velocity);
      kernels.sgd(
        at(parameter),
        at(grad),
        from,
        parameter.size,
        lr,
        momentum,
        dampening,
        weightDecay,
        Number(nesterov),
        Number(firstStep),
      );
    },
    adam(parameter, grad, mean, square, options) {
      if (!kernels.adam || !operands.floats(parameter, grad, mean, square)) {
        return reference.adam(parameter, grad, mean, square, options);
      }
      const { lr, beta1, beta2, eps, weightDecay, decoupled, step } = options;
      kernels.adam(
        at(parameter),
        at(grad),
        at(mean),
        at(square),
        parameter.size,
        lr / (1 - beta1 ** step),
        beta1,
        beta2,
        eps,
        1 / Math.sqrt(1 - beta2 ** step),
        decoupled ? 1 - lr * weightDecay : 1,
        decoupled ? 0 : weightDecay,
      );
    },
  };
}
