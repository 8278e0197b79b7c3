import type { Backend, BinaryKind } from "../backend";
import type { Kernel } from "../machine";
import { reference } from "../reference/index";
import type { Operands } from "./operands";

const comparisons: ReadonlySet<BinaryKind> = new Set(["eq", "ne", "lt", "le", "gt", "ge"]);

type Elementwise = Pick<Backend, "unary" | "binary" | "where" | "assign">;

/** The kernels of one family by kind: `unary_gelu_tanh` is the kernel of `geluTanh`. */
function family(operands: Operands, ...prefixes: readonly string[]): ReadonlyMap<string, Kernel> {
  const found = new Map<string, Kernel>();
  for (const [name, kernel] of Object.entries(operands.kernels)) {
    const prefix = prefixes.find((start) => name.startsWith(start));
    if (!prefix || !kernel) continue;
    found.set(
      name.slice(prefix.length).replace(/_(.)/g, (_, letter: string) => letter.toUpperCase()),
      kernel,
    );
  }
  return found;
}

/** Element by element; what C has no kernel for runs on the reference kernels, over the same memory. */
export function elementwise(operands: Operands): Elementwise {
  const unaryKernels = family(operands, "unary_");
  const binaryKernels = family(operands, "binary_", "compare_");
  const { choose, assign } = operands.kernels;
  return {
    unary(kind, x, out) {
      const from = kind === "copy" && (x.dtype === "bool" || x.dtype === "int32") ? x.dtype : "float32";
      const kernel = from === "float32" ? unaryKernels.get(kind) : operands.kernels[`convert_${from}`];
      const walk = kernel && out.size > 0 && operands.holds(x, from) && operands.holds(out) ? operands.walk(x) : 0;
      if (kernel && walk) kernel(operands.address(x), operands.address(out), walk);
      else reference.unary(kind, x, out);
    },
    binary(kind, a, b, out) {
      const kernel = binaryKernels.get(kind);
      const result = comparisons.has(kind) ? "bool" : "float32";
      const fits = operands.holds(a) && operands.holds(b) && operands.holds(out, result);
      const walk = kernel && fits && out.size > 0 ? operands.walk(a, b) : 0;
      if (kernel && walk) kernel(operands.address(a), operands.address(b), operands.address(out), walk);
      else reference.binary(kind, a, b, out);
    },
    where(condition, a, b, out) {
      const fits = operands.holds(condition, "bool") && [a, b, out].every((x) => operands.holds(x));
      const walk = choose && fits && out.size > 0 ? operands.walk(condition, a, b) : 0;
      if (!choose || !walk) reference.where(condition, a, b, out);
      else choose(operands.address(condition), operands.address(a), operands.address(b), operands.address(out), walk);
    },
    assign(x, out) {
      const walk = assign && operands.holds(x) && operands.holds(out) && out.size > 0 ? operands.walk(x, out) : 0;
      if (assign && walk) assign(operands.address(x), operands.address(out), walk);
      else reference.assign(x, out);
    },
  };
}
