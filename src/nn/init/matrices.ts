import type { Tensor } from "../../autograd/index";
import { GradbookError } from "../../errors";
import { defaultGenerator, type Generator } from "../../tensor/random";
import { fill, type InitOptions } from "./distributions";
import type { XavierOptions } from "./scaled";

/**
 * The identity: 1 on the diagonal of a matrix, 0 elsewhere.
 *
 * @throws if `x` is not a matrix.
 * @example
 * nn.init.eye(tensor.zeros([2, 3])).toArray(); // -> [[1, 0, 0], [0, 1, 0]]
 */
export function eye(x: Tensor): Tensor {
  const [, columns = 0] = x.shape;
  if (x.ndim !== 2) throw new GradbookError(`init.eye: expected a matrix, got the shape [${x.shape.join(", ")}]`);
  let i = 0;
  return fill(x, () => Number(Math.floor(i / columns) === i++ % columns));
}

/**
 * A random matrix whose rows (or columns, if there are fewer) are orthogonal and of length `gain`; dimensions after the first
 * count as one.
 *
 * Source: Saxe, McClelland and Ganguli, Exact Solutions to the Nonlinear Dynamics of Learning in Deep Linear Neural
 * Networks, 2013.
 *
 * @throws if `x` has fewer than two dimensions.
 * @example
 * const w = nn.init.orthogonal(tensor.zeros([2, 3]));
 * w.matmul(w.t()).mul(10).round().abs().toArray(); // -> [[10, 0], [0, 10]]
 */
export function orthogonal(x: Tensor, { gain = 1, generator = defaultGenerator }: XavierOptions = {}): Tensor {
  const [rows = 0] = x.shape;
  if (x.ndim < 2)
    throw new GradbookError(`init.orthogonal: expected two or more dimensions, got [${x.shape.join(", ")}]`);
  const columns = rows === 0 ? 0 : x.size / rows;
  const [count, length] = rows < columns ? [rows, columns] : [columns, rows];
  const vectors = orthonormal(count, length, generator);
  let i = 0;
  return fill(x, () => {
    const [row, column] = [Math.floor(i / columns), i++ % columns];
    return gain * (vectors[rows < columns ? row : column]?.[rows < columns ? column : row] ?? 0);
  });
}

/** Random orthogonal vectors of length 1: each is freed of its parts along those before it (Gram and Schmidt, done twice). */
function orthonormal(count: number, length: number, generator: Generator): Float64Array[] {
  const vectors: Float64Array[] = [];
  for (let n = 0; n < count; n++) {
    const vector = Float64Array.from({ length }, () => generator.normal());
    for (const other of [...vectors, ...vectors]) {
      const along = dot(vector, other);
      vector.forEach((value, i) => (vector[i] = value - along * (other[i] ?? 0)));
    }
    const size = Math.sqrt(dot(vector, vector));
    vectors.push(vector.map((value) => value / size));
  }
  return vectors;
}

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);
}

export interface SparseOptions extends InitOptions {
  /** Of the numbers that are not 0. Default 0.01. */
  std?: number;
}

/**
 * Normal random numbers with a share `sparsity` of zeros in each column of a matrix.
 *
 * Source: Martens, Deep Learning via Hessian-Free Optimization, 2010.
 *
 * @throws if `x` is not a matrix.
 * @example
 * nn.init.sparse(tensor.zeros([10, 2]), 0.3).ne(0).to("int32").sum(0).toList(); // -> [7, 7]
 */
export function sparse(
  x: Tensor,
  sparsity: number,
  { std = 0.01, generator = defaultGenerator }: SparseOptions = {},
): Tensor {
  const [rows = 0, columns = 0] = x.shape;
  if (x.ndim !== 2) throw new GradbookError(`init.sparse: expected a matrix, got the shape [${x.shape.join(", ")}]`);
  const zeroCount = Math.ceil(sparsity * rows);
  const empty = Array.from({ length: columns }, () => new Set(generator.permutation(rows).subarray(0, zeroCount)));
  let i = 0;
  return fill(x, () => {
    const [row, column] = [Math.floor(i / columns), i++ % columns];
    const value = std * generator.normal();
    return empty[column]?.has(row) ? 0 : value;
  });
}
