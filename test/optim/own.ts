// The values of test/golden/optim.json, made by optim.py beside it.
import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { optim, tensor, type Tensor } from "gradbook";
import type { DType } from "../../src/tensor/dtype";

type Options = Record<string, unknown>;

export interface OptimGolden {
  readonly start: number[];
  readonly curvature: number[];
  readonly target: number[];
  readonly runs: { optimizer: RuleName; params: Options; trajectory: number[][] }[];
  readonly groups: { optimizer: RuleName; common: Options; own: Options; added: Options; trajectory: number[][][] }[];
  readonly lbfgs: { function: "bowl" | "rosenbrock"; start: number[]; params: Options; trajectory: number[][] }[];
  readonly schedules: { schedule: string; params: Options; rates: number[][] }[];
  readonly metric: number[];
  readonly plateaus: { params: Options; rates: number[][] }[];
  readonly cycles: { SGD: number[]; Adam: number[] };
  readonly ema: { decay: number; weights: number[][]; averages: number[][] };
  readonly clips: { maxNorm: number; normType: number | "inf"; total: number; grads: number[][] }[];
}

const folder = path.join(path.dirname(fileURLToPath(import.meta.url)), "..", "golden");
export const golden = JSON.parse(readFileSync(path.join(folder, "optim.json"), "utf8")) as OptimGolden;

const rules = { SGD: optim.SGD, Adam: optim.Adam, AdamW: optim.AdamW, RMSprop: optim.RMSprop, Adagrad: optim.Adagrad };
export type RuleName = keyof typeof rules;

export function makeRule(name: RuleName, params: optim.ParametersOrGroups, options: Options): optim.Optimizer {
  if (!(name in rules)) throw new Error(`'${name}' is not an optimiser that this test knows`);
  return new rules[name](params as Tensor[], options as { lr: number });
}

export function parameter(values: readonly number[], dtype: DType = "float64"): Tensor {
  return tensor(Float64Array.from(values), { dtype, requiresGrad: true });
}

/** 0.5 sum(curvature (p - target)^2). */
export function bowl(p: Tensor): Tensor {
  const constant = (values: number[]): Tensor => tensor(Float64Array.from(values), { dtype: p.dtype });
  return constant(golden.curvature)
    .mul(p.sub(constant(golden.target)).square())
    .sum()
    .mul(0.5);
}

export function rosenbrock(p: Tensor): Tensor {
  const [here, next] = [p.slice([0, -1]), p.slice([1, p.size])];
  return next.sub(here.square()).square().mul(100).add(here.neg().add(1).square()).sum();
}
