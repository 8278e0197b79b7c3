import { gradOf, noGrad, Tensor } from "../autograd/index";
import { GradbookError } from "../errors";
import { inScope } from "../tensor/memory";

export interface ClipGradNormOptions {
  /** The exponent `p` of the norm; `Infinity` for the largest element. Default 2, the length. */
  normType?: number;
  /** Whether a norm that is NaN or infinite is an error instead of spoiling all gradients. Default false. */
  errorIfNonfinite?: boolean;
}

/**
 * Shortens the gradients of all parameters together, in place, where their norm is above `maxNorm`; their direction stays:
 * `g = g min(1, maxNorm / (||g|| + 1e-6))` with `||g|| = (sum |g_i|^p)^(1/p)`. Call it between `backward()` and `step()`.
 *
 * Source: Pascanu, Mikolov and Bengio, On the Difficulty of Training Recurrent Neural Networks, 2013.
 *
 * @returns the norm before, as a number.
 * @example
 * const w = tensor([1, 1], { requiresGrad: true });
 * w.mul(tensor([3, 4])).sum().backward();
 * nn.clipGradNorm([w], 1); // -> 5
 * w.grad?.toList().map((value) => value.toFixed(3)); // -> ["0.600", "0.800"]
 */
export function clipGradNorm(
  parameters: Iterable<Tensor> | Tensor,
  maxNorm: number,
  { normType = 2, errorIfNonfinite = false }: ClipGradNormOptions = {},
): number {
  if (!(maxNorm >= 0)) throw new GradbookError(`clipGradNorm: maxNorm must be 0 or more, got ${maxNorm}`);
  if (!(normType > 0)) throw new GradbookError(`clipGradNorm: normType must be above 0, got ${normType}`);
  const gradients = gradientsOf(parameters);
  const total = noGrad(() => inScope(() => normOf(gradients, normType)));
  if (errorIfNonfinite && !Number.isFinite(total)) {
    throw new GradbookError(
      `clipGradNorm: the norm of the gradients is ${total}; find where it comes from by autograd.detectAnomaly(() => ...)`,
    );
  }
  const factor = maxNorm / (total + 1e-6);
  if (!(factor >= 1)) noGrad(() => inScope(() => gradients.forEach((grad) => grad.mul_(factor))));
  return total;
}

/**
 * Cuts every element of the gradients to the range from `-clipValue` to `clipValue`, in place.
 *
 * @example
 * const w = tensor([1, 1], { requiresGrad: true });
 * w.mul(tensor([3, -4])).sum().backward();
 * nn.clipGradValue([w], 3.5);
 * w.grad?.toList(); // -> [3, -3.5]
 */
export function clipGradValue(parameters: Iterable<Tensor> | Tensor, clipValue: number): void {
  if (!(clipValue >= 0)) throw new GradbookError(`clipGradValue: clipValue must be 0 or more, got ${clipValue}`);
  noGrad(() =>
    inScope(() => {
      for (const grad of gradientsOf(parameters)) grad.copy_(grad.maximum(-clipValue).minimum(clipValue));
    }),
  );
}

function gradientsOf(parameters: Iterable<Tensor> | Tensor): Tensor[] {
  const all = parameters instanceof Tensor ? [parameters] : [...parameters];
  return all.flatMap((parameter) => gradOf(parameter) ?? []);
}

function normOf(gradients: readonly Tensor[], p: number): number {
  if (p === Infinity) {
    return gradients.reduce((largest, grad) => Math.max(largest, grad.abs().max().item()), 0);
  }
  const power = (grad: Tensor): Tensor => (p === 2 ? grad.square() : p === 1 ? grad.abs() : grad.abs().pow(p));
  return gradients.reduce((sum, grad) => sum + power(grad).sum().item(), 0) ** (1 / p);
}
