import { Tensor } from "../autograd/index";
import { checkOptions as checkNames, GradbookError, inWords } from "../errors";
import { OneCycleLR, ReduceLROnPlateau } from "../optim/index";
import type { Dataset, FitOptions } from "./options";

const names = [
  ...[
    "data",
    "loss",
    "optimizer",
    "epochs",
    "batchSize",
    "validation",
    "metrics",
    "callbacks",
    "earlyStopping",
    "shuffle",
    "seed",
  ],
  ...["schedule", "scheduleEvery", "clipGradNorm", "clipGradValue", "accumulate", "ema", "resume", "progress"],
] as const satisfies readonly (keyof FitOptions)[];

/** Says what is wrong with the options before training starts, not somewhere inside of it. */
export function checkOptions(options: FitOptions): void {
  checkNames("fit", options, names);
  const { data, validation, epochs, batchSize = 32, earlyStopping } = options;
  checkData("data", data);
  if (validation) checkData("validation", validation);
  if (typeof options.loss !== "function")
    throw new GradbookError("fit: give a loss, for example loss: nn.crossEntropy");
  if (!options.optimizer) {
    throw new GradbookError("fit: give an optimizer, for example new optim.Adam(net.parameters(), { lr: 0.01 })");
  }
  if (!Number.isInteger(epochs) || epochs < 0)
    throw new GradbookError(`fit: epochs must be a whole number, got ${epochs}`);
  if (!Number.isInteger(batchSize) || batchSize < 1) {
    throw new GradbookError(`fit: batchSize must be a whole number from 1, got ${batchSize}`);
  }
  checkExtras(options);
  checkCycle(options);
  if (earlyStopping && !validation) {
    throw new GradbookError("fit: earlyStopping watches the validation loss; give validation: { x, y } too");
  }
}

function checkExtras({
  accumulate = 1,
  clipGradNorm,
  clipGradValue,
  schedule,
  scheduleEvery,
  optimizer,
}: FitOptions): void {
  if (!Number.isInteger(accumulate) || accumulate < 1) {
    throw new GradbookError(`fit: accumulate must be a whole number of batches from 1, got ${accumulate}`);
  }
  for (const [name, value] of Object.entries({ clipGradNorm, clipGradValue })) {
    if (value !== undefined && !(value > 0)) throw new GradbookError(`fit: ${name} must be above 0, got ${value}`);
  }
  if (!schedule) return;
  if (schedule.optimizer !== optimizer) {
    throw new GradbookError("fit: the schedule was made for another optimiser; make it for the one that fit gets");
  }
  if (schedule instanceof ReduceLROnPlateau && scheduleEvery === "step") {
    throw new GradbookError("fit: ReduceLROnPlateau watches the loss of an epoch; leave scheduleEvery out");
  }
}

/** A cycle that ends before training does would end it with an error in the middle. */
function checkCycle({ schedule, scheduleEvery = "step", ...options }: FitOptions): void {
  if (!(schedule instanceof OneCycleLR)) return;
  const { data, batchSize = 32, accumulate = 1, epochs, resume } = options;
  const stepsPerEpoch = Math.ceil((data.x.shape[0] ?? 0) / (batchSize * accumulate));
  const steps = epochs * (scheduleEvery === "step" ? stepsPerEpoch : 1);
  const done = resume ? 0 : schedule.lastEpoch;
  if (done + steps <= schedule.totalSteps) return;
  throw new GradbookError(
    `fit: ${steps} steps of the schedule (${epochs} epochs of ${steps / epochs}) are to come, but it has ${schedule.totalSteps - done} left; ` +
      `make it with { totalSteps: ${done + steps} }`,
  );
}

function checkData(name: string, data: Dataset | undefined): void {
  if (!data?.x || !data.y) throw new GradbookError(`fit: ${name} must be { x, y }, two tensors with one row a sample`);
  for (const [part, value] of Object.entries({ x: data.x, y: data.y })) {
    if (value instanceof Tensor) continue;
    throw new GradbookError(`fit: ${name}.${part} must be a tensor, got ${inWords(value)}; did you mean tensor(...)?`);
  }
  const [x, y] = [data.x.shape[0], data.y.shape[0]];
  if (x === undefined || x !== y) {
    throw new GradbookError(
      `fit: ${name} has ${x ?? "no"} rows in x and ${y ?? "no"} rows in y; both must have one row a sample`,
    );
  }
  if (x === 0) throw new GradbookError(`fit: ${name} is empty`);
}
