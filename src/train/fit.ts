import { isRecording } from "../autograd/index";
import { GradbookError } from "../errors";
import type { Module } from "../nn/index";
import { LRScheduler, OneCycleLR, ReduceLROnPlateau } from "../optim/index";
import { Generator, type GeneratorState } from "../tensor/random";
import { BestSoFar } from "./best";
import { checkOptions } from "./check";
import { restoreCheckpoint, takeCheckpoint, type Checkpoint } from "./checkpoint";
import { evaluateInParts, type Evaluation } from "./evaluate";
import { History, type EpochRecord } from "./history";
import { host } from "./host";
import type { Dataset, FitOptions, Run } from "./options";
import { Progress } from "./progress";
import { trainStep, type Batch } from "./step";
import { Totals } from "./totals";
import type { Ending } from "./words";

/** Other things (a pause, a changed slider) get their turn this often, in milliseconds. */
const turn = 50;

/**
 * Trains a model: for every epoch the samples in a new order, cut into batches; for every batch the loss, its gradients
 * and one step of the optimiser.
 *
 * @returns the history; also after an interrupt, with the epochs so far. The model keeps what it learned.
 * @throws if the loss or a gradient is no longer a finite number: the error names the layer or the operation, and holds the
 * history so far; the parameters are as before that step.
 * @example
 * const net = new nn.Linear(1, 1);
 * const data = { x: tensor([[0], [1], [2]]), y: tensor([[1], [3], [5]]) };
 * const optimizer = new optim.Adam(net.parameters(), { lr: 0.1 });
 * const history = await train.fit(net, { data, loss: nn.mseLoss, optimizer, epochs: 200, progress: false });
 * (history.last?.loss ?? 1) < 0.01; // -> true
 */
export async function fit(model: Module, options: FitOptions): Promise<History> {
  checkOptions(options);
  if (!isRecording()) throw new GradbookError("fit: training needs gradients; call it outside of noGrad");
  return new Fit(model, options).run();
}

class Fit implements Run {
  readonly optimizer: FitOptions["optimizer"];
  readonly history: History;
  step = 0;
  epoch = 0;
  loss = NaN;
  #stopped = false;
  #lastTurn = Date.now();
  #start = Date.now();
  /** Sums over the samples that this epoch has seen. */
  #totals = new Totals();
  #rate = NaN;
  #modules: Module<unknown>[] = [];
  /** What the model had learned when it went back to its best epoch. */
  #last: Checkpoint | undefined;
  readonly #generator: Generator;
  #order: GeneratorState;
  readonly #best: BestSoFar;
  readonly #progress: Progress | undefined;

  constructor(
    readonly model: Module,
    readonly options: FitOptions,
  ) {
    this.optimizer = options.optimizer;
    this.history = new History(() => this.checkpoint());
    this.#generator = new Generator(options.seed ?? 0);
    this.#best = new BestSoFar(options.earlyStopping);
    this.#progress = (options.progress ?? true) ? new Progress() : undefined;
    if (options.resume) this.#resume(options.resume);
    this.#order = this.#generator.getState();
  }

  stop(): void {
    this.#stopped = true;
  }

