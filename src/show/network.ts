import { GradbookError } from "../errors";
import { apply } from "../figures/network/ops";
import { mostWeights, shownUnits } from "../figures/network/payload";
import { Figure } from "./figure";
import { language } from "./language";
import { chainOf, chainOfPlain, linesOf, parametersOf, type Dense, type ModuleLike, type PlainLayer } from "./modules";
import { gap, listOf, rowsOf, solid, type Matrix, type Numbers } from "./numbers";

export type Network = ModuleLike | readonly PlainLayer[];

export interface NetworkOptions {
  /** One input, of which the picture shows the activations; in the page it can be moved. */
  input?: Numbers;
  /** Several inputs that the picture steps through. */
  inputs?: Matrix;
  /** What each of `inputs` is called. */
  inputLabels?: readonly string[];
  inputNames?: readonly string[];
  classNames?: readonly string[];
  /** From and to of the sliders; default -2 to 2, wider where the input is. */
  ranges?: readonly (readonly [number, number])[];
  title?: string;
  /** The epoch that the picture is of, while the network learns. */
  epoch?: number;
}

const mostLines = 600;

/**
 * A network's layers, units, weights and (with an input) activations. A chain of `Linear` layers is drawn; any other module
 * becomes a list, a line a module.
 *
 * @example
 * const layers = [{ weights: [[1, 1], [1, 1]], biases: [0, -1], activation: "relu" }, { weights: [[1, -2]], biases: [0] }];
 * show.network(layers, { input: [1, 0] }).kind; // -> "network"
 */
export function network(net: Network, options: NetworkOptions = {}): Figure<[Network, NetworkOptions]> {
  return new Figure("network", networkPayload, [net, options]);
}

/** The payload of `network`. */
export function networkPayload(net: Network, options: NetworkOptions = {}): object {
  const plain = Array.isArray(net);
  if (!plain && (typeof net !== "object" || net === null)) {
    throw new GradbookError(
      "show.network: expected a module, such as nn.Sequential(...), or a list of { weights, biases, activation }",
    );
  }
  const chain = plain ? chainOfPlain(net as readonly PlainLayer[]) : chainOf(net as ModuleLike);
  const { title, epoch } = options;
  const head = {
    lang: language(),
    ...(title === undefined ? {} : { title }),
    ...(epoch === undefined ? {} : { epoch }),
  };
  const lines = plain ? [] : linesOf(net as ModuleLike);
  const parameters = plain
    ? (chain ?? []).reduce((sum, layer) => sum + layer.parameters, 0)
    : parametersOf(net as ModuleLike);
  const modules = { modules: lines.slice(0, mostLines), left: Math.max(0, lines.length - mostLines), parameters };
  if (!chain) return { ...head, inputs: { units: 0 }, layers: [], ...modules };
  return { ...head, ...modules, ...drawn(chain, options) };
}

function drawn(chain: readonly Dense[], options: NetworkOptions): object {
  const units = chain[0]?.inputs ?? 0;
  const samples = options.inputs === undefined ? [] : rowsOf(options.inputs, "show.network inputs");
  const input = options.input === undefined ? samples[0] : listOf(options.input, "show.network input");
  for (const one of [...samples, ...(input ? [input] : [])]) {
    if (one.length !== units)
      throw new GradbookError(`show.network: the network takes ${units} inputs, got ${one.length}`);
  }
  const whole = chain.reduce((sum, layer) => sum + layer.inputs * layer.outputs, 0) <= mostWeights;
  const values = whole || !input ? null : forward(chain, input);
  const few = units <= 2_000;
  return {
    inputs: {
      units,
      ...(options.inputNames ? { names: options.inputNames.slice(0, 64) } : {}),
      ...(input ? inputValues(input.map(solid), few) : {}),
      ...(options.ranges ? { ranges: options.ranges.slice(0, 64) } : {}),
    },
    layers: chain.map((layer, i) => layerPayload(layer, whole, values?.[i] ?? null)),
    outputs: options.classNames ? { names: options.classNames.slice(0, 64) } : {},
    ...(samples.length > 1 && whole
      ? {
          samples: samples
            .slice(0, 200)
            .map((one, i) => ({ label: options.inputLabels?.[i] ?? "", values: one.map(solid) })),
        }
      : {}),
  };
}

function inputValues(input: number[], few: boolean): object {
  if (few) return { values: input };
  const rows = shownUnits(input.length);
  return { rows, values: rows.map((row) => input[row] ?? 0) };
}

function layerPayload(layer: Dense, whole: boolean, values: readonly number[] | null): object {
  const every = (n: number): number[] => Array.from({ length: n }, (_, i) => i);
  const rows = whole ? every(layer.outputs) : shownUnits(layer.outputs);
  const columns = whole ? every(layer.inputs) : shownUnits(layer.inputs);
  const pick = (numbers: ArrayLike<number>): number[] => rows.map((row) => solid(numbers[row]));
  return {
    path: layer.path,
    type: layer.type,
    detail: `${layer.inputs} → ${layer.outputs}`,
    units: layer.outputs,
    parameters: layer.parameters,
    rows,
    columns,
    weights: rows.flatMap((row) => columns.map((column) => solid(layer.weights[row * layer.inputs + column]))),
    ...(layer.bias ? { bias: pick(layer.bias) } : {}),
    after: layer.after.map((op) => (whole ? op : { op: op.op, ...(op.name === undefined ? {} : { name: op.name }) })),
    ...(values ? { values: rows.map((row) => gap(values[row])) } : {}),
  };
}

/** The activations of every layer. What is not known stays as the sums are. */
function forward(chain: readonly Dense[], input: readonly number[]): number[][] {
  let now = [...input];
  return chain.map(({ inputs, outputs, weights, bias, after }) => {
    const sums = Array.from({ length: outputs }, (_, row) => {
      let sum = bias?.[row] ?? 0;
      for (let i = 0; i < inputs; i++) sum += (weights[row * inputs + i] ?? 0) * (now[i] ?? 0);
      return sum;
    });
    now = after.reduce((values, operation) => apply(operation, values), sums);
    return now;
  });
}
