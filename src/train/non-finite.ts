import { noGrad, type Tensor } from "../autograd/index";
import { GradbookError } from "../errors";
import { trace, type Module } from "../nn/index";
import type { Run } from "./options";

/** Runs the model once more on the same batch and says where the first value that is not a finite number came up. */
export function nonFiniteLoss(run: Run, x: Tensor, loss: number): GradbookError {
  const place = findCause(run.model, x);
  return new GradbookError(
    `fit: the loss became ${loss} in epoch ${run.epoch}, step ${run.step}; ${place}. ` +
      `Try a smaller learning rate (now ${run.optimizer.lr}), or standardise the inputs. The history so far is in error.history`,
  );
}

function findCause(model: Module, x: Tensor): string {
  if (!allFinite(x)) return "the inputs themselves hold NaN or infinite values";
  const broken = model.namedParameters().find(([, parameter]) => !allFinite(parameter));
  const step = noGrad(() => trace(model, () => model.forward(x))).find(({ output }) => !allFinite(output));
  if (!step) return "every layer's output is still finite, so the loss function itself overflows on this batch";
  const layer = `layer '${step.name === "" ? "the model" : step.name}' (${step.module.constructor.name})`;
  return broken
    ? `the first NaN or infinite output comes from ${layer}, whose parameter '${broken[0]}' is no longer finite`
    : `the first NaN or infinite output comes from ${layer}`;
}

function allFinite(x: Tensor): boolean {
  return x.detach().isFinite().to("int32").min().item() === 1;
}
