import { noGrad, tensor, type Tensor } from "../autograd/index";
import type { Module } from "../nn/index";
import { inScope, outsideScopes } from "../tensor/memory";
import type { Metric } from "./metrics";
import type { Dataset, FitOptions } from "./options";

export interface Evaluation {
  readonly loss: number;
  readonly metrics: Readonly<Record<string, number>>;
}

export type EvaluateOptions = Pick<FitOptions, "loss"> & { metrics?: Readonly<Record<string, Metric>> };

/**
 * The loss and metrics of a model on data, without learning: in evaluation mode and without gradients.
 *
 * @example
 * const net = new nn.Linear(1, 1);
 * const data = { x: tensor([[1]]), y: net.forward(tensor([[1]])).detach() };
 * train.evaluate(net, data, { loss: nn.mseLoss }).loss; // -> 0
 */
export function evaluate(model: Module, data: Dataset, options: EvaluateOptions): Evaluation {
  const parts = evaluateInParts(model, data, options);
  let part = parts.next();
  while (!part.done) part = parts.next();
  return part.value;
}

/** Rows that go through the model at once, so that large data need no large memory. */
const rowsAtOnce = 1024;

/** `evaluate`, with a stop after each part of the data in which other things may have their turn. */
export function* evaluateInParts(
  model: Module,
  data: Dataset,
  options: EvaluateOptions,
): Generator<undefined, Evaluation> {
  const wasTraining = model.training;
  const rows = data.x.shape[0] ?? 0;
  const outputs: Tensor[] = [];
  for (let start = 0; start < rows; start += rowsAtOnce) {
    const x = rows <= rowsAtOnce ? data.x : data.x.slice([start, start + rowsAtOnce]);
    // The mode is set anew for each part: whoever has a turn in between finds the model as it was.
    model.eval();
    try {
      outputs.push(predict(model, x));
    } finally {
      if (wasTraining) model.train();
    }
    yield;
  }
  try {
    return noGrad(() => inScope(() => judge(outputs, data.y, options)));
  } finally {
    for (const output of outputs) output.dispose();
  }
}

/** The output in memory of its own, whatever the model returned: so it may be given back. */
function predict(model: Module, x: Tensor): Tensor {
  return noGrad(() =>
    inScope(() => {
      const output = model.forward(x);
      return outsideScopes(() => output.clone());
    }),
  );
}

function judge(outputs: readonly Tensor[], targets: Tensor, { loss, metrics = {} }: EvaluateOptions): Evaluation {
  const output = tensor.concat(outputs);
  return { loss: loss(output, targets).item(), metrics: measure(output, targets, metrics) };
}

export function measure(
  output: Tensor,
  targets: Tensor,
  metrics: Readonly<Record<string, Metric>>,
): Record<string, number> {
  return Object.fromEntries(Object.entries(metrics).map(([name, metric]) => [name, metric(output.detach(), targets)]));
}
