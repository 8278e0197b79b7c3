import { GradbookError } from "../errors";
import { formatShape, sameShape } from "../tensor/shape";
import { tensor } from "./create";
import { grad } from "./grad";
import { reshape, stack } from "./operations/index";
import { enableGrad } from "./tape";
import type { Tensor } from "./tensor";

/** A function from one tensor to another, made of differentiable operations. */
export type TensorFunction = (x: Tensor) => Tensor;

/**
 * The slope of every output with respect to every input: `J[i, j] = dy[i] / dx[j]`, of shape `[...y.shape, ...x.shape]`. One
 * way back for each output, so it is for few outputs.
 *
 * @param f from a tensor to a tensor
 * @param x where the slopes are taken; its `grad` does not change
 * @example
 * autograd.jacobian((x) => x.square(), tensor([1, 2])).toArray(); // -> [[2, 0], [0, 4]]
 */
export function jacobian(f: TensorFunction, x: Tensor): Tensor {
  const [point, y] = valueAt(f, x);
  const rows = Array.from({ length: y.size }, (_, i) => slope(y, point, oneAt(i, y)));
  const shape = [...y.shape, ...x.shape];
  return (rows.length > 0 ? reshape(stack(rows), shape) : tensor.zeros(shape, { dtype: x.dtype })).detach();
}

/**
 * The second derivatives of a function with one number as its result: `H[i, j] = d^2 f / dx[i] dx[j]`, of shape
 * `[...x.shape, ...x.shape]`.
 *
 * @throws if `f` gives more than one number.
 * @example
 * autograd.hessian((x) => x.pow(3).sum(), tensor([1, 2])).toArray(); // -> [[6, 0], [0, 12]]
 */
export function hessian(f: TensorFunction, x: Tensor): Tensor {
  return jacobian((point) => {
    const y = f(point);
    if (y.size !== 1)
      throw new GradbookError(`hessian: the function must give one number, not ${formatShape(y.shape)}`);
    return slope(y, point, tensor.ones(y.shape, { dtype: y.dtype }), { createGraph: true });
  }, x);
}

/**
 * A vector times the Jacobian, `v^T J`, at the price of one way back: what `backward()` computes in every operation.
 *
 * @param v in the shape of `f(x)`
 * @returns `f(x)`, and the product in the shape of `x`.
 * @example
 * const [y, product] = autograd.vjp((x) => x.square(), tensor([1, 2]), tensor([1, 10]));
 * product.toList(); // -> [2, 40]
 */
export function vjp(f: TensorFunction, x: Tensor, v: Tensor): [output: Tensor, product: Tensor] {
  const [point, y] = valueAt(f, x);
  checkShape("vjp", v, y, "f(x)");
  return [y.detach(), slope(y, point, v).detach()];
}

/**
 * The Jacobian times a vector, `J v`: how `f(x)` moves when `x` moves along `v`. Computed by two ways back: the first gives
 * `u^T J`, linear in `u`, whose own slope with respect to `u` is `J v`.
 *
 * Source: Jamie Townsend, A New Trick for Calculating Jacobian Vector Products, 2017.
 *
 * @param v in the shape of `x`
 * @returns `f(x)`, and the product in its shape.
 * @example
 * const [y, product] = autograd.jvp((x) => x.square(), tensor([1, 2]), tensor([1, 10]));
 * product.toList(); // -> [2, 40]
 */
export function jvp(f: TensorFunction, x: Tensor, v: Tensor): [output: Tensor, product: Tensor] {
  checkShape("jvp", v, x, "x");
  const [point, y] = valueAt(f, x);
  const u = tensor.zeros(y.shape, { dtype: y.dtype, requiresGrad: true });
  const row = slope(y, point, u, { createGraph: true });
  return [y.detach(), slope(row, u, v).detach()];
}

/** A copy of `x` that gradients arrive at, and the value of `f` there. */
function valueAt(f: TensorFunction, x: Tensor): [point: Tensor, y: Tensor] {
  const point = x.detach();
  point.requiresGrad = true;
  return [point, enableGrad(() => f(point))];
}

/** The gradient of `y` with respect to `x`, started from `v`; zeros where `y` does not depend on `x`. */
function slope(y: Tensor, x: Tensor, v: Tensor, { createGraph = false } = {}): Tensor {
  const zeros = (): Tensor => tensor.zeros(x.shape, { dtype: x.dtype });
  if (!y.requiresGrad) return zeros();
  const options = { gradOutputs: v, retainGraph: true, createGraph, allowUnused: true } as const;
  return enableGrad(() => grad(y, x, options)) ?? zeros();
}

function oneAt(i: number, like: Tensor): Tensor {
  const values = new Float64Array(like.size);
  values[i] = 1;
  return reshape(tensor(values, { dtype: like.dtype }), like.shape);
}

function checkShape(operation: string, v: Tensor, like: Tensor, what: string): void {
  if (sameShape(v.shape, like.shape)) return;
  throw new GradbookError(
    `${operation}: the vector has the shape ${formatShape(v.shape)}, ${what} ${formatShape(like.shape)}; they must be equal`,
  );
}
