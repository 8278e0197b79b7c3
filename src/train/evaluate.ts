import { noGrad, tensor, type Tensor } from "../autograd/index";
import type { Module } from "../nn/index";
import type { Dataset, FitOptions } from "./options";
import type { Metric } from "./metrics";

export interface Evaluation {
  readonly loss: number;
  readonly metrics: Readonly<Record<string, number>>;
}

/**
 * The loss and metrics of a model on data, without learning: in evaluation mode and without gradients.
 *
 * @example
 * const net = new nn.Linear(1, 1);
 * const data = { x: tensor([[1]]), y: net.forward(tensor([[1]])).detach() };
 * train.evaluate(net, data, { loss: nn.mseLoss }).loss; // -> 0
 */
export function evaluate(
  model: Module,
  data: Dataset,
  options: Pick<FitOptions, "loss"> & { metrics?: Readonly<Record<string, Metric>> },
): Evaluation {
  const wasTraining = model.training;
  model.eval();
  try {
    const output = predict(model, data.x);
    const loss = noGrad(() => options.loss(output, data.y)).item();
    return { loss, metrics: measure(output, data.y, options.metrics ?? {}) };
  } finally {
    if (wasTraining) model.train();
  }
}

export function measure(
  output: Tensor,
  targets: Tensor,
  metrics: Readonly<Record<string, Metric>>,
): Record<string, number> {
  return Object.fromEntries(Object.entries(metrics).map(([name, metric]) => [name, metric(output.detach(), targets)]));
}

/** Rows that go through the model at once, so that large data need no large memory. */
const rowsAtOnce = 1024;

function predict(model: Module, x: Tensor): Tensor {
  const rows = x.shape[0] ?? 0;
  return noGrad(() => {
    if (rows <= rowsAtOnce) return model.forward(x);
    const parts: Tensor[] = [];
    for (let start = 0; start < rows; start += rowsAtOnce)
      parts.push(model.forward(x.slice([start, start + rowsAtOnce])));
    return tensor.concat(parts);
  });
}
