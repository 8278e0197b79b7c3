/**
 * How the entries of a small table lie in a large one whose variables include the small one's, in the same order.
 *
 * The large table is cut into runs of `inner` entries. Along a run the small table either moves with it (`along`) or stays
 * on one entry; `outer` names the small table's entry at the start of each run.
 */
export interface Spread {
  readonly outer: Int32Array;
  readonly inner: number;
  readonly along: boolean;
}

/** The spread of a table over `small` in one over `large`: variables by number, those of `small` in the order of `large`. */
export function makeSpread(
  large: readonly number[],
  small: readonly number[],
  cardinalities: ArrayLike<number>,
): Spread {
  let [last, shared] = [large.length, small.length];
  const along = last > 0 && shared > 0 && small[shared - 1] === large[last - 1];
  let inner = 1;
  while (last > 0 && (shared > 0 && small[shared - 1] === large[last - 1]) === along) {
    inner *= cardinalities[large[--last]];
    if (along) shared--;
  }
  let count = 1;
  for (let i = 0; i < last; i++) count *= cardinalities[large[i]];
  const outer = new Int32Array(count);
  // From the last outer variable to the first: what is filled so far is repeated, moved on by the variable's step.
  for (let i = last - 1, filled = 1, step = along ? inner : 1; i >= 0; i--) {
    const v = large[i];
    const has = shared > 0 && small[shared - 1] === v;
    const move = has ? step : 0;
    const end = filled * cardinalities[v];
    for (let to = filled; to < end; to++) outer[to] = outer[to - filled] + move;
    filled = end;
    if (!has) continue;
    step *= cardinalities[v];
    shared--;
  }
  return { outer, inner, along };
}

/** large = small, repeated over the variables that small does not have. */
export function assign(large: Float64Array, at: number, spread: Spread, small: Float64Array, from: number): void {
  const { outer, inner, along } = spread;
  for (let i = 0, to = at; i < outer.length; i++) {
    const source = from + outer[i];
    if (along) for (let j = 0; j < inner; j++) large[to++] = small[source + j];
    else {
      const value = small[source];
      for (let j = 0; j < inner; j++) large[to++] = value;
    }
  }
}

/** a[to + j] *= b[from + j]; four at a time, which is quicker than one by one. */
function multiplyRun(a: Float64Array, to: number, b: Float64Array, from: number, count: number): void {
  const end = to + count;
  const four = end - 3;
  for (; to < four; to += 4, from += 4) {
    const first = a[to] * b[from];
    const second = a[to + 1] * b[from + 1];
    const third = a[to + 2] * b[from + 2];
    const fourth = a[to + 3] * b[from + 3];
    a[to] = first;
    a[to + 1] = second;
    a[to + 2] = third;
    a[to + 3] = fourth;
  }
  for (; to < end; to++, from++) a[to] *= b[from];
}

/** large *= small. */
export function multiply(large: Float64Array, at: number, spread: Spread, small: Float64Array, from: number): void {
  const { outer, inner, along } = spread;
  for (let i = 0, to = at; i < outer.length; i++) {
    const source = from + outer[i];
    if (along) {
      multiplyRun(large, to, small, source, inner);
      to += inner;
    } else {
      const value = small[source];
      for (let j = 0; j < inner; j++) large[to++] *= value;
    }
  }
}

/** a[to + j] += b[from + j]; four at a time, which is quicker than one by one. */
function addRun(a: Float64Array, to: number, b: Float64Array, from: number, count: number): void {
  const end = to + count;
  const four = end - 3;
  for (; to < four; to += 4, from += 4) {
    const first = a[to] + b[from];
    const second = a[to + 1] + b[from + 1];
    const third = a[to + 2] + b[from + 2];
    const fourth = a[to + 3] + b[from + 3];
    a[to] = first;
    a[to + 1] = second;
    a[to + 2] = third;
    a[to + 3] = fourth;
  }
  for (; to < end; to++, from++) a[to] += b[from];
}

/** small = Σ large over the variables that small does not have; `size` numbers. */
export function sumTo(
  small: Float64Array,
  to: number,
  size: number,
  spread: Spread,
  large: Float64Array,
  at: number,
): void {
  const { outer, inner, along } = spread;
  small.fill(0, to, to + size);
  for (let i = 0, from = at; i < outer.length; i++) {
    const target = to + outer[i];
    if (along) {
      addRun(small, target, large, from, inner);
      from += inner;
    } else {
      let sum = 0;
      for (let j = 0; j < inner; j++) sum += large[from++];
      small[target] += sum;
    }
  }
}

/** small[i] = Σ or max over the i-th run of `inner` entries; gives the sum of the results (the largest, for maxima). */
export function foldRuns(
  small: Float64Array,
  to: number,
  runs: number,
  large: Float64Array,
  at: number,
  inner: number,
): number {
  let total = 0;
  for (let i = 0, from = at; i < runs; i++) {
    let sum = 0;
    for (let j = 0; j < inner; j++) sum += large[from++];
    small[to + i] = sum;
    total += sum;
  }
  return total;
}

export function maxRuns(
  small: Float64Array,
  to: number,
  runs: number,
  large: Float64Array,
  at: number,
  inner: number,
): number {
  let largest = 0;
  for (let i = 0, from = at; i < runs; i++) {
    let max = 0;
    for (let j = 0; j < inner; j++, from++) if (large[from] > max) max = large[from];
    small[to + i] = max;
    if (max > largest) largest = max;
  }
  return largest;
}

/** to[i * inner + j] = large[i * inner + j] * small[i] */
export function scaleRuns(
  target: Float64Array,
  large: Float64Array,
  at: number,
  small: Float64Array,
  from: number,
  runs: number,
  inner: number,
): void {
  for (let i = 0, place = 0; i < runs; i++) {
    const value = small[from + i];
    for (const end = place + inner; place < end; place++) target[place] = large[at + place] * value;
  }
}

/** Multiplies by a likelihood of one variable, of which `inner` entries follow each other in the same state. */
export function weigh(large: Float64Array, at: number, size: number, inner: number, likelihood: Float64Array): void {
  const states = likelihood.length;
  for (let place = at, state = 0; place < at + size; place += inner) {
    const value = likelihood[state];
    if (value === 0) large.fill(0, place, place + inner);
    else if (value !== 1) for (let j = 0; j < inner; j++) large[place + j] *= value;
    if (++state === states) state = 0;
  }
}

/** Keeps the entries in one state of a variable, of which `inner` follow each other in the same state; the others become 0. */
export function keepState(
  large: Float64Array,
  at: number,
  size: number,
  inner: number,
  states: number,
  kept: number,
): void {
  const run = inner * states;
  for (let place = at; place < at + size; place += run) {
    for (let i = place; i < place + kept * inner; i++) large[i] = 0;
    for (let i = place + (kept + 1) * inner; i < place + run; i++) large[i] = 0;
  }
}

/** The sums over all entries in each state of one variable. */
export function marginal(
  result: Float64Array,
  to: number,
  states: number,
  large: Float64Array,
  at: number,
  size: number,
  inner: number,
): void {
  for (let state = 0; state < states; state++) result[to + state] = 0;
  for (let place = at, state = 0; place < at + size;) {
    let sum = 0;
    for (const end = place + inner; place < end; place++) sum += large[place];
    result[to + state] += sum;
    if (++state === states) state = 0;
  }
}
