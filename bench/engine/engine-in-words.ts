import { backend } from "../../src/backend/current";

/** The kernels that a figure was measured with. */
export function engineInWords(): string {
  return backend().name;
}
