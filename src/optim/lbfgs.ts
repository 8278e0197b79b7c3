import { enableGrad, gradOf, noGrad, tensor, Tensor } from "../autograd/index";
import { GradbookError } from "../errors";
import { contiguous } from "../tensor/kernels";
import { addMultiple, difference, dot, isFlat, multiple, sumOfAbsolutes, largestAbsolute } from "./flat-vector";
import { Optimizer } from "./optimizer";
import { checkFromZero, withDefaults, type OptimizerOptions, type ParameterGroup } from "./parameter-groups";
import type { OptimizerStateDict } from "./state-dict";
import { strongWolfe, type LinePoint } from "./strong-wolfe";

export interface LBFGSOptions extends OptimizerOptions {
  /** How far along the direction found; with a line search, where it begins. Default 1. */
  lr?: number;
  /** Directions a step at most. Default 20. */
  maxIter?: number;
  /** Evaluations of the closure a step at most. Default 5/4 of `maxIter`. */
  maxEval?: number;
  /** Done when no element of the gradient is larger. Default 1e-7. */
  toleranceGrad?: number;
  /** Done when no parameter, or the loss, changes by more. Default 1e-9. */
  toleranceChange?: number;
  /** How many of the last changes describe the curvature. Default 100. */
  historySize?: number;
  /** How to find the length of a move: always `lr`, or by the strong Wolfe conditions. Default "none". */
  lineSearch?: "none" | "strongWolfe";
}

type Group = ParameterGroup<LBFGSOptions>;

/** What is known from step to step. A pair is a move and by how much the gradient changed along it. */
interface Memory {
  iterations: number;
  evaluations: number;
  pairs: { move: Float64Array; change: Float64Array }[];
  /** The first guess of the inverse curvature. */
  scale: number;
  gradient: Float64Array;
  direction: Float64Array;
  t: number;
}

/**
 * Limited-memory BFGS: a quasi-Newton method for smooth losses of all data at once. The last moves and changes of the gradient
 * stand for the inverse of the Hessian, `p = p - t H g`, without ever making that matrix. Its step needs a closure, which it
 * calls many times.
 *
 * Source: Liu and Nocedal, On the Limited Memory BFGS Method for Large Scale Optimization, 1989.
 *
 * @throws if there are several groups, and if `step` gets no closure.
 * @example
 * const w = tensor([3, -2], { requiresGrad: true });
 * const optimizer = new optim.LBFGS([w], { lineSearch: "strongWolfe" });
 * optimizer.step(() => {
 *   optimizer.zeroGrad();
 *   const loss = w.sub(1).pow(4).sum();
 *   loss.backward();
 *   return loss;
 * });
 * w.toList().every((value) => Math.abs(value - 1) < 0.05); // -> true
 */
export class LBFGS extends Optimizer<LBFGSOptions> {
  #memory: Memory | undefined;

  constructor(parameters: Iterable<Tensor>, options: LBFGSOptions = {}) {
    const { maxIter = 20 } = options;
    const defaults = {
      ...{ lr: 1, maxIter, maxEval: Math.floor((maxIter * 5) / 4), toleranceGrad: 1e-7, toleranceChange: 1e-9 },
      ...{ historySize: 100, lineSearch: "none" as const, maximize: false },
    };
    super(parameters, withDefaults<LBFGSOptions, typeof defaults>("LBFGS", defaults, options));
  }

  protected override checkOptions({ params: _, initialLr: __, lineSearch, maximize: ___, ...numbers }: Group): void {
    if (this.paramGroups.length > 0) {
      throw new GradbookError("LBFGS: one direction moves all parameters together, so there can be one group only");
    }
    if (lineSearch !== "none" && lineSearch !== "strongWolfe") {
      throw new GradbookError(`LBFGS: lineSearch is "none" or "strongWolfe", got ${JSON.stringify(lineSearch)}`);
    }
    for (const [name, value] of Object.entries(numbers)) checkFromZero(this.name, name, value);
  }

