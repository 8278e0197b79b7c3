import type { Backend } from "./backend";
import { reference } from "./reference/index";

let current: Backend = reference;

/** The kernels in use. */
export function backend(): Backend {
  return current;
}

/** Chooses the kernels that everything from now on runs on; tensors made before stay valid. */
export function useBackend(chosen: Backend): void {
  current = chosen;
}
