import type { Tensor } from "../autograd/index";
import type { EMA, OptimizerStateDict, PlateauStateDict, SchedulerStateDict } from "../optim/index";
import { defaultGenerator, type Generator, type GeneratorState } from "../tensor/random";
import { GradbookError } from "../errors";
import type { BestSoFar, BestState } from "./best";
import type { EpochRecord } from "./history";
import type { Run } from "./options";
import type { Totals } from "./totals";

/**
 * All that a training run needs to go on as if it had never ended: parameters, optimiser, schedule, averages, random numbers and
 * where it stands. Tensors in it are copies. `train.saveCheckpoint` writes it into a file.
 */
export interface Checkpoint {
  readonly model: Readonly<Record<string, Tensor>>;
  readonly optimizer: OptimizerStateDict;
  readonly schedule?: SchedulerStateDict | PlateauStateDict;
  readonly ema?: ReturnType<EMA["stateDict"]>;
  readonly best: BestState;
  /** The records of the epochs that are complete. */
  readonly epochs: readonly EpochRecord[];
  readonly position: Position;
}

/** Where a run stands. */
export interface Position {
  readonly step: number;
  readonly loss: number;
  /** Samples of the epoch that is under way, and their sums. */
  readonly totals: ReturnType<Totals["toJSON"]>;
  readonly seconds: number;
  /** The generator of the order of samples, before it drew the order of this epoch. */
  readonly order: GeneratorState;
  /** The generator behind dropout and the like. */
  readonly random: GeneratorState;
}

export type RunState = Omit<Position, "random"> & { readonly best: BestState };

/** Copies all that is needed to go on. */
export function takeCheckpoint(
  { model, optimizer, options, history }: Run,
  { best, ...position }: RunState,
): Checkpoint {
  return {
    model: model.stateDict(),
    optimizer: optimizer.stateDict(),
    ...(options.schedule ? { schedule: options.schedule.stateDict() } : {}),
    ...(options.ema ? { ema: options.ema.stateDict() } : {}),
    best,
    epochs: [...history.epochs],
    position: { ...position, random: defaultGenerator.getState() },
  };
}

/** Brings a run to where a checkpoint was taken. */
export function restoreCheckpoint(
  checkpoint: Checkpoint,
  { model, optimizer, options, history }: Run,
  { order, best }: { order: Generator; best: BestSoFar },
): void {
  for (const part of ["schedule", "ema"] as const) {
    if ((checkpoint[part] === undefined) === (options[part] === undefined)) continue;
    throw new GradbookError(
      `fit: the checkpoint was taken ${checkpoint[part] ? "with" : "without"} ${part}; resume with the same options`,
    );
  }
  model.loadStateDict(checkpoint.model);
  optimizer.loadStateDict(checkpoint.optimizer);
  options.schedule?.loadStateDict(checkpoint.schedule as never);
  if (checkpoint.ema) options.ema?.loadStateDict(checkpoint.ema);
  best.restore(checkpoint.best);
  history.epochs.push(...checkpoint.epochs);
  history.bestEpoch = best.epoch;
  order.setState(checkpoint.position.order);
  defaultGenerator.setState(checkpoint.position.random);
}
