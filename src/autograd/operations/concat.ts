import { GradbookError } from "../../errors";
import { promote } from "../../tensor/dtype";
import { assign, empty } from "../../tensor/kernels";
import { formatShape, normalizeDim } from "../../tensor/shape";
import { sliceDim, type Range } from "../../tensor/views";
import { checkTensors } from "../operand";
import { record } from "../tape";
import type { Tensor } from "../tensor";

/** Joins along `dim`; each part receives its own part of the gradient. */
export function concat(tensors: readonly Tensor[], dim: number = 0): Tensor {
  checkTensors("concat", tensors);
  const [first] = tensors;
  if (!first) throw new GradbookError("concat: the list of tensors is empty");
  const along = normalizeDim("concat", dim, first.ndim);
  for (const { shape } of tensors) {
    const fits = shape.length === first.ndim && shape.every((length, i) => i === along || length === first.shape[i]);
    if (fits) continue;
    throw new GradbookError(
      `concat: ${formatShape(first.shape)} and ${formatShape(shape)} differ in more than dimension ${along}`,
    );
  }
  const total = tensors.reduce((sum, { shape }) => sum + shape[along], 0);
  const dtype = tensors.reduce((type, x) => promote(type, 1, x.dtype, 1), first.dtype);
  const array = empty(
    dtype,
    first.shape.map((length, i) => (i === along ? total : length)),
  );
  const starts: number[] = [];
  let start = 0;
  for (const x of tensors) {
    assign(x.array, sliceDim(array, along, start, x.shape[along], 1));
    starts.push(start);
    start += x.shape[along];
  }
  const part = (i: number): Range[] => [
    ...Array.from({ length: along }, (): Range => []),
    [starts[i], starts[i] + tensors[i].shape[along]],
  ];
  return record({
    operation: "concat",
    parents: tensors,
    array,
    gradients: tensors.map((_, i) => (grad: Tensor) => grad.slice(...part(i))),
  });
}

/** Joins tensors of one shape along a new dimension. */
export function stack(tensors: readonly Tensor[], dim: number = 0): Tensor {
  checkTensors("stack", tensors);
  for (const { shape } of tensors) {
    if (formatShape(shape) === formatShape(tensors[0].shape)) continue;
    throw new GradbookError(`stack: the shapes ${formatShape(tensors[0].shape)} and ${formatShape(shape)} differ`);
  }
  return concat(
    tensors.map((x) => x.unsqueeze(dim)),
    dim,
  );
}
