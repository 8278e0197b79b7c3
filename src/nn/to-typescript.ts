import { GradbookError } from "../errors";
import { Linear } from "./layers/linear";
import { ReLU } from "./layers/rectified";
import type { Sequential } from "./layers/sequential";
import { Sigmoid, Tanh } from "./layers/smooth";
import type { Module } from "./module";

/** What an activation is in plain TypeScript, for one number `v`. */
function activationSource(layer: Module): string | undefined {
  if (layer instanceof ReLU) return "Math.max(0, v)";
  if (layer instanceof Sigmoid) return "1 / (1 + Math.exp(-v))";
  if (layer instanceof Tanh) return "Math.tanh(v)";
  return undefined;
}

/**
 * A network as a TypeScript program of its own: `predict(x)` for one row of inputs, with no library and no import.
 *
 * Takes a `Sequential` of `Linear`, `ReLU`, `Sigmoid` and `Tanh` and writes a line a layer, $y = W x + b$ or the
 * activation of each number, with the weights of this moment.
 *
 * @throws GradbookError when the network holds another kind of layer.
 * @example
 * nn.toTypeScript(new nn.Sequential(new nn.Linear(2, 3), new nn.Tanh())).includes("Math.tanh(v)"); // -> true
 */
export function toTypeScript(net: Sequential): string {
  const lines = net.layers.map((layer, i) => {
    const activation = activationSource(layer);
    if (activation) return `  x = x.map((v) => ${activation});`;
    if (layer instanceof Linear) {
      const bias = layer.bias?.toList() ?? new Array<number>(layer.outFeatures).fill(0);
      return `  x = linear(x, ${JSON.stringify(layer.weight.toArray())}, ${JSON.stringify(bias)});`;
    }
    throw new GradbookError(
      `toTypeScript: part ${i} is a ${layer.constructor.name}; Linear, ReLU, Sigmoid and Tanh can be written out`,
    );
  });
  return [
    "function linear(x: number[], weight: number[][], bias: number[]): number[] {",
    "  return weight.map((row, k) => row.reduce((sum, w, j) => sum + w * x[j]!, bias[k]!));",
    "}",
    "",
    "export function predict(x: number[]): number[] {",
    ...lines,
    "  return x;",
    "}",
    "",
  ].join("\n");
}
