import type { Backend } from "../backend";
import type { Machine } from "../machine";
import { reference } from "../reference/index";
import { convolution } from "./convolution";
import { elementwise } from "./elementwise";
import { matrixProduct } from "./matmul";
import { normalization } from "./normalization";
import { Operands } from "./operands";
import { random } from "./random";
import { rows } from "./rows";
import { updates } from "./updates";

/**
 * The kernels of native/, run by WebAssembly or by the addon. All arrays lie in memory that those can reach: a kernel gets addresses,
 * and nothing is copied in or out. Kernels, element types and layouts that C has nothing for are left to the reference
 * kernels, which read and write the same memory.
 */
export function compiledBackend(machine: Machine): Backend {
  const operands = new Operands(machine);
  return {
    ...reference,
    name: machine.name,
    allocate: (dtype, length) => operands.arena.allocate(dtype, length),
    ...elementwise(operands),
    ...rows(operands),
    ...convolution(operands),
    ...normalization(operands),
    ...matrixProduct(operands),
    ...updates(operands),
    ...random(operands),
  };
}
