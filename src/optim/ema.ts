import { noGrad, type Tensor } from "../autograd/index";
import { GradbookError } from "../errors";
import type { Module } from "../nn/index";
import { inScope, outsideScopes } from "../tensor/memory";

/**
 * The exponential moving average of a model's parameters: `average = decay average + (1 - decay) p`, taken after each step of the
 * optimiser; the first is a copy. Averages wander less than the parameters themselves and are often better on new data.
 *
 * Source: Polyak and Juditsky, Acceleration of Stochastic Approximation by Averaging, 1992; with forgetting as in
 * Tarvainen and Valpola, Mean Teachers Are Better Role Models, 2017.
 *
 * @example
 * const net = new nn.Linear(1, 1);
 * const ema = new optim.EMA(net, { decay: 0.5 });
 * ema.update();
 * noGrad(() => net.weight.add_(2));
 * ema.update(); // the average has followed half of the way
 * const difference = net.weight.item() - ema.with(() => net.weight.item());
 * difference.toFixed(3); // -> "1.000"
 */
export class EMA {
  readonly model: Module<unknown>;
  readonly decay: number;
  /** How many times `update` was called. */
  updates = 0;
  readonly #averages: ReadonlyMap<string, { readonly parameter: Tensor; readonly average: Tensor }>;

  constructor(model: Module<unknown>, { decay = 0.999 }: { decay?: number } = {}) {
    if (!(decay >= 0 && decay <= 1)) throw new GradbookError(`EMA: decay must be from 0 to 1, got ${decay}`);
    this.model = model;
    this.decay = decay;
    this.#averages = new Map(
      model.namedParameters().map(([name, parameter]) => [name, { parameter, average: copyOf(parameter) }]),
    );
  }

  /** Takes the parameters as they are now into the average. */
  update(): void {
    const keep = this.updates++ === 0 ? 0 : this.decay;
    noGrad(() =>
      inScope(() => {
        for (const { parameter, average } of this.#averages.values()) {
          // Written as a step towards the parameter: exact where both are equal.
          if (keep === 0) average.copy_(parameter);
          else
            average.add_(
              parameter
                .detach()
                .sub(average)
                .mul(1 - keep),
            );
        }
      }),
    );
  }

  /**
   * Runs `compute` with the averages in the place of the parameters, which come back after it.
   *
   * @throws if `compute` is asynchronous.
   */
  with<T>(compute: () => T): T {
    const swapBack = this.swap();
    try {
      const result = compute();
      if (result instanceof Promise) throw new GradbookError("EMA.with: the function must not be async; use swap()");
      return result;
    } finally {
      swapBack();
    }
  }

  /** Puts the averages in the place of the parameters; the function that it returns brings the parameters back. */
  swap(): () => void {
    const own = [...this.#averages.values()].map(({ parameter, average }) => {
      const before = copyOf(parameter);
      noGrad(() => parameter.copy_(average));
      return { parameter, before };
    });
    return () => {
      for (const { parameter, before } of own.splice(0)) {
        noGrad(() => parameter.copy_(before));
        before.dispose();
      }
    };
  }

  /** Makes the averages the model's parameters, at the end of training. */
  copyToModel(): void {
    for (const { parameter, average } of this.#averages.values()) noGrad(() => parameter.copy_(average));
  }

  /** Copies of the averages by the parameters' names, and how many updates they are of. */
  stateDict(): { readonly averages: Readonly<Record<string, Tensor>>; readonly updates: number } {
    const averages = [...this.#averages].map(([name, { average }]) => [name, copyOf(average)] as const);
    return { averages: Object.fromEntries(averages), updates: this.updates };
  }

  /** @throws if a name is missing. */
  loadStateDict({ averages, updates }: ReturnType<EMA["stateDict"]>): void {
    for (const [name, { average }] of this.#averages) {
      const saved = averages[name];
      if (!saved) throw new GradbookError(`EMA.loadStateDict: there is no average for '${name}'`);
      average.copy_(saved);
    }
    this.updates = updates;
  }
}

function copyOf(tensor: Tensor): Tensor {
  return outsideScopes(() => tensor.detach().clone());
}
