import type { Tensor } from "../../autograd/index";
import { GradbookError } from "../../errors";
import { Module } from "../module";

/**
 * Modules one after the other: the output of each is the input of the next.
 *
 * @example
 * new nn.Sequential(new nn.Linear(2, 4), new nn.ReLU(), new nn.Linear(4, 1)).forward(tensor([[1, 2]])).shape; // -> [1, 1]
 */
export class Sequential extends Module {
  readonly layers: readonly Module[];

  constructor(...layers: Module[]) {
    super();
    layers.forEach((layer, i) => {
      if (layer instanceof Module) return;
      throw new GradbookError(
        `Sequential: part ${i} is not a module; activations are modules here too: new nn.ReLU(), not nn.relu`,
      );
    });
    this.layers = layers;
  }

  /** Named by position, "0", "1" ..., as in PyTorch. */
  override namedChildren(): [name: string, module: Module][] {
    return this.layers.map((layer, i): [string, Module] => [String(i), layer]);
  }

  override forward(x: Tensor): Tensor {
    return this.layers.reduce((value, layer) => layer.forward(value), x);
  }
}
