// Arithmetic of flat vectors in double precision, for rules that see all parameters as one.

export function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, i) => sum + value * (b[i] ?? NaN), 0);
}

export function multiple(factor: number, a: Float64Array): Float64Array {
  return a.map((value) => factor * value);
}

export function difference(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((value, i) => value - (b[i] ?? NaN));
}

/** `a = a + factor b`. */
export function addMultiple(a: Float64Array, factor: number, b: Float64Array): void {
  for (let i = 0; i < a.length; i++) a[i] = (a[i] ?? NaN) + factor * (b[i] ?? NaN);
}

export function sumOfAbsolutes(a: Float64Array): number {
  return a.reduce((sum, value) => sum + Math.abs(value), 0);
}

export function largestAbsolute(a: Float64Array): number {
  return a.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
}

/** Whether no element is larger than `tolerance`. */
export function isFlat(a: Float64Array, tolerance: number): boolean {
  return largestAbsolute(a) <= tolerance;
}
