import type { TypedArray } from "../../tensor/types";
import type { ElementaryKind, ElementaryPairKind } from "../backend";

/** Writes `n` results from `o` on; `i` walks through the operand by steps `si`. */
export type UnaryLoop = (n: number, x: TypedArray, i: number, si: number, out: TypedArray, o: number) => void;

/** Writes `n` results from `o` on; `i` and `j` walk through the operands by steps `si` and `sj`. */
export type BinaryLoop = (
  n: number,
  a: TypedArray,
  i: number,
  si: number,
  b: TypedArray,
  j: number,
  sj: number,
  out: TypedArray,
  o: number,
) => void;

// These functions are so dear themselves, or so rarely asked for, that calling them from one shared loop costs little.

const each =
  (f: (x: number) => number): UnaryLoop =>
  (n, x, i, si, out, o) => {
    for (let k = 0; k < n; k++, i += si) out[o + k] = f(x[i]);
  };

const eachPair =
  (f: (a: number, b: number) => number): BinaryLoop =>
  (n, a, i, si, b, j, sj, out, o) => {
    for (let k = 0; k < n; k++, i += si, j += sj) out[o + k] = f(a[i], b[j]);
  };

export const elementary: Record<ElementaryKind, UnaryLoop> = {
  expm1: each(Math.expm1),
  exp2: each((x) => 2 ** x),
  log1p: each(Math.log1p),
  log2: each(Math.log2),
  log10: each(Math.log10),
  tan: each(Math.tan),
  asin: each(Math.asin),
  acos: each(Math.acos),
  atan: each(Math.atan),
  sinh: each(Math.sinh),
  cosh: each(Math.cosh),
  asinh: each(Math.asinh),
  acosh: each(Math.acosh),
  atanh: each(Math.atanh),
  trunc: each(Math.trunc),
  isNaN: each((x) => (x !== x ? 1 : 0)),
  isInf: each((x) => (Math.abs(x) === Infinity ? 1 : 0)),
};

/** The remainder of the division, with the sign of `b`. */
function remainder(a: number, b: number): number {
  const rest = a % b;
  return rest !== 0 && rest < 0 !== b < 0 ? rest + b : rest;
}

/**
 * The largest whole number not above `a / b`, from the exact remainder: `a / b` itself may be rounded up to the next whole number.
 */
function floorDivide(a: number, b: number): number {
  if (b === 0) return a / b;
  return Math.round((a - remainder(a, b)) / b);
}

/** `ln(e^a + e^b)`; equal infinities would give `Infinity - Infinity` below. */
function logAddExp(a: number, b: number): number {
  if (a === b) return a + Math.LN2;
  return Math.max(a, b) + Math.log1p(Math.exp(-Math.abs(a - b)));
}

export const elementaryPairs: Record<ElementaryPairKind, BinaryLoop> = {
  atan2: eachPair(Math.atan2),
  hypot: eachPair(Math.hypot),
  logAddExp: eachPair(logAddExp),
  fmod: eachPair((a, b) => a % b),
  remainder: eachPair(remainder),
  floorDivide: eachPair(floorDivide),
};