  override step(closure?: () => Tensor): Tensor {
    if (!closure) {
      throw new GradbookError(
        "LBFGS: step needs a closure that computes the loss and its gradients: step(() => { optimizer.zeroGrad(); const loss = ...; loss.backward(); return loss; })",
      );
    }
    return noGrad(() => this.#run(closure));
  }

  #run(closure: () => Tensor): Tensor {
    const group = this.paramGroups[0] as Group;
    const { lr, maxIter, maxEval, toleranceGrad, toleranceChange, historySize } = group;
    const { loss, value, gradient } = this.#evaluate(closure);
    let here = { value, gradient };
    const memory = (this.#memory ??= startAt(gradient));
    memory.evaluations++;
    if (isFlat(gradient, toleranceGrad)) return loss;
    for (let i = 0, evaluations = 1; i < maxIter; i++) {
      updateMemory(memory, here.gradient, historySize);
      const { direction } = memory;
      const slope = dot(here.gradient, direction);
      // Far from the bottom the first gradient says little about how far to go.
      memory.t = memory.iterations === 1 ? Math.min(1, 1 / sumOfAbsolutes(here.gradient)) * lr : lr;
      if (slope > -toleranceChange) break;
      const before = here.value;
      const moved = this.#move(memory, { ...here, slope, t: 0 }, closure, {
        room: maxEval - evaluations,
        last: i === maxIter - 1,
      });
      here = moved;
      evaluations += moved.evaluations;
      memory.evaluations += moved.evaluations;
      if (evaluations >= maxEval || isFlat(here.gradient, toleranceGrad)) break;
      if (largestAbsolute(direction) * memory.t <= toleranceChange) break;
      if (Math.abs(here.value - before) < toleranceChange) break;
    }
    return loss;
  }

  /** Goes along the direction: by the fixed rate, or as far as the line search says. */
  #move(
    memory: Memory,
    start: LinePoint,
    closure: () => Tensor,
    { room, last }: { room: number; last: boolean },
  ): { value: number; gradient: Float64Array; evaluations: number } {
    const { lineSearch, toleranceChange } = this.paramGroups[0] as Group;
    const { direction } = memory;
    if (lineSearch === "none") {
      this.#add(memory.t, direction);
      // The next step computes what the last direction of this one led to.
      return last ? { ...start, evaluations: 0 } : { ...this.#evaluate(closure), evaluations: 1 };
    }
    const origin = this.parameters.map((parameter) => parameter.detach().clone());
    const evaluate = (t: number): LinePoint => {
      this.#add(t, direction);
      const { value, gradient } = this.#evaluate(closure);
      this.parameters.forEach((parameter, i) => parameter.copy_(origin[i] ?? parameter));
      return { t, value, gradient, slope: dot(gradient, direction) };
    };
    const options = { largest: largestAbsolute(direction), toleranceChange, maxEvaluations: room };
    const { point, evaluations } = strongWolfe(start, memory.t, evaluate, options);
    memory.t = point.t;
    this.#add(point.t, direction);
    return { ...point, evaluations };
  }

  #evaluate(closure: () => Tensor): { loss: Tensor; value: number; gradient: Float64Array } {
    const loss = enableGrad(closure);
    if (!(loss instanceof Tensor)) throw new GradbookError("LBFGS: the closure must return the loss");
    const sign = this.paramGroups[0]?.maximize ? -1 : 1;
    return { loss, value: sign * loss.item(), gradient: multiple(sign, this.#flatGradient()) };
  }

  #flatGradient(): Float64Array {
    const { parameters } = this;
    const flat = new Float64Array(parameters.reduce((sum, { size }) => sum + size, 0));
    let at = 0;
    for (const parameter of parameters) {
      const grad = parameter.requiresGrad ? gradOf(parameter) : undefined;
      if (grad) {
        const { data, offset, size } = contiguous(grad.array);
        flat.set(data.subarray(offset, offset + size), at);
      }
      at += parameter.size;
    }
    return flat;
  }

  /** Moves all parameters by `t` times a flat direction. */
  #add(t: number, direction: Float64Array): void {
    let at = 0;
    for (const { array } of this.parameters) {
      const { data, offset, size } = array;
      for (let i = 0; i < size; i++) data[offset + i] = (data[offset + i] ?? NaN) + t * (direction[at + i] ?? NaN);
      array.storage.version++;
      at += size;
    }
  }

  override stateDict(): OptimizerStateDict {
    const { paramGroups } = super.stateDict();
    return { paramGroups, state: this.#memory ? { 0: saved(this.#memory) } : {} };
  }

  override loadStateDict(state: OptimizerStateDict): void {
    super.loadStateDict({ ...state, state: {} });
    const memory = state.state[0];
    this.#memory = memory ? restored(memory) : undefined;
  }
}

function startAt(gradient: Float64Array): Memory {
  return { iterations: 0, evaluations: 0, pairs: [], scale: 1, gradient, direction: gradient, t: 0 };
}

/** Takes note of where the last move led, and finds the next direction. */
function updateMemory(memory: Memory, gradient: Float64Array, historySize: number): void {
  if (memory.iterations++ > 0) {
    const change = difference(gradient, memory.gradient);
    const move = multiple(memory.t, memory.direction);
    const along = dot(change, move);
    // Where the curvature along the move is not positive, the pair would turn the direction uphill.
    if (along > 1e-10) {
      memory.pairs.push({ move, change });
      if (memory.pairs.length > historySize) memory.pairs.shift();
      memory.scale = along / dot(change, change);
    }
  }
  memory.direction = descentDirection(gradient, memory);
  memory.gradient = gradient;
}

/** `-H g` by two loops over the pairs (Nocedal and Wright, Numerical Optimization, 2006, algorithm 7.4). */
function descentDirection(gradient: Float64Array, { pairs, scale }: Memory): Float64Array {
  const q = multiple(-1, gradient);
  const weights: number[] = [];
  for (const { move, change } of [...pairs].reverse()) {
    const weight = dot(move, q) / dot(change, move);
    weights.push(weight);
    addMultiple(q, -weight, change);
  }
  const r = multiple(scale, q);
  for (const { move, change } of pairs) {
    addMultiple(r, (weights.pop() ?? NaN) - dot(change, r) / dot(change, move), move);
  }
  return r;
}

const vector = (values: Float64Array): Tensor => tensor(values, { dtype: "float64" });

function saved({ pairs, gradient, direction, ...numbers }: Memory): Record<string, Tensor | number> {
  const numbered = pairs.flatMap(({ move, change }, i) => [
    [`move.${i}`, vector(move)] as const,
    [`change.${i}`, vector(change)] as const,
  ]);
  return { ...numbers, gradient: vector(gradient), direction: vector(direction), ...Object.fromEntries(numbered) };
}

function restored(state: Readonly<Record<string, Tensor | number>>): Memory {
  const flat = (name: string): Float64Array => Float64Array.from((state[name] as Tensor).toTypedArray());
  const number = (name: string): number => Number(state[name]);
  const count = Object.keys(state).filter((name) => name.startsWith("move.")).length;
  return {
    ...{ iterations: number("iterations"), evaluations: number("evaluations"), scale: number("scale"), t: number("t") },
    ...{ gradient: flat("gradient"), direction: flat("direction") },
    pairs: Array.from({ length: count }, (_, i) => ({ move: flat(`move.${i}`), change: flat(`change.${i}`) })),
  };
}
