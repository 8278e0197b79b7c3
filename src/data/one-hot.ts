import { Tensor, tensor } from "../autograd/index";
import { GradbookError } from "../errors";

/**
 * Class indices as rows with a single 1: [n] -> [n, classes].
 *
 * @throws if an index is no whole number from 0 to classes - 1.
 * @example
 * oneHot([2, 0], 3).toArray(); // -> [[0, 0, 1], [1, 0, 0]]
 */
export function oneHot(labels: Tensor | readonly number[], classes?: number): Tensor {
  const list = labels instanceof Tensor ? labels.toList() : labels;
  const count = classes ?? Math.max(0, ...list) + 1;
  const rows = list.map((label, row) => {
    if (!Number.isInteger(label) || label < 0 || label >= count) {
      throw new GradbookError(
        `oneHot: entry ${row} is ${label}; with ${count} classes it must be a whole number from 0 to ${count - 1}.`,
      );
    }
    return Array.from({ length: count }, (_, k) => (k === label ? 1 : 0));
  });
  return tensor(rows);
}
