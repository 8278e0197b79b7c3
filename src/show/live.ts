import type { Callback, Run } from "../train/index";
import { boundaryPayload, type BoundaryOptions } from "./boundary";
import { Figure, inNotebook } from "./figure";
import { lossPayload, type LossOptions } from "./loss";
import type { ModuleLike } from "./modules";
import { networkPayload, type Network, type NetworkOptions } from "./network";
import { isTensor, type Matrix } from "./numbers";
import { Pace } from "./pace";
import type { PlaneNet } from "./predict";

export interface LiveOptions {
  /** The network's picture: true (default), false, or its options. */
  network?: boolean | NetworkOptions;
  /** The loss curves: true (default), false, or their options. */
  loss?: boolean | LossOptions;
  /** The decision boundary: its options, `true` for the run's own data, or false. Default: drawn where the inputs are two. */
  boundary?: boolean | BoundaryOptions;
  /** The network's input that the picture shows; default: the first of the run's data. */
  input?: NetworkOptions["input"];
  inputNames?: readonly string[];
  classNames?: readonly string[];
  /** Most updates a second, at most 10. */
  perSecond?: number;
  /** Milliseconds to wait after each epoch in a notebook, so that a short training can be watched. Default 0. */
  pause?: number;
}

const now = (): number => performance.now();

interface Moment {
  readonly run: Run;
  readonly done: boolean;
}

/**
 * A callback for `train.fit` that moves the network, its loss and its decision boundary while it learns. It updates at most
 * 10 times a second, and so seldom that drawing takes less than a twentieth of the training time; the last state is always shown.
 *
 * @example
 * const net = new nn.Sequential(new nn.Linear(2, 3), new nn.Tanh(), new nn.Linear(3, 1));
 * typeof show.live(net, { boundary: false }).onEpoch; // -> "function"
 */
export function live(net: Network & object, options: LiveOptions = {}): Callback {
  const least = 1_000 / Math.min(10, Math.max(0.1, options.perSecond ?? 10));
  let moment: Moment | null = null;
  let pictures: Figure<readonly []>[] = [];
  let pace = new Pace<Figure<readonly []>>(least, now);
  const start = (current: Run): void => {
    moment = { run: current, done: false };
    const costs = new Map<Figure<readonly []>, number>();
    pictures = builders(net, options, current, () => moment ?? { run: current, done: false }).map((make) => {
      const begin = now();
      const figure = make();
      if (inNotebook()) figure.pass();
      costs.set(figure, now() - begin);
      return figure;
    });
    pace = new Pace(least, now);
    for (const [figure, cost] of costs) pace.add(figure, cost);
  };
  const tick = (): void => {
    const figure = inNotebook() ? pace.due() : null;
    if (!figure) return;
    const begin = now();
    figure.pass();
    pace.drawn(figure, begin);
  };
  return {
    onStart: start,
    onStep: tick,
    onEpoch: () => {
      tick();
      return options.pause && inNotebook() ? new Promise((go) => setTimeout(go, options.pause)) : undefined;
    },
    onEnd: (current) => {
      moment = { run: current, done: true };
      for (const picture of pictures) picture.update();
    },
  };
}

function builders(
  net: Network & object,
  options: LiveOptions,
  first: Run,
  moment: () => Moment,
): (() => Figure<readonly []>)[] {
  const list: (() => Figure<readonly []>)[] = [];
  const make = (kind: string, build: () => object) => list.push(() => new Figure(kind, build, [] as const));
  const names = {
    ...(options.inputNames ? { inputNames: options.inputNames } : {}),
    ...(options.classNames ? { classNames: options.classNames } : {}),
  };
  if (options.network !== false) {
    const chosen = typeof options.network === "object" ? options.network : {};
    const input = options.input ?? chosen.input ?? firstRow(first.options.data.x);
    make("network", () =>
      networkPayload(net, { ...names, ...(input ? { input } : {}), ...chosen, epoch: epochOf(moment()) }),
    );
  }
  const own = options.boundary ?? isPlane(first.options.data);
  if (own !== false) {
    const chosen = typeof own === "object" ? own : {};
    const { x, y } = first.options.data;
    const { validation } = first.options;
    const given = (chosen.points ?? chosen.x) ? {} : { x, y, ...(validation ? { validation } : {}) };
    const classes = options.classNames ? { classNames: options.classNames } : {};
    make("boundary", () =>
      boundaryPayload({
        ...given,
        ...classes,
        net: net as ModuleLike & PlaneNet,
        resolution: moment().done ? 64 : 40,
        ...chosen,
      }),
    );
  }
  if (options.loss !== false) {
    const chosen = typeof options.loss === "object" ? options.loss : {};
    make("loss", () =>
      lossPayload(moment().run.history, { ...(moment().done ? {} : { planned: first.options.epochs }), ...chosen }),
    );
  }
  return list;
}

/** The epoch whose parameters the model has: at the end that may be the best one, gone back to. */
function epochOf({ run, done }: Moment): number {
  const { earlyStopping } = run.options;
  const restored = done && earlyStopping && (earlyStopping.restoreBest ?? true);
  return restored ? (run.history.bestEpoch ?? run.epoch) : run.epoch;
}

/** Whether data is points of a plane with a class each, as a decision boundary needs them. */
function isPlane({ x, y }: { x: Matrix; y: Matrix }): boolean {
  if (!isTensor(x) || !isTensor(y) || x.shape.length !== 2 || x.shape[1] !== 2) return false;
  const labels = Array.from(y.toTypedArray());
  return labels.length === x.shape[0] && labels.every((label) => Number.isInteger(label) && label >= 0 && label < 36);
}

/** The first sample, where it is a list of few numbers. */
function firstRow(x: Matrix): number[] | null {
  if (!isTensor(x) || x.shape.length !== 2) return null;
  const [, columns = 0] = x.shape;
  return columns > 2_000 ? null : Array.from(x.toTypedArray()).slice(0, columns);
}
