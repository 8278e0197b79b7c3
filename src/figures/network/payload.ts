import * as v from "valibot";
import { common, index, label, list, number, maybe } from "../core/schema";

/** Units of a layer that are drawn: all, or the first eight and the last two. */
export const fold = { whole: 16, first: 8, last: 2 } as const;
/** Weights that a payload carries at most: so much fits in 50 kB. */
export const mostWeights = 4_000;

const units = v.pipe(number, v.integer(), v.minValue(0), v.maxValue(1e7));
const indexes = list(index, 2_000);
const numbers = list(number, mostWeights);

const operation = v.object({
  /** What happens to each unit's number after weights and bias, by its name in `ops.ts`; others are only named. */
  op: label,
  /** As the formula writes it. */
  name: v.optional(label),
  scale: v.optional(numbers),
  shift: v.optional(numbers),
  /** The slope below zero of a leaky ReLU. */
  slope: v.optional(number),
  eps: v.optional(number),
});

const layer = v.pipe(
  v.object({
    /** Where it is in the module: "0", "hidden.1". */
    path: v.optional(label, ""),
    type: label,
    /** "2 → 8", or what else tells it apart. */
    detail: v.optional(label, ""),
    units,
    parameters: units,
    /** Indexes of the units whose numbers are here; all of them, or those that are drawn. */
    rows: indexes,
    /** Indexes of the units before it that the weights come from. */
    columns: v.optional(indexes, []),
    /** rows x columns, row by row. */
    weights: v.optional(numbers, []),
    /** One a row. */
    bias: v.optional(numbers),
    after: v.optional(list(operation, 8), []),
    /** The activations of `rows`, where the page cannot compute them. */
    values: v.optional(list(maybe, mostWeights)),
  }),
  v.check(
    ({ rows, columns, weights }) => weights.length === 0 || weights.length === rows.length * columns.length,
    "weights must be rows x columns numbers",
  ),
  v.check(
    ({ rows, units: n, columns }) => rows.every((row) => row < n) && columns.length <= 2_000,
    "rows must be units of the layer",
  ),
  v.check(
    ({ rows, bias, values }) => [bias, values].every((one) => !one || one.length === rows.length),
    "bias and values must be one a row",
  ),
);

const moduleLine = v.object({
  path: label,
  depth: v.optional(v.pipe(index, v.maxValue(12)), 0),
  type: label,
  detail: v.optional(label, ""),
  parameters: units,
});

/** A network: its layers where it is a chain of them, and in any case a line for each module. */
export const networkSchema = v.pipe(
  v.object({
    ...common,
    inputs: v.object({
      units,
      names: v.optional(list(label, 64)),
      /** The input that the activations are of. */
      values: v.optional(list(number, 2_000)),
      /** From and to of the sliders. */
      ranges: v.optional(list(v.tuple([number, number]), 64)),
      /** Indexes of the inputs whose values are here, where not all are. */
      rows: v.optional(indexes),
    }),
    /** Inputs that the picture steps through, by name. */
    samples: v.optional(list(v.object({ label: v.optional(label, ""), values: list(number, 2_000) }), 200), []),
    layers: list(layer, 64),
    outputs: v.optional(v.object({ names: v.optional(list(label, 64)) }), {}),
    modules: v.optional(list(moduleLine, 600), []),
    /** Modules that are not listed. */
    left: v.optional(units, 0),
    parameters: v.pipe(number, v.minValue(0), v.maxValue(1e15)),
    /** The epoch that it is of, while it learns. */
    epoch: v.optional(index),
  }),
  v.check(
    ({ inputs, samples }) => samples.every(({ values }) => values.length === inputs.units),
    "every sample must be one number an input",
  ),
  v.check(
    ({ inputs }) => !inputs.values || inputs.values.length === inputs.units || !!inputs.rows,
    "inputs.values must be one an input",
  ),
);

export type NetworkPayload = v.InferOutput<typeof networkSchema>;
export type NetworkLayer = v.InferOutput<typeof layer>;

/** The indexes of the units that are drawn of a layer of n. */
export function shownUnits(n: number): number[] {
  if (n <= fold.whole) return Array.from({ length: n }, (_, i) => i);
  return [
    ...Array.from({ length: fold.first }, (_, i) => i),
    ...Array.from({ length: fold.last }, (_, i) => n - fold.last + i),
  ];
}
