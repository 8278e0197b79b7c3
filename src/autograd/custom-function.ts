import { GradbookError } from "../errors";
import { formatShape, sameShape } from "../tensor/shape";
import { joint } from "./joint";
import { noGrad, record } from "./tape";
import { Tensor } from "./tensor";

/** What a custom function's `backward` may use beside the gradient. */
export interface BackwardContext {
  /** What the function was called with. */
  readonly inputs: readonly Tensor[];
  /** What `forward` returned. */
  readonly output: Tensor;
}

export interface CustomFunction<Inputs extends readonly Tensor[]> {
  /** Names the operation in graphs and errors. Default "custom". */
  readonly name?: string;
  /** The result. Nothing in it is recorded, so it may do anything with the numbers. */
  readonly forward: (...inputs: Inputs) => Tensor;
  /**
   * From the gradient with respect to the result, the one with respect to each input: a tensor for a single input, else a
   * list with `undefined` where there is none. Made of tensor operations, it can be differentiated again.
   */
  readonly backward: (
    grad: Tensor,
    context: BackwardContext & { readonly inputs: Inputs },
  ) => Tensor | readonly (Tensor | undefined)[];
}

/**
 * A differentiable operation of your own: you give the result and the rule of its gradient, the tape does the rest.
 *
 * @returns the operation, a function of tensors.
 * @throws during `backward()`, if the rule gives too many or too few gradients, or one of another shape than its input.
 * @example
 * const cube = autograd.customFunction({
 *   name: "cube",
 *   forward: (x: Tensor) => x.mul(x).mul(x),
 *   backward: (grad, { inputs: [x] }) => grad.mul(x.square().mul(3)),
 * });
 * const x = tensor([1, 2], { requiresGrad: true });
 * cube(x).sum().backward();
 * x.grad?.toList(); // -> [3, 12]
 */
export function customFunction<Inputs extends readonly Tensor[]>(
  definition: CustomFunction<Inputs>,
): (...inputs: Inputs) => Tensor {
  const { name = "custom", forward, backward } = definition;
  return (...inputs) => {
    const result = noGrad(() => forward(...inputs));
    if (!(result instanceof Tensor)) throw new GradbookError(`${name}: forward must return a tensor`);
    const rule = (grad: Tensor, output: Tensor): Tensor[] =>
      // What is stored as a gradient is given back by zeroGrad: it must not be a tensor that the learner holds.
      checked(name, inputs, backward(grad, { inputs, output })).map(
        (gradient, i) => gradient?.clone() ?? zeros(inputs[i]),
      );
    return record({
      operation: name,
      parents: inputs,
      array: result.array,
      gradients: joint(inputs.length, rule),
      needs: inputs,
      needsResult: true,
    });
  };
}

function checked(
  name: string,
  inputs: readonly Tensor[],
  returned: Tensor | readonly (Tensor | undefined)[],
): readonly (Tensor | undefined)[] {
  const gradients = returned instanceof Tensor ? [returned] : returned;
  if (!Array.isArray(gradients) || gradients.length !== inputs.length) {
    const got = Array.isArray(gradients) ? gradients.length : typeof gradients;
    throw new GradbookError(
      `${name}: backward must return one gradient for each of the ${inputs.length} inputs, in a list if there are several; got ${got}`,
    );
  }
  (gradients as readonly (Tensor | undefined)[]).forEach((gradient, i) => {
    if (!gradient || sameShape(gradient.shape, inputs[i].shape)) return;
    throw new GradbookError(
      `${name}: backward gave a gradient of shape ${formatShape(gradient.shape)} for input ${i} of shape ${formatShape(inputs[i].shape)}; ` +
        "they must be equal (sum over the dimensions that were broadcast)",
    );
  });
  return gradients as readonly (Tensor | undefined)[];
}

function zeros(like: Tensor): Tensor {
  return noGrad(() => like.mul(0));
}
