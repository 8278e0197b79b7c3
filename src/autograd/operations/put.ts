import { GradbookError } from "../../errors";
import { zeros } from "../../tensor/kernels";
import { counting, put as putArray } from "../../tensor/lines";
import { broadcastShapes, formatShape, sameShape, type Shape } from "../../tensor/shape";
import { asTensor, type Operand } from "../operand";
import { record } from "../tape";
import { Tensor } from "../tensor";
import { at, type Index } from "./at";
import { takeSlices } from "./index-select";

/**
 * `y = x` with `values` at `places`, counted in row-major order: there the gradient goes to the values, elsewhere to `x`. A value that
 * another one was written over receives none.
 */
export function put(x: Tensor, places: Int32Array, values: Tensor): Tensor {
  return record({
    operation: "put",
    parents: [x, values],
    array: putArray(x.array, places, values.array),
    gradients: [
      (grad) => put(grad, places, asTensor("put", 0, grad).expand(values.shape)),
      (grad) => {
        const taken = take(grad, places, values.shape);
        const lost = overwritten(places);
        return lost ? lost.reshape(values.shape).where(0, taken) : taken;
      },
    ],
  });
}

/** True for each value whose place occurs again later; nothing, if there is none. */
function overwritten(places: Int32Array): Tensor | undefined {
  if (new Set(places).size === places.length) return undefined;
  const lasts = new Map(Array.from(places, (place, i) => [place, i]));
  const lost = zeros("bool", [places.length]);
  places.forEach((place, i) => (lost.data[lost.offset + i] = lasts.get(place) === i ? 0 : 1));
  return new Tensor(lost);
}

/** The elements at `places`, counted in row-major order, in the shape given. */
export function take(x: Tensor, places: Int32Array, shape: Shape): Tensor {
  return takeSlices(x.flatten(), 0, places).reshape(shape);
}

/** Every element's own place in row-major order: what an index takes of it says where it points to. */
export function placesOf(shape: Shape, choose: (places: Tensor) => Tensor): { places: Int32Array; shape: Shape } {
  const size = shape.reduce((product, length) => product * length, 1);
  const chosen = choose(new Tensor(counting(size)).reshape(shape));
  return { places: chosen.toTypedArray() as Int32Array, shape: chosen.shape };
}

/** `values` stretched to the part of a tensor that they replace. */
export function fitted(operation: string, values: Tensor, shape: Shape): Tensor {
  if (sameShape(broadcastShapes(operation, values.shape, shape), shape)) return values.expand(shape);
  throw new GradbookError(
    `${operation}: values of shape ${formatShape(values.shape)} do not fit into the part ${formatShape(shape)}`,
  );
}

declare module "../tensor" {
  interface Tensor {
    /**
     * A copy in which the part that `indices` name (as in {@link Tensor.at}) holds `value`, broadcast. Gradients flow through both.
     *
     * @throws if the value does not fit into the part.
     * @example
     * tensor([[1, 2], [3, 4]]).indexPut(0, ":", 1).toArray(); // -> [[1, 0], [3, 0]]
     */
    indexPut(value: Operand, ...indices: Index[]): Tensor;
    /**
     * The elements at places in row-major order, in the shape of `indices`.
     *
     * @example
     * tensor([[1, 2], [3, 4]]).take([0, -1]).toList(); // -> [1, 4]
     */
    take(indices: readonly number[] | Tensor): Tensor;
  }
}
Tensor.prototype.indexPut = function (this: Tensor, value: Operand, ...indices: Index[]): Tensor {
  const { places, shape } = placesOf(this.shape, (all) => at(all, indices, "indexPut"));
  return put(this, places, fitted("indexPut", asTensor("indexPut", value, this), shape));
};
Tensor.prototype.take = function (this: Tensor, indices: readonly number[] | Tensor): Tensor {
  return at(this.flatten(), [indices], "take");
};
