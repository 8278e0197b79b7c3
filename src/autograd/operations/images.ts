import { GradbookError } from "../../errors";
import { formatShape } from "../../tensor/shape";
import type { Tensor } from "../tensor";

const layouts = { 1: "[batch, channels, length]", 2: "[batch, channels, height, width]" } as const;

/**
 * Runs `compute` on images `[batch, channels, height, width]`: sequences (`rank` 1) become images of height 1, and one sample
 * without a batch a batch of one; the result is shaped back.
 */
export function asImages(operation: string, x: Tensor, rank: 1 | 2, compute: (images: Tensor) => Tensor): Tensor {
  if (x.ndim === rank + 1) return asImages(operation, x.unsqueeze(0), rank, compute).squeeze(0);
  if (x.ndim !== rank + 2) {
    throw new GradbookError(
      `${operation}: expected ${layouts[rank]}, or one sample without batch, got ${formatShape(x.shape)}`,
    );
  }
  return rank === 2 ? compute(x) : compute(x.unsqueeze(2)).squeeze(2);
}

export interface Channels {
  readonly groups: number;
  /** How many channels the input must have for this weight. */
  readonly inputs: number;
  readonly outputs: number;
}

/** Checks the channels of an input against a weight, and both against the number of groups. */
export function checkChannels(
  operation: string,
  x: Tensor,
  weight: Tensor,
  { groups, inputs, outputs }: Channels,
): void {
  const channels = x.shape[x.ndim - (weight.ndim - 1)];
  if (channels !== inputs) {
    throw new GradbookError(
      `${operation}: an input of shape ${formatShape(x.shape)} has ${channels ?? "no"} channels, the weight ${formatShape(weight.shape)}` +
        `${groups === 1 ? "" : ` in ${groups} groups`} needs ${inputs}`,
    );
  }
  if (Number.isInteger(groups) && groups > 0 && inputs % groups === 0 && outputs % groups === 0) return;
  throw new GradbookError(
    `${operation}: ${inputs} inputs and ${outputs} outputs cannot be split into ${groups} groups`,
  );
}
