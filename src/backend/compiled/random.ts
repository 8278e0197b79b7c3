import type { Backend } from "../backend";
import { reference } from "../reference/index";
import type { Operands } from "./operands";

/** Random numbers, the same ones as the reference draws. */
export function random(operands: Operands): Pick<Backend, "randomUniform" | "randomMask" | "randomNormal"> {
  const { random_uniform: uniform, random_mask: mask, random_normal: normal } = operands.kernels;
  return {
    randomUniform(out, state, low, high) {
      if (!uniform || !operands.holds(out)) return reference.randomUniform(out, state, low, high);
      uniform(operands.address(out), out.size, state, low, high);
    },
    randomMask(out, state, p, kept) {
      if (!mask || !operands.holds(out)) return reference.randomMask(out, state, p, kept);
      mask(operands.address(out), out.size, state, p, kept);
    },
    randomNormal(out, from, mean, std) {
      if (!normal || !operands.holds(out)) return reference.randomNormal(out, from, mean, std);
      const state = operands.temporary(0, 4);
      state.data[0] = from.state;
      const spare = normal(operands.address(out), out.size, state.address, from.spare ?? NaN, mean, std);
      return { state: state.data[0], spare: Number.isNaN(spare) ? undefined : spare };
    },
  };
}
