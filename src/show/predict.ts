import { noGrad, tensor, type Tensor } from "../autograd/index";
import { GradbookError } from "../errors";
import { isTensor, rowsOf } from "./numbers";

/** What a model makes of many points: a class or a score each, or a score for every class each. */
export type Predict = (points: number[][]) => ArrayLike<number> | readonly ArrayLike<number>[] | Tensor;

/** A network that maps `[points, 2]` to `[points, classes]`, or to one logit each. */
export interface PlaneNet {
  forward(x: Tensor): Tensor;
  readonly training?: boolean;
  train?(): unknown;
  eval?(): unknown;
}

/** The class of each point, and how sure: 0 is a tie, 1 is certain. */
export interface Answers {
  readonly winner: number[];
  readonly margin: number[];
}

/** Asks a network, in evaluation mode and without recording. */
export function askNet(net: PlaneNet, points: number[][]): Answers {
  const training = net.training ?? false;
  net.eval?.();
  try {
    const output = noGrad(() => net.forward(tensor(points)));
    const [, classes = 1] = output.shape;
    const values = Array.from(output.toTypedArray());
    return classes > 1 ? byScores(chunk(values, classes)) : byNumber(values, { logits: true });
  } finally {
    if (training) net.train?.();
  }
}

/** Asks a function. */
export function ask(predict: Predict, points: number[][]): Answers {
  const answer = predict(points);
  const length = isTensor(answer) ? answer.shape[0] : answer.length;
  if (length !== points.length) {
    throw new GradbookError(
      `show.boundary: predict got ${points.length} points and must answer as many, it answered ${length}`,
    );
  }
  const first = isTensor(answer) ? null : answer[0];
  if (isTensor(answer) ? (answer.shape[1] ?? 1) > 1 : typeof first === "object")
    return byScores(rowsOf(answer, "show.boundary predict"));
  const values = isTensor(answer) ? Array.from(answer.toTypedArray()) : Array.from(answer as ArrayLike<number>, Number);
  return byNumber(values, { logits: false });
}

const chunk = (values: number[], size: number): number[][] =>
  Array.from({ length: Math.floor(values.length / size) }, (_, i) => values.slice(i * size, (i + 1) * size));

/** Scores or logits of every class: the highest wins, by its lead in probability over the second. */
function byScores(rows: readonly number[][]): Answers {
  const winner: number[] = [];
  const margin: number[] = [];
  const shares = rows.every(
    (row) => row.every((x) => x >= 0 && x <= 1) && Math.abs(row.reduce((a, b) => a + b, 0) - 1) < 1e-3,
  );
  for (const row of rows) {
    const high = Math.max(...row);
    const powers = shares ? row : row.map((x) => Math.exp(x - high));
    const sum = powers.reduce((a, b) => a + b, 0) || 1;
    const order = powers.map((p, i) => ({ p: p / sum, i })).sort((a, b) => b.p - a.p);
    winner.push(order[0]?.i ?? 0);
    margin.push((order[0]?.p ?? 1) - (order[1]?.p ?? 0));
  }
  return { winner, margin };
}

/** One number a point: whole numbers are classes; else a probability of class 1, or a logit where some leave 0 ... 1. */
function byNumber(values: readonly number[], { logits }: { logits: boolean }): Answers {
  if (!logits && values.every((x) => Number.isInteger(x) && x >= 0 && x < 36))
    return { winner: [...values], margin: values.map(() => 1) };
  const inside = values.every((x) => x >= 0 && x <= 1);
  const shares = inside ? values : values.map((x) => 1 / (1 + Math.exp(-x)));
  return {
    winner: shares.map((p) => Number(p > 0.5)),
    margin: shares.map((p) => (Number.isFinite(p) ? Math.abs(2 * p - 1) : 0)),
  };
}
