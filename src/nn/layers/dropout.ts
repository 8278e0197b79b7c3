import type { Tensor } from "../../autograd/index";
import { GradbookError } from "../../errors";
import { dropout } from "../functional";
import { Module } from "../module";

/** Drops elements at random with probability `p` (default 0.5) while training, none in evaluation. */
export class Dropout extends Module {
  constructor(readonly p: number = 0.5) {
    super();
    if (!(p >= 0 && p <= 1)) throw new GradbookError(`Dropout: the probability must lie between 0 and 1, got ${p}`);
  }

  override forward(x: Tensor): Tensor {
    return dropout(x, { p: this.p, training: this.training });
  }

  override describe(): string {
    return `p ${this.p}`;
  }
}
