import { GradbookError } from "../../errors";
import { formatShape, sizeOf } from "../../tensor/shape";
import type { Tensor } from "../tensor";

/** A tensor whose dimensions have names: one letter each; those under an ellipsis are numbered from the last one. */
interface Named {
  readonly x: Tensor;
  readonly names: readonly string[];
}

/**
 * Two operands at a time become one matrix product, from left to right: letters of both that are summed are its inner dimension, letters
 * of both that stay are its batch.
 */
export function einsum(equation: string, ...operands: Tensor[]): Tensor {
  const { inputs, output } = parse(equation, operands);
  const lengths = lengthsOf(equation, inputs);
  const [first, ...others] = inputs.map((input) => withoutRepeats(input));
  let result = first;
  others.forEach((next, i) => {
    const later = new Set([...output, ...others.slice(i + 1).flatMap(({ names }) => names)]);
    result = contract(result, next, later, lengths);
  });
  return arrange(sumOut(result, new Set(output)), output).x;
}

function parse(equation: string, operands: readonly Tensor[]): { inputs: Named[]; output: string[] } {
  const [left, right, ...rest] = equation.replace(/\s/g, "").split("->");
  const terms = left.split(",");
  if (rest.length > 0 || ![...terms, right ?? ""].every((term) => /^[a-zA-Z]*(\.\.\.)?[a-zA-Z]*$/.test(term))) {
    throw new GradbookError(
      `einsum: '${equation}' is not an equation; write letters, as in "ij,jk->ik" or "...ij->...ji"`,
    );
  }
  if (terms.length !== operands.length) {
    throw new GradbookError(`einsum: '${equation}' names ${terms.length} operands, got ${operands.length}`);
  }
  const inputs = operands.map((x, i) => ({ x, names: namesOf(terms[i], x) }));
  const all = inputs.flatMap(({ names }) => names);
  const hidden = [...new Set(all.filter((name) => !/[a-zA-Z]/.test(name)))].sort((a, b) => Number(b) - Number(a));
  const once = all.filter((name) => /[a-zA-Z]/.test(name) && all.indexOf(name) === all.lastIndexOf(name)).sort();
  const output = right === undefined ? [...hidden, ...once] : expandEllipsis(right, hidden);
  for (const name of output) {
    if (all.includes(name) && output.indexOf(name) === output.lastIndexOf(name)) continue;
    throw new GradbookError(
      `einsum: '${name}' on the right of '${equation}' must stand on the left, and only once on the right`,
    );
  }
  return { inputs, output };
}

function expandEllipsis(term: string, hidden: readonly string[]): string[] {
  const [before, after] = term.split("...");
  return after === undefined ? [...before] : [...before, ...hidden, ...after];
}

/** Dimensions under the ellipsis are called "0" for the last, "1" for the one before it and so on, so that they align at the last. */
function namesOf(term: string, x: Tensor): string[] {
  const letters = term.replace("...", "").length;
  const under = x.ndim - letters;
  if (under < 0 || (under > 0 && !term.includes("..."))) {
    throw new GradbookError(
      `einsum: '${term}' names ${letters} dimensions, the operand has the shape ${formatShape(x.shape)}`,
    );
  }
  return expandEllipsis(
    term,
    Array.from({ length: under }, (_, i) => String(under - 1 - i)),
  );
}

/** The length that each name stands for; a length of 1 is stretched. */
function lengthsOf(equation: string, inputs: readonly Named[]): Map<string, number> {
  const lengths = new Map<string, number>();
  for (const { x, names } of inputs) {
    names.forEach((name, dim) => {
      const known = lengths.get(name) ?? 1;
      if (known !== 1 && x.shape[dim] !== 1 && x.shape[dim] !== known) {
        throw new GradbookError(
          `einsum: '${name}' in '${equation}' stands for the lengths ${known} and ${x.shape[dim]}; they must be equal`,
        );
      }
      lengths.set(name, x.shape[dim] === 1 ? known : x.shape[dim]);
    });
  }
  return lengths;
}

/** A name that occurs twice in one operand picks the diagonal. */
function withoutRepeats({ x, names }: Named): Named {
  const twice = names.findIndex((name, dim) => names.indexOf(name) !== dim);
  if (twice < 0) return { x, names };
  const dim = names.indexOf(names[twice]);
  const rest = names.filter((_, i) => i !== dim && i !== twice);
  return withoutRepeats({ x: x.diagonal(0, dim, twice), names: [...rest, names[twice]] });
}

/** Sums over the names that nothing asks for any more. */
function sumOut({ x, names }: Named, wanted: ReadonlySet<string>): Named {
  const dims = [...names.keys()].filter((dim) => !wanted.has(names[dim]));
  return dims.length === 0 ? { x, names } : { x: x.sum(dims), names: names.filter((name) => wanted.has(name)) };
}

/** The dimensions in the order of `order`; names that are missing get the length 1. */
function arrange({ x, names }: Named, order: readonly string[]): Named {
  const own = order.filter((name) => names.includes(name));
  const moved = x.permute(own.map((name) => names.indexOf(name)));
  return {
    x: moved.reshape(order.map((name) => (own.includes(name) ? moved.shape[own.indexOf(name)] : 1))),
    names: order,
  };
}

/** The product of two operands, summed over the names that are of no use later. */
function contract(a: Named, b: Named, later: ReadonlySet<string>, lengths: ReadonlyMap<string, number>): Named {
  const left = sumOut(a, new Set([...later, ...b.names]));
  const right = sumOut(b, new Set([...later, ...a.names]));
  const shared = left.names.filter((name) => right.names.includes(name));
  const batch = shared.filter((name) => later.has(name));
  const inner = shared.filter((name) => !later.has(name));
  const rows = left.names.filter((name) => !shared.includes(name));
  const columns = right.names.filter((name) => !shared.includes(name));
  const names = [...batch, ...rows, ...columns];
  if (inner.length === 0) return { x: arrange(left, names).x.mul(arrange(right, names).x), names };
  const first = arrange(stretched(left, inner, lengths), [...batch, ...rows, ...inner]);
  const second = arrange(stretched(right, inner, lengths), [...batch, ...inner, ...columns]);
  return { x: matrixProduct(first.x, second.x, batch.length, inner.length), names };
}

/** With the dimensions `along`, which are summed over, at their full length. */
function stretched({ x, names }: Named, along: readonly string[], lengths: ReadonlyMap<string, number>): Named {
  const length = (name: string, dim: number): number =>
    along.includes(name) ? (lengths.get(name) ?? 1) : x.shape[dim];
  return { x: x.expand(names.map(length)), names };
}

/**
 * `[batch..., rows..., inner...] x [batch..., inner..., columns...]` gives `[batch..., rows..., columns...]`: several dimensions are
 * made one for the product, and several again after it.
 */
function matrixProduct(a: Tensor, b: Tensor, batch: number, inner: number): Tensor {
  const rows = a.shape.slice(batch, a.ndim - inner);
  const columns = b.shape.slice(batch + inner);
  const length = sizeOf(b.shape.slice(batch, batch + inner));
  const left = a.reshape([...a.shape.slice(0, batch), sizeOf(rows), length]);
  const right = b.reshape([...b.shape.slice(0, batch), length, sizeOf(columns)]);
  const product = left.matmul(right);
  return product.reshape([...product.shape.slice(0, batch), ...rows, ...columns]);
}
