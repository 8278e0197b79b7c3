import { tensor, type Tensor } from "../autograd/index";
import { GradbookError } from "../errors";

/** Compares the output of a model with the targets; returns one number. */
export type Metric = (output: Tensor, targets: Tensor) => number;

/**
 * The share of right answers, from 0 to 1: the largest of several scores; for a single score, whether it is above 0
 * as the target is above 0.5 (a logit), which also serves `nn.binaryCrossEntropyWithLogits`.
 *
 * @param output `[rows, classes]`, or `[rows]` or `[rows, 1]`
 * @param targets class numbers `[rows]`, or for a single score 0 and 1 in the shape of the output
 * @example
 * train.accuracy(tensor([[1, 3], [2, 0]]), tensor([1, 1])); // -> 0.5
 */
export function accuracy(output: Tensor, targets: Tensor): number {
  const { answers, expected } = answersOf("accuracy", output, targets);
  return answers.eq(expected).to("float64").mean().item();
}

/**
 * A metric: the share of samples whose class is among the `k` with the highest scores.
 *
 * @param k from 1 to the number of classes
 * @example
 * const metric = train.topKAccuracy(2);
 * metric(tensor([[3, 2, 1], [3, 2, 1]]), tensor([1, 2])); // -> 0.5
 */
export function topKAccuracy(k: number): Metric {
  return (output, targets) => {
    const classes = output.shape[output.ndim - 1] ?? 0;
    if (!Number.isInteger(k) || k < 1 || k > classes) {
      throw new GradbookError(`topKAccuracy: k must be a whole number from 1 to the ${classes} classes, got ${k}`);
    }
    const { expected } = answersOf("topKAccuracy", output, targets);
    const scores = output.reshape([expected.size, classes]);
    const classNumbers = tensor.arange(classes, undefined, 1, { dtype: "int32" });
    const own = scores.mul(expected.unsqueeze(1).eq(classNumbers).to(scores.dtype)).sum(1, { keepdim: true });
    return scores.gt(own).to("int32").sum(1).lt(k).to("float64").mean().item();
  };
}

/**
 * How often each class was taken for each: the row is the true class, the column the answer.
 *
 * @returns counts `[classes, classes]`, int32.
 * @example
 * train.confusionMatrix(tensor([[2, 1], [2, 1], [0, 1]]), tensor([0, 1, 1])).toArray(); // -> [[1, 0], [1, 1]]
 */
export function confusionMatrix(output: Tensor, targets: Tensor): Tensor {
  const { answers, expected, classes } = answersOf("confusionMatrix", output, targets);
  const counts = new Int32Array(classes * classes);
  const given = answers.toTypedArray();
  expected.toTypedArray().forEach((label, i) => {
    if (!Number.isInteger(label) || label < 0 || label >= classes) {
      throw new GradbookError(
        `confusionMatrix: target ${i} is ${label}, but there are the classes 0 to ${classes - 1}`,
      );
    }
    const cell = label * classes + (given[i] ?? 0);
    counts[cell] = (counts[cell] ?? 0) + 1;
  });
  return tensor(counts).reshape([classes, classes]);
}

export interface ClassMetricOptions {
  /**
   * How classes are put together: the one class `positive`, the mean over classes ("macro"), their mean by number of samples
   * ("weighted"), or all samples alike ("micro"). Default: "binary" for two classes, else "macro".
   */
  average?: "binary" | "macro" | "weighted" | "micro";
  /** The class that "binary" looks at. Default 1. */
  positive?: number;
}

/** One class: found rightly, found in all, and there in truth. */
interface Count {
  readonly right: number;
  readonly found: number;
  readonly there: number;
}

/**
 * Of the samples that were taken for a class, the share that belong to it: `right / found`; 0 where none was. In a history, the value
 * of the training data is the mean over batches, that of the validation data is exact.
 *
 * @example
 * train.precision(tensor([[0, 1], [0, 1], [1, 0]]), tensor([1, 0, 1])); // -> 0.5
 */
export function precision(output: Tensor, targets: Tensor, options: ClassMetricOptions = {}): number {
  return combined(output, targets, options, ({ right, found }) => share(right, found));
}

/**
 * Of the samples that belong to a class, the share that was found: `right / there`; 0 where there is none. In a history, the value
 * of the training data is the mean over batches, that of the validation data is exact.
 *
 * @example
 * train.recall(tensor([[0, 1], [0, 1], [1, 0]]), tensor([1, 0, 1])); // -> 0.5
 */
export function recall(output: Tensor, targets: Tensor, options: ClassMetricOptions = {}): number {
  return combined(output, targets, options, ({ right, there }) => share(right, there));
}

/**
 * Precision and recall in one, their harmonic mean: `2 right / (found + there)`. In a history, the value of the training data is
 * the mean over batches, that of the validation data is exact.
 *
 * @example
 * train.f1(tensor([[0, 1], [0, 1], [1, 0], [1, 0]]), tensor([1, 1, 1, 0])).toFixed(2); // -> "0.80"
 */
export function f1(output: Tensor, targets: Tensor, options: ClassMetricOptions = {}): number {
  return combined(output, targets, options, ({ right, found, there }) => share(2 * right, found + there));
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

function combined(
  output: Tensor,
  targets: Tensor,
  { average, positive = 1 }: ClassMetricOptions,
  value: (count: Count) => number,
): number {
  const counts = countsOf(confusionMatrix(output, targets));
  switch (average ?? (counts.length === 2 ? "binary" : "macro")) {
    case "binary": {
      const own = counts[positive];
      if (!own) throw new GradbookError(`the class ${positive} is none of the classes 0 to ${counts.length - 1}`);
      return value(own);
    }
    case "macro":
      return sum(counts.map(value)) / counts.length;
    case "weighted":
      return sum(counts.map((count) => value(count) * count.there)) / sum(counts.map(({ there }) => there));
    case "micro": {
      const right = sum(counts.map((count) => count.right));
      const all = sum(counts.map((count) => count.there));
      return value({ right, found: all, there: all });
    }
  }
}

function countsOf(matrix: Tensor): Count[] {
  const rows = matrix.toArray<number[][]>();
  return rows.map((row, i) => ({
    right: row[i] ?? 0,
    found: sum(rows.map((other) => other[i] ?? 0)),
    there: sum(row),
  }));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** The class that the scores speak for, and the true one, `[samples]` each. */
function answersOf(
  metric: string,
  output: Tensor,
  targets: Tensor,
): { answers: Tensor; expected: Tensor; classes: number } {
  const single = output.ndim === 1 || output.shape[output.ndim - 1] === 1;
  const answers = single ? output.flatten().gt(0).to("int32") : output.argmax(-1).flatten();
  const expected = single ? targets.flatten().gt(0.5).to("int32") : targets.flatten();
  if (answers.size !== expected.size) {
    throw new GradbookError(
      `${metric}: an output of shape [${output.shape.join(", ")}] does not fit targets of shape [${targets.shape.join(", ")}]`,
    );
  }
  return { answers, expected, classes: single ? 2 : (output.shape[output.ndim - 1] ?? 0) };
}
