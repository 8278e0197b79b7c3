import { Generator, type GeneratorState } from "../../tensor/random";
import type { NDArray } from "../../tensor/types";

export function randomUniform(out: NDArray, state: number, low: number, high: number): void {
  const generator = new Generator(state);
  fill(out, () => low + (high - low) * generator.uniform());
}

export function randomMask(out: NDArray, state: number, p: number, kept: number): void {
  const generator = new Generator(state);
  fill(out, () => (generator.uniform() < p ? 0 : kept));
}

export function randomNormal(out: NDArray, from: GeneratorState, mean: number, std: number): GeneratorState {
  const generator = new Generator(0).setState(from);
  fill(out, () => mean + std * generator.normal());
  return generator.getState();
}

function fill({ data, offset, size }: NDArray, next: () => number): void {
  for (let i = offset; i < offset + size; i++) data[i] = next();
}