  checkpoint(): Checkpoint {
    const { step, loss } = this;
    const state = { step, loss, totals: this.#totals.toJSON(), seconds: this.#seconds(), order: this.#order };
    return this.#last ?? takeCheckpoint(this, { ...state, best: this.#best.saved });
  }

  #resume(checkpoint: Checkpoint): void {
    restoreCheckpoint(checkpoint, this, { order: this.#generator, best: this.#best });
    const { step, loss, totals, seconds } = checkpoint.position;
    if (totals.count > this.#samples) {
      throw new GradbookError(
        `fit: the checkpoint was taken after ${totals.count} samples of an epoch, but the data have ${this.#samples}; resume with the same data`,
      );
    }
    [this.step, this.loss, this.epoch] = [step, loss, this.history.epochs.length];
    this.#rate = this.optimizer.lr;
    this.#totals = Totals.from(totals);
    this.#start = Date.now() - seconds * 1000;
  }

  async run(): Promise<History> {
    const { callbacks = [], epochs } = this.options;
    this.model.train();
    for (const callback of callbacks) await callback.onStart?.(this);
    try {
      while (this.epoch < epochs && !this.#stopped && !this.history.stoppedEarly) await this.#runEpoch();
    } catch (error) {
      // A long computation that the learner has interrupted ends with an error: for training it is a stop like any other.
      if (!(error instanceof GradbookError && host()?.interrupted())) {
        this.#showProgress("error");
        throw error;
      }
      this.stop();
      this.epoch = this.history.epochs.length;
    } finally {
      this.#goBackToBest();
    }
    this.history.interrupted = this.#stopped;
    this.#showProgress(this.history.ending);
    for (const callback of callbacks) await callback.onEnd?.(this);
    return this.history;
  }

  #goBackToBest(): void {
    if (!this.#best.state) return;
    this.#last = this.checkpoint();
    this.model.loadStateDict(this.#best.state);
  }

  async #runEpoch(): Promise<void> {
    this.epoch++;
    const { callbacks = [] } = this.options;
    this.#modules = this.model.namedModules().map(([, module]) => module);
    for (const batches of this.#stepsLeft()) {
      if (this.#stopped) break;
      this.#trainStep(batches);
      for (const callback of callbacks) await callback.onStep?.(this);
      await this.#giveTurn();
    }
    if (this.#totals.count < this.#samples) {
      // Interrupted in mid-epoch: half an epoch is not recorded as one.
      this.epoch--;
      return;
    }
    const swapBack = this.options.ema?.swap();
    try {
      const record = await this.#record();
      this.history.epochs.push(record);
      this.history.stoppedEarly = this.#best.see(record, this.model);
    } finally {
      swapBack?.();
    }
    this.history.bestEpoch = this.#best.epoch;
    await this.#endEpoch(this.history.epochs[this.history.epochs.length - 1] as EpochRecord);
  }

  async #endEpoch(record: EpochRecord): Promise<void> {
    const { schedule, callbacks = [] } = this.options;
    this.#totals = new Totals();
    this.#order = this.#generator.getState();
    if (schedule instanceof ReduceLROnPlateau) schedule.step(record.validationLoss ?? record.loss);
    else if (!this.#schedulesSteps) schedule?.step();
    for (const callback of callbacks) await callback.onEpoch?.(this, record);
  }

  /** The batches of each step that is left in this epoch. */
  *#stepsLeft(): IterableIterator<Batch[]> {
    const { batchSize = 32, shuffle = true, accumulate = 1 } = this.options;
    const samples = this.#samples;
    const order = shuffle ? this.#generator.permutation(samples) : Int32Array.from({ length: samples }, (_, i) => i);
    for (let start = this.#totals.count; start < samples; start += batchSize * accumulate) {
      const batches: Batch[] = [];
      for (let i = 0; i < accumulate && start + i * batchSize < samples; i++) {
        batches.push(order.subarray(start + i * batchSize, start + (i + 1) * batchSize));
      }
      yield batches;
    }
  }

  #trainStep(batches: readonly Batch[]): void {
    this.#rate = this.optimizer.lr;
    const results = trainStep(this, this.#modules, batches);
    this.step++;
    const step = new Totals();
    for (const { samples, loss, metrics } of results) {
      step.add(samples, { loss });
      this.#totals.add(samples, { loss, ...metrics });
    }
    this.loss = step.means().loss ?? NaN;
    const { schedule } = this.options;
    if (schedule instanceof LRScheduler && this.#schedulesSteps) schedule.step();
  }

  get #schedulesSteps(): boolean {
    const { schedule, scheduleEvery } = this.options;
    return (scheduleEvery ?? (schedule instanceof OneCycleLR ? "step" : "epoch")) === "step";
  }

  get #samples(): number {
    return this.options.data.x.shape[0] ?? 0;
  }

  async #record(): Promise<EpochRecord> {
    const { validation } = this.options;
    const { loss = NaN, ...metrics } = this.#totals.means();
    const record: Record<string, number> = { epoch: this.epoch, loss };
    const result = validation ? await this.#evaluate(validation) : undefined;
    if (result) record.validationLoss = result.loss;
    Object.assign(record, metrics);
    for (const [name, value] of Object.entries(result?.metrics ?? {})) record[validationName(name)] = value;
    return { ...record, epoch: this.epoch, loss, learningRate: this.#rate, seconds: this.#seconds() };
  }

  async #evaluate(validation: Dataset): Promise<Evaluation> {
    const parts = evaluateInParts(this.model, validation, this.options);
    for (;;) {
      const part = parts.next();
      if (part.done) return part.value;
      await this.#giveTurn();
    }
  }

  /** Lets the event loop run now and then, so that an interrupt or a callback's widget arrives. */
  async #giveTurn(): Promise<void> {
    if (Date.now() - this.#lastTurn < turn) return;
    await new Promise<void>((resolve) => setTimeout(resolve, 0));
    this.#lastTurn = Date.now();
    if (host()?.interrupted()) this.stop();
    this.#showProgress(undefined, (this.epoch - 1 + this.#totals.count / this.#samples) / this.options.epochs);
  }

  #showProgress(ending?: Ending, done: number = this.epoch / this.options.epochs): void {
    const restoredEpoch = this.#best.state ? this.history.bestEpoch : undefined;
    this.#progress?.update({
      epoch: this.epoch,
      epochs: this.options.epochs,
      done,
      seconds: this.#seconds(),
      record: this.history.last,
      ...(ending ? { end: { ending, restoredEpoch } } : {}),
    });
  }

  #seconds(): number {
    return (Date.now() - this.#start) / 1000;
  }
}

function validationName(metric: string): string {
  return `validation${metric.charAt(0).toUpperCase()}${metric.slice(1)}`;
}
