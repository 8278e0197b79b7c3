import { backend } from "../backend/current";
import type { NDArray } from "./ndarray";
import type { Generator } from "./random";

// Contiguous arrays full of a generator's numbers, in row-major order. The generator then stands where it would after drawing them one by one.

/** Uniform numbers from `low` to below `high`. */
export function fillUniform(out: NDArray, generator: Generator, low: number = 0, high: number = 1): void {
  backend().randomUniform(out, generator.getState().state, low, high);
  generator.skip(out.size);
}

/** 0 with probability `p`, else `kept`. */
export function fillMask(out: NDArray, generator: Generator, p: number, kept: number): void {
  backend().randomMask(out, generator.getState().state, p, kept);
  generator.skip(out.size);
}

export function fillNormal(out: NDArray, generator: Generator, mean: number = 0, std: number = 1): void {
  generator.setState(backend().randomNormal(out, generator.getState(), mean, std));
}
