import { tensor, type Tensor } from "../autograd/index";
import { takeSlices } from "../autograd/operations/index-select";
import { clipGradNorm, clipGradValue, type Module } from "../nn/index";
import { measure } from "./evaluate";
import { nonFiniteGradient, nonFiniteLoss } from "./non-finite";
import type { FitOptions, Run } from "./options";
import { inStepScope } from "./step-scope";

/** What a batch came to. */
export interface BatchResult {
  readonly samples: number;
  readonly loss: number;
  readonly metrics: Readonly<Record<string, number>>;
}

/** The numbers of the samples in a batch. */
export type Batch = Int32Array;

/**
 * One step of training: the loss of one batch (or of several, `accumulate`), its gradients, one step of the optimiser.
 * All memory that it took is given back at the end: only numbers leave it.
 *
 * @param modules the model's, whose fields stay
 * @throws if the loss or a gradient is no finite number, before the parameters are changed.
 */
export function trainStep(run: Run, modules: readonly Module<unknown>[], batches: readonly Batch[]): BatchResult[] {
  const { optimizer, options } = run;
  return inStepScope(modules, optimizer.parameters, () => {
    let results: BatchResult[] | undefined;
    // Most rules call this once; L-BFGS goes on to try other places, where anything may come out.
    optimizer.step(() => {
      optimizer.zeroGrad();
      const { loss, first } = gradients(run, batches, results === undefined);
      results ??= first;
      if (options.clipGradNorm !== undefined) clipGradNorm(optimizer.parameters, options.clipGradNorm);
      if (options.clipGradValue !== undefined) clipGradValue(optimizer.parameters, options.clipGradValue);
      return loss;
    });
    options.ema?.update();
    return results ?? [];
  });
}

/** Adds up the gradients of the mean loss over all samples of the batches. */
function gradients(run: Run, batches: readonly Batch[], check: boolean): { loss: Tensor; first: BatchResult[] } {
  const all = batches.reduce((sum, { length }) => sum + length, 0);
  let loss: Tensor | undefined;
  const first = batches.map((batch) => {
    const { x, y } = samplesOf(run.options, batch);
    const output = run.model.forward(x);
    const own = run.options.loss(output, y);
    const value = own.item();
    if (check && !Number.isFinite(value)) throw nonFiniteLoss(run, { x, y, batch }, value);
    loss = batches.length === 1 ? own : own.mul(batch.length / all);
    loss.backward();
    if (check) {
      const broken = nonFiniteGradient(run, { x, y, batch }, value);
      if (broken) throw broken;
    }
    return { samples: batch.length, loss: value, metrics: measure(output, y, run.options.metrics ?? {}) };
  });
  const mean = first.reduce((sum, result) => sum + (result.loss * result.samples) / all, 0);
  return { loss: first.length === 1 && loss ? loss : tensor(mean), first };
}

function samplesOf({ data, shuffle = true }: FitOptions, batch: Batch): { x: Tensor; y: Tensor } {
  if (!shuffle && batch.length === data.x.shape[0]) return data;
  return { x: takeSlices(data.x, 0, batch), y: takeSlices(data.y, 0, batch) };
}
