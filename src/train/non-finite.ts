import { gradOf, noGrad, type Tensor } from "../autograd/index";
import { detectAnomaly } from "../autograd/learner";
import { GradbookError } from "../errors";
import { trace } from "../nn/index";
import type { Run } from "./options";

/** A batch in which something went wrong, and the numbers of its samples in the data. */
export interface Suspect {
  readonly x: Tensor;
  readonly y: Tensor;
  readonly batch: Int32Array;
}

/** Runs the model once more on the same batch and says where the first value that is not a finite number came up. */
export function nonFiniteLoss(run: Run, suspect: Suspect, loss: number): GradbookError {
  return error(run, `the loss became ${loss} ${when(run)}; ${causeOfLoss(run, suspect)}`);
}

function causeOfLoss(run: Run, { x, y, batch }: Suspect): string {
  for (const [name, values] of [
    ["inputs", x],
    ["targets", y],
  ] as const)
    // prettier-ignore
    if (!allFinite(values)) return `the ${name} themselves hold NaN or infinite values${inSample(values, batch)}. ${cleanData}`;
  const rate = `Try a smaller learning rate (now ${run.optimizer.lr}), or standardise the inputs`;
  const { model } = run;
  const broken = model.namedParameters().find(([, parameter]) => !allFinite(parameter));
  const step = noGrad(() => trace(model, () => model.forward(x))).find(({ output }) => !allFinite(output));
  if (!step)
    return `every layer's output is still finite, so the loss function itself overflows on this batch. ${rate}`;
  const place = `the first NaN or infinite output comes from layer '${step.name === "" ? "the model" : step.name}' (${step.module.constructor.name})`;
  if (!broken) return `${place}. ${rate}`;
  const since = run.step === 0 ? "was not finite before training" : "is no longer finite";
  return `${place}, whose parameter '${broken[0]}' ${since}. ${rate}`;
}

const cleanData = "Leave such samples out, or replace the values, before training";

/** Names the first sample that holds such a value. */
function inSample(values: Tensor, batch: Int32Array): string {
  const row = batch.findIndex((_, i) => !allFinite(values.at(i)));
  return row < 0 ? "" : `, first in sample ${batch[row]}`;
}

/** The error of a gradient that is not finite while the loss is, if there is one; nothing was changed by it yet. */
export function nonFiniteGradient(run: Run, suspect: Suspect, loss: number): GradbookError | undefined {
  const broken = run.optimizer.parameters.find((parameter) => {
    const grad = gradOf(parameter);
    // The sum is a quick look: it is finite only where all elements are, but may overflow though they are.
    return grad && !Number.isFinite(grad.sum().item()) && !allFinite(grad);
  });
  if (!broken) return undefined;
  const name = run.model.namedParameters().find(([, parameter]) => parameter === broken)?.[0];
  return error(
    run,
    `the gradient of ${name === undefined ? "a parameter" : `'${name}'`} holds NaN or infinite values ${when(run)}, though the loss is ${loss}; ` +
      `${causeOfGradient(run, suspect)}. The parameters are as before this step`,
  );
}

function causeOfGradient({ model, options, optimizer }: Run, { x, y }: Suspect): string {
  try {
    optimizer.zeroGrad();
    detectAnomaly(() => options.loss(model.forward(x), y).backward());
  } catch (found) {
    if (found instanceof GradbookError) return found.message.replace("detectAnomaly: ", "");
    throw found;
  }
  return `it became too large for ${x.dtype}: try a smaller learning rate (now ${optimizer.lr}), standardised inputs, or a network with fewer or smaller layers`;
}

function when(run: Run): string {
  return `in epoch ${run.epoch}, step ${run.step + 1}`;
}

function error(run: Run, text: string): GradbookError {
  const full = new GradbookError(`fit: ${text}. The history so far is in error.history`);
  return Object.assign(full, { history: run.history });
}

function allFinite(x: Tensor): boolean {
  return x.size === 0 || x.detach().isFinite().to("int32").min().item() === 1;
}
