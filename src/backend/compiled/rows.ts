import type { Backend } from "../backend";
import type { Kernel } from "../machine";
import { reference } from "../reference/index";
import type { Operands } from "./operands";

type Rows = Pick<
  Backend,
  | "reduce"
  | "argReduce"
  | "softmax"
  | "softmaxBackward"
  | "attentionSoftmax"
  | "attentionSoftmaxBackward"
  | "gather"
  | "scatterAdd"
  | "crossEntropy"
  | "crossEntropyBackward"
>;

/** Reductions, softmax, losses and selections: kernels that go row by row. */
export function rows(operands: Operands): Rows {
  const { kernels } = operands;
  const at = operands.address.bind(operands);
  const floats = operands.floats.bind(operands);
  const reductions: Record<string, Kernel | undefined> = {
    sum: kernels.reduce_sum,
    max: kernels.reduce_max,
    min: kernels.reduce_min,
    argmax: kernels.arg_max,
    argmin: kernels.arg_min,
  };
  return {
    reduce(kind, x, block, out) {
      const kernel = reductions[kind];
      if (!kernel || !floats(x, out) || x.size === 0) reference.reduce(kind, x, block, out);
      else kernel(at(x), at(out), block.outer, block.length, block.inner);
    },
    argReduce(kind, x, block, out) {
      const kernel = reductions[kind];
      if (!kernel || !operands.holds(x) || !operands.holds(out, "int32") || x.size === 0)
        reference.argReduce(kind, x, block, out);
      else kernel(at(x), at(out), block.outer, block.length, block.inner);
    },
    softmax(kind, x, block, out) {
      const kernel = kind === "softmax" ? kernels.softmax : kernels.log_softmax;
      if (!kernel || block.inner !== 1 || !floats(x, out)) reference.softmax(kind, x, block, out);
      else kernel(at(x), at(out), block.outer, block.length);
    },
    softmaxBackward(kind, grad, y, block, out) {
      const kernel = kind === "softmax" ? kernels.softmax_backward : kernels.log_softmax_backward;
      if (!kernel || block.inner !== 1 || !floats(grad, y, out)) reference.softmaxBackward(kind, grad, y, block, out);
      else kernel(at(grad), at(y), at(out), block.outer, block.length);
    },
    attentionSoftmax(scores, options, out) {
      const kernel = kernels.attention_softmax;
      if (!kernel || !floats(scores, out) || scores.size === 0) return reference.attentionSoftmax(scores, options, out);
      const [queries, keys] = scores.shape.slice(-2);
      kernel(at(scores), at(out), scores.size / (queries * keys), queries, keys, options.scale, Number(options.causal));
    },
    attentionSoftmaxBackward(grad, y, scale, out) {
      const kernel = kernels.attention_softmax_backward;
      const keys = y.shape[y.ndim - 1];
      if (!kernel || !floats(grad, y, out) || y.size === 0) reference.attentionSoftmaxBackward(grad, y, scale, out);
      else kernel(at(grad), at(y), at(out), y.size / keys, keys, scale);
    },
    gather(x, block, indices, out) {
      const { outer, length, inner } = block;
      if (!kernels.gather || !floats(x, out)) reference.gather(x, block, indices, out);
      else kernels.gather(at(x), operands.integers(indices), at(out), outer, length, inner, indices.length);
    },
    scatterAdd(x, block, indices, out) {
      const { outer, length, inner } = block;
      if (!kernels.scatter_add || !floats(x, out)) reference.scatterAdd(x, block, indices, out);
      else kernels.scatter_add(at(x), operands.integers(indices), at(out), outer, length, inner, indices.length);
    },
    crossEntropy(logits, targets, options, losses) {
      const kernel = kernels.cross_entropy;
      if (!kernel || !floats(logits, losses)) return reference.crossEntropy(logits, targets, options, losses);
      const [count, classes] = logits.shape;
      const { ignoreIndex, labelSmoothing } = options;
      kernel(at(logits), operands.integers(targets), at(losses), count, classes, ignoreIndex, labelSmoothing);
    },
    crossEntropyBackward(logits, targets, options, scale, out) {
      const kernel = kernels.cross_entropy_backward;
      if (!kernel || !floats(logits, scale, out)) {
        return reference.crossEntropyBackward(logits, targets, options, scale, out);
      }
      const [count, classes] = logits.shape;
      const { ignoreIndex, labelSmoothing } = options;
      const from = operands.integers(targets);
      kernel(at(logits), from, at(scale), scale.strides[0], at(out), count, classes, ignoreIndex, labelSmoothing);
    },
  };
}
