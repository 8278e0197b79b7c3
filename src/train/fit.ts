import { isRecording, type Tensor } from "../autograd/index";
import { GradbookError } from "../errors";
import type { Module } from "../nn/index";
import { Generator } from "../tensor/random";
import { BestSoFar } from "./best";
import { checkOptions } from "./check";
import { evaluate, measure } from "./evaluate";
import { History, type EpochRecord } from "./history";
import { host } from "./host";
import { nonFiniteLoss } from "./non-finite";
import type { FitOptions, Run } from "./options";
import { Progress } from "./progress";
import type { Ending } from "./words";

/** Other things (a pause, a changed slider) get their turn this often, in milliseconds. */
const turn = 50;

/**
 * Trains a model: for every epoch the samples in a new order, cut into batches; for every batch the loss, its gradients
 * and one step of the optimiser.
 *
 * @returns the history; also after an interrupt, with the epochs so far. The model keeps what it learned.
 * @throws if the loss is no longer a finite number: the error names the layer, and holds the history so far.
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
  readonly history = new History();
  step = 0;
  epoch = 0;
  loss = NaN;
  #stopped = false;
  #lastTurn = Date.now();
  readonly #start = Date.now();
  readonly #generator: Generator;
  readonly #best: BestSoFar;
  readonly #progress: Progress | undefined;

  constructor(
    readonly model: Module,
    readonly options: FitOptions,
  ) {
    this.optimizer = options.optimizer;
    this.#generator = new Generator(options.seed ?? 0);
    this.#best = new BestSoFar(options.earlyStopping);
    this.#progress = (options.progress ?? true) ? new Progress() : undefined;
  }

  stop(): void {
    this.#stopped = true;
  }

  async run(): Promise<History> {
    const { callbacks = [], epochs } = this.options;
    this.model.train();
    for (const callback of callbacks) await callback.onStart?.(this);
    try {
      while (this.epoch < epochs && !this.#stopped && !this.history.stoppedEarly) await this.#runEpoch();
    } catch (error) {
      this.#showProgress("error");
      throw error;
    } finally {
      if (this.#best.state) this.model.loadStateDict(this.#best.state);
    }
    this.history.interrupted = this.#stopped;
    this.#showProgress(this.history.ending);
    for (const callback of callbacks) await callback.onEnd?.(this);
    return this.history;
  }

  async #runEpoch(): Promise<void> {
    this.epoch++;
    const { data, batchSize = 32, shuffle = true, callbacks = [] } = this.options;
    const samples = data.x.shape[0] ?? 0;
    const order = shuffle ? this.#generator.permutation(samples) : Int32Array.from({ length: samples }, (_, i) => i);
    const totals = new Totals();
    for (let start = 0; start < samples && !this.#stopped; start += batchSize) {
      const batch = Array.from(order.subarray(start, start + batchSize));
      const whole = !shuffle && batch.length === samples;
      const x = whole ? data.x : data.x.indexSelect(0, batch);
      const y = whole ? data.y : data.y.indexSelect(0, batch);
      this.#trainStep(x, y, totals);
      for (const callback of callbacks) await callback.onStep?.(this);
      await this.#giveTurn(start + batch.length, samples);
    }
    if (totals.count < samples) {
      // Interrupted in mid-epoch: half an epoch is not recorded as one.
      this.epoch--;
      return;
    }
    const record = this.#record(totals);
    this.history.epochs.push(record);
    this.history.stoppedEarly = this.#best.see(record, this.model);
    this.history.bestEpoch = this.#best.epoch;
    for (const callback of callbacks) await callback.onEpoch?.(this, record);
  }

  #trainStep(x: Tensor, y: Tensor, totals: Totals): void {
    this.step++;
    this.optimizer.zeroGrad();
    const output = this.model.forward(x);
    const loss = this.options.loss(output, y);
    this.loss = loss.item();
    if (!Number.isFinite(this.loss)) throw Object.assign(nonFiniteLoss(this, x, this.loss), { history: this.history });
    loss.backward();
    this.optimizer.step();
    totals.add(x.shape[0] ?? 0, { loss: this.loss, ...measure(output, y, this.options.metrics ?? {}) });
  }

  #record(totals: Totals): EpochRecord {
    const { validation } = this.options;
    const { loss = NaN, ...metrics } = totals.means();
    const record: Record<string, number> = { epoch: this.epoch, loss };
    if (validation) {
      const result = evaluate(this.model, validation, this.options);
      record.validationLoss = result.loss;
      Object.assign(record, metrics);
      for (const [name, value] of Object.entries(result.metrics)) record[validationName(name)] = value;
    } else {
      Object.assign(record, metrics);
    }
    return { ...record, epoch: this.epoch, loss, learningRate: this.optimizer.lr, seconds: this.#seconds() };
  }

  /** Lets the event loop run now and then, so that an interrupt or a callback's widget arrives. */
  async #giveTurn(done: number, samples: number): Promise<void> {
    if (Date.now() - this.#lastTurn < turn) return;
    await new Promise<void>((resolve) => setTimeout(resolve, 0));
    this.#lastTurn = Date.now();
    if (host()?.interrupted()) this.stop();
    this.#showProgress(undefined, (this.epoch - 1 + done / samples) / this.options.epochs);
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

/** Sums over the batches of an epoch, weighted by their number of samples. */
class Totals {
  count = 0;
  readonly #sums: Record<string, number> = {};

  add(samples: number, values: Readonly<Record<string, number>>): void {
    this.count += samples;
    for (const [name, value] of Object.entries(values)) this.#sums[name] = (this.#sums[name] ?? 0) + value * samples;
  }

  means(): Record<string, number> {
    return Object.fromEntries(Object.entries(this.#sums).map(([name, sum]) => [name, sum / this.count]));
  }
}

function validationName(metric: string): string {
  return `validation${metric.charAt(0).toUpperCase()}${metric.slice(1)}`;
}
