import { short } from "../core/format";
import { weightAt, type Column } from "./forward";
import { operationName } from "./ops";
import type { NetworkLayer, NetworkPayload } from "./payload";
import { sayNetwork } from "./words";

const most = 6;
const signedTerm = (value: number): string => (value < 0 ? `(${short(value)})` : short(value));

/** A unit's name: the learner's for inputs and outputs, else its layer and number, from 1. */
export function unitName(payload: NetworkPayload, column: number, unit: number): string {
  const say = sayNetwork(payload.lang);
  if (column === 0) return say("inputUnit", { name: payload.inputs.names?.[unit] ?? `x${unit + 1}` });
  const name = column === payload.layers.length ? payload.outputs.names?.[unit] : undefined;
  if (name !== undefined) return say("outputUnit", { name });
  return say("unit", { layer: layerName(payload, column), n: unit + 1 });
}

/** A column's name, short: inputs, hidden 1, output. */
export function layerName(payload: NetworkPayload, column: number): string {
  const say = sayNetwork(payload.lang);
  if (column === 0) return say("input");
  if (column === payload.layers.length) return say("output");
  return payload.layers.length > 2 ? `${say("hidden")} ${column}` : say("hidden");
}

/** What the readout says of a unit: its formula, with its numbers. */
export function told(payload: NetworkPayload, columns: readonly Column[], column: number, unit: number): string {
  const say = sayNetwork(payload.lang);
  const name = unitName(payload, column, unit);
  const value = columns[column]?.values?.[unit] ?? null;
  if (column === 0) {
    const input = payload.inputs.names?.[unit] ?? `x${unit + 1}`;
    return value == null ? name : say("inputValue", { name: input, value: short(value, 4) });
  }
  const layer = payload.layers[column - 1];
  if (!layer) return name;
  if (!layer.weights.length) return `${name}${value == null ? "" : ` = ${short(value, 4)}`}\n${say("noWeights")}`;
  return `${name}\n${formula(payload, layer, columns, column, unit)}`;
}

function formula(
  payload: NetworkPayload,
  layer: NetworkLayer,
  columns: readonly Column[],
  column: number,
  unit: number,
): string {
  const say = sayNetwork(payload.lang);
  const before = columns[column - 1]?.values ?? null;
  const sum = columns[column]?.sums?.[unit] ?? null;
  const value = columns[column]?.values?.[unit] ?? null;
  const bias = layer.bias?.[layer.rows.indexOf(unit)];
  const terms = layer.columns
    .map((from) => ({ from, w: weightAt(layer, unit, from), x: before?.[from] ?? null }))
    .filter((term): term is { from: number; w: number; x: number | null } => term.w != null);
  const ranked = [...terms].sort((a, b) => Math.abs(b.w * (b.x ?? 1)) - Math.abs(a.w * (a.x ?? 1)));
  const kept = new Set(ranked.slice(0, terms.length <= most + 1 ? terms.length : most));
  const written = terms
    .filter((term) => kept.has(term))
    .map(({ w, x, from }) => {
      return `${signedTerm(w)}·${x == null ? symbol(payload, column - 1, from) : signedTerm(x)}`;
    });
  const others = terms.filter((term) => !kept.has(term));
  if (others.length) {
    const total = others.reduce((all, { w, x }) => all + w * (x ?? 0), 0);
    written.push(`[${say("rest", { n: others.length, sum: before ? short(total) : "…" })}]`);
  }
  if (bias !== undefined) written.push(signedTerm(bias));
  const inside = written.join(" + ") || "0";
  const steps = layer.after.map(operationName).filter((step) => step != null);
  const wrap = (content: string): string => steps.reduce((text, step) => `${step}(${text})`, content);
  const left = symbol(payload, column, unit);
  const full = wrap(inside);
  const missing =
    terms.length < (column === 1 ? payload.inputs.units : (payload.layers[column - 2]?.units ?? 0))
      ? `\n${say("noNumbers", { n: column === 1 ? payload.inputs.units : (payload.layers[column - 2]?.units ?? 0), shown: terms.length })}`
      : "";
  if (value == null) return `${left} = ${full}${missing}`;
  if (missing) return `${left} = ${full} = ${short(value, 4)}${missing}`;
  const middle = steps.length && sum != null ? ` = ${wrap(short(sum, 4))}` : "";
  return `${left} = ${full}${middle} = ${short(value, 4)}`;
}

const subscripts = "₀₁₂₃₄₅₆₇₈₉";
const sub = (n: number): string => [...String(n)].map((digit) => subscripts[Number(digit)] ?? digit).join("");

/** x₁ for an input, h₂ for a hidden unit, y₁ for an output. */
function symbol(payload: NetworkPayload, column: number, unit: number): string {
  const letter = column === 0 ? "x" : column === payload.layers.length ? "y" : "h";
  return `${letter}${sub(unit + 1)}`;
}
