import type { Backend } from "./backend";
import { reference } from "./reference/index";

/** The kernels in use. */
export function backend(): Backend {
  return reference;
}
