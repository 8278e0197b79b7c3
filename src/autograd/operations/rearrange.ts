import { GradbookError } from "../../errors";
import { formatShape, normalizeDim, normalizeDims } from "../../tensor/shape";
import { Tensor } from "../tensor";
import { takeSlices } from "./index-select";
import type { Dims } from "./sum";

declare module "../tensor" {
  interface Tensor {
    /**
     * The dimension `from` moved to the place `to`, the others kept in order; or several at once. A view.
     *
     * @example
     * tensor.zeros([2, 3, 4]).movedim(0, -1).shape; // -> [3, 4, 2]
     */
    movedim(from: Dims, to: Dims): Tensor;
    /**
     * The elements in reverse order along the dimensions given (default all). A copy.
     *
     * @example
     * tensor([[1, 2], [3, 4]]).flip(0).toArray(); // -> [[3, 4], [1, 2]]
     */
    flip(dims?: Dims): Tensor;
    /**
     * The elements moved on by `shifts` along the dimensions given; what falls off the end comes back at the start. Without dimensions,
     * in row-major order.
     *
     * @example
     * tensor([1, 2, 3, 4]).roll(1).toList(); // -> [4, 1, 2, 3]
     */
    roll(shifts: Dims, dims?: Dims): Tensor;
    /**
     * The dimension `dim` made several, of the lengths given; one of them may be -1. The inverse of `flatten`.
     *
     * @example
     * tensor.arange(6).unflatten(0, [2, -1]).toArray(); // -> [[0, 1, 2], [3, 4, 5]]
     */
    unflatten(dim: number, lengths: readonly number[]): Tensor;
  }
}

function listed(dims: Dims): readonly number[] {
  return typeof dims === "number" ? [dims] : dims;
}

Tensor.prototype.movedim = function (this: Tensor, from: Dims, to: Dims): Tensor {
  const [sources, targets] = [from, to].map((dims) =>
    listed(dims).map((dim) => normalizeDim("movedim", dim, this.ndim)),
  );
  const twice = [sources, targets].some((dims) => new Set(dims).size !== dims.length);
  if (twice || sources.length !== targets.length) {
    throw new GradbookError(
      `movedim: ${formatShape(sources)} to ${formatShape(targets)} does not give each dimension one place of its own`,
    );
  }
  const rest = [...this.shape.keys()].filter((dim) => !sources.includes(dim));
  const order = [...this.shape.keys()].map((place) => {
    const moved = targets.indexOf(place);
    return moved < 0 ? (rest.shift() ?? 0) : sources[moved];
  });
  return this.permute(order);
};

Tensor.prototype.flip = function (this: Tensor, dims?: Dims): Tensor {
  return normalizeDims("flip", dims, this.ndim).reduce<Tensor>((x, dim) => {
    const length = x.shape[dim];
    return takeSlices(
      x,
      dim,
      Int32Array.from({ length }, (_, i) => length - 1 - i),
    );
  }, this);
};

Tensor.prototype.roll = function (this: Tensor, shifts: Dims, dims?: Dims): Tensor {
  if (dims === undefined) return this.flatten().roll(shifts, 0).reshape(this.shape);
  const [steps, along] = [listed(shifts), listed(dims).map((dim) => normalizeDim("roll", dim, this.ndim))];
  if (steps.length !== along.length) {
    throw new GradbookError(`roll: ${steps.length} shifts for ${along.length} dimensions; give one for each`);
  }
  return along.reduce<Tensor>((x, dim, i) => {
    const length = x.shape[dim];
    const shift = length === 0 ? 0 : ((steps[i] % length) + length) % length;
    return takeSlices(
      x,
      dim,
      Int32Array.from({ length }, (_, k) => (k - shift + length) % length),
    );
  }, this);
};

Tensor.prototype.unflatten = function (this: Tensor, dim: number, lengths: readonly number[]): Tensor {
  const at = normalizeDim("unflatten", dim, this.ndim);
  const known = lengths.reduce((product, length) => (length === -1 ? product : product * length), 1);
  const whole = lengths.map((length) => (length === -1 ? this.shape[at] / known : length));
  if (!whole.every(Number.isInteger) || whole.reduce((product, length) => product * length, 1) !== this.shape[at]) {
    throw new GradbookError(
      `unflatten: dimension ${at} has ${this.shape[at]} elements, which cannot have the shape ${formatShape(lengths)}`,
    );
  }
  return this.reshape([...this.shape.slice(0, at), ...whole, ...this.shape.slice(at + 1)]);
};
