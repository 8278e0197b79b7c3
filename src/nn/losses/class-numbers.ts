import { tensor, type Tensor } from "../../autograd/index";
import { GradbookError } from "../../errors";

/** Class numbers, which arrive as float32 when written as `tensor([0, 2, 1])`. */
export function classNumbers(operation: string, targets: Tensor): Int32Array {
  return Int32Array.from(targets.toTypedArray(), (value) => {
    if (Number.isInteger(value)) return value;
    throw new GradbookError(`${operation}: target ${value} is not a class number; classes are whole numbers from 0`);
  });
}

/** Scores as rows `[rows, classes]`, one class number a row, and the way back to one loss for each target. */
export interface ClassRows {
  readonly rows: Tensor;
  readonly labels: Int32Array;
  /** The shape of the targets: that of the losses without reduction. */
  readonly shape: readonly number[];
}

/**
 * Lays scores `[batch, classes, d1, ...]` (or `[classes]`) out in rows, beside targets `[batch, d1, ...]` (or one).
 *
 * @throws if the shapes do not fit.
 */
export function inRows(operation: string, scores: Tensor, targets: Tensor): ClassRows {
  const labels = classNumbers(operation, targets);
  const shape = scores.ndim < 2 ? [] : scores.shape.filter((_, i) => i !== 1);
  if (scores.ndim === 0 || String(shape) !== String(targets.shape)) {
    throw new GradbookError(`${operation}: ${targets.size} targets do not fit ${misfit(scores, targets)}`);
  }
  return { rows: rowsOfClasses(scores), labels, shape };
}

/** `[batch, classes, d1, ...]` as `[batch d1 ..., classes]`. */
export function rowsOfClasses(scores: Tensor): Tensor {
  if (scores.ndim === 2) return scores;
  if (scores.ndim === 1) return scores.unsqueeze(0);
  const others = scores.shape.map((_, i) => i).filter((i) => i !== 1);
  const classes = scores.shape[1] ?? 0;
  return scores.permute([...others, 1]).reshape([classes === 0 ? 0 : scores.size / classes, classes]);
}

function misfit(scores: Tensor, targets: Tensor): string {
  const { ndim, shape } = scores;
  const start = `logits of shape [${shape.join(", ")}]`;
  const classes = shape[ndim - 1] ?? 0;
  if (ndim > 2 && targets.size === scores.size / classes) {
    return `${start}: classes stand in dimension 1, so targets are [${shape.filter((_, i) => i !== 1).join(", ")}], got [${targets.shape.join(", ")}]; with classes last, write logits.reshape([-1, ${classes}]), targets.flatten()`;
  }
  if (ndim === 2) return `${start} = [rows, classes]; one target a row is needed, got [${targets.shape.join(", ")}]`;
  return `${start}; [batch, classes, d1, ...] needs targets [batch, d1, ...], got [${targets.shape.join(", ")}]`;
}

/** Which rows count, and how much each: what its class weighs, 0 where it is ignored. */
export interface RowWeights {
  readonly counted: Tensor;
  /** The class of each row, 0 where it is ignored. */
  readonly classes: Int32Array;
  readonly factors: Tensor;
  /** The sum of the factors: what a mean is divided by. */
  readonly total: number;
}

export interface RowWeightOptions {
  readonly ignoreIndex: number;
  readonly weight: Tensor | undefined;
}

/** @throws if a target is not one of the classes, or the weights are not one a class. */
export function weightRows(
  operation: string,
  { rows, labels }: ClassRows,
  { ignoreIndex, weight }: RowWeightOptions,
): RowWeights {
  const count = rows.shape[1] ?? 0;
  const weights = weight ? classWeights(operation, weight, count) : undefined;
  const classes = labels.map((label) => (label === ignoreIndex ? 0 : label));
  const factors = Array.from(labels, (label) => {
    if (label === ignoreIndex) return 0;
    if (label >= 0 && label < count) return weights ? (weights[label] ?? 0) : 1;
    throw new GradbookError(
      `${operation}: target ${label} is not one of the ${count} classes; targets are whole numbers from 0 to ${count - 1}`,
    );
  });
  const counted = tensor(
    Uint8Array.from(labels, (label) => Number(label !== ignoreIndex)),
    { dtype: "bool" },
  );
  const total = factors.reduce((sum, factor) => sum + factor, 0);
  return { counted, classes, factors: tensor(factors, { dtype: rows.dtype }), total };
}

/** @throws if there is not one weight a class. */
export function classWeights(operation: string, weight: Tensor, classes: number): number[] {
  if (weight.ndim === 1 && weight.size === classes) return weight.toList();
  throw new GradbookError(
    `${operation}: the weights must have the shape [${classes}], one a class, got [${weight.shape.join(", ")}]`,
  );
}

/** The score of its class in each row, `[rows]`. */
export function scoresOfClasses(rows: Tensor, classes: Int32Array): Tensor {
  const width = rows.shape[1] ?? 0;
  return rows.flatten().indexSelect(
    0,
    Array.from(classes, (label, row) => row * width + label),
  );
}
