// Programs of random operations, forward and backward, on memory that is used again and was never clean: what reads memory that
// nobody wrote, or that was given back, comes out different from plain arrays.
import fc from "fast-check";
import { GradbookError, nn, scope, tensor, type Tensor } from "gradbook";
import { expect, test } from "vitest";
import { forgetGrad, gradOf } from "../../src/autograd/tensor";
import type { Backend, Memory } from "../../src/backend/backend";
import { reference } from "../../src/backend/reference/index";
import { Generator } from "../../src/tensor/random";
import { backends, on } from "./machines";

const deep = process.env.GRADBOOK_DEEP !== undefined;

/** The reference with memory that is full of rubbish when it is lent, and again when it was given back. */
const soiled: Backend = {
  ...reference,
  name: "soiled",
  allocate(dtype, length): Memory | undefined {
    const memory = reference.allocate(dtype, length);
    memory?.data.fill(dtype === "float32" || dtype === "float64" ? NaN : 113);
    return memory && { data: memory.data, release: () => void memory.data.fill(NaN) };
  },
};

interface Step {
  readonly operation: number;
  readonly first: number;
  readonly second: number;
  readonly dim: number;
  readonly at: number;
}

interface Program {
  readonly shapes: readonly (readonly number[])[];
  readonly steps: readonly Step[];
  readonly seed: number;
  readonly inScopes: boolean;
  readonly retainGraph: boolean;
}

type Operation = (x: Tensor, y: Tensor, step: Step) => Tensor;

const dimOf = (x: Tensor, { dim }: Step): number => (x.ndim === 0 ? 0 : dim % x.ndim);
const lengthOf = (x: Tensor, step: Step): number => x.shape[dimOf(x, step)] ?? 1;

/** Continuous operations: close inputs give close results on any backend. */
const operations: Record<string, Operation> = {
  add: (x, y) => x.add(y),
  sub: (x, y) => x.sub(y),
  mul: (x, y) => x.mul(y),
  self: (x) => x.mul(x).add(x),
  div: (x, y) => x.div(y.square().add(1)),
  scale: (x, _, { at }) => x.mul(at - 2),
  pow: (x) => x.square().add(1).pow(1.5),
  tanh: (x) => x.tanh(),
  sigmoid: (x) => x.sigmoid(),
  exp: (x) => x.clamp(-3, 3).exp(),
  log: (x) => x.square().add(0.5).log(),
  sqrt: (x) => x.square().add(1).sqrt(),
  gelu: (x) => x.gelu(),
  geluTanh: (x) => x.gelu({ approximate: "tanh" }),
  silu: (x) => x.silu(),
  softplus: (x) => x.softplus(),
  erf: (x) => x.erf(),
  sin: (x) => x.sin(),
  relu: (x) => x.relu(),
  abs: (x) => x.abs(),
  lerp: (x, y) => x.lerp(y, 0.3),
  logAddExp: (x, y) => x.logAddExp(y),
  sum: (x, _, step) => x.sum(dimOf(x, step)),
  mean: (x, _, step) => x.mean(dimOf(x, step), { keepdim: true }),
  all: (x) => x.sum(),
  std: (x, _, step) => x.variance(dimOf(x, step), { unbiased: false }),
  norm: (x, _, step) => x.square().add(0.1).norm(2, dimOf(x, step)),
  logSumExp: (x, _, step) => x.logSumExp(dimOf(x, step)),
  softmax: (x, _, step) => x.softmax(dimOf(x, step)),
  logSoftmax: (x, _, step) => x.logSoftmax(dimOf(x, step)),
  cumsum: (x, _, step) => x.cumsum(dimOf(x, step)),
  prod: (x, _, step) => x.tanh().prod(dimOf(x, step)),
  transpose: (x, _, step) => x.transpose(0, dimOf(x, step)),
  flatten: (x) => x.flatten(),
  flip: (x, _, step) => x.flip(dimOf(x, step)),
  roll: (x, _, step) => x.roll(step.at, dimOf(x, step)),
  unsqueeze: (x, _, step) => x.unsqueeze(dimOf(x, step)),
  squeeze: (x) => x.squeeze(),
  narrow: (x, _, step) => x.narrow(dimOf(x, step), Math.min(1, lengthOf(x, step)), Math.max(lengthOf(x, step) - 1, 0)),
  stride: (x) => x.at("::2"),
  lists: (x, _, step) => x.indexSelect(dimOf(x, step), [0, lengthOf(x, step) - 1, 0]),
  take: (x) => x.at([0, -1]),
  expand: (x, _, step) => x.unsqueeze(0).expand([step.at, ...x.shape]),
  concat: (x, y, step) => tensor.concat([x, y, x], dimOf(x, step)),
  stack: (x, _, step) => tensor.stack([x, x.mul(2)], dimOf(x, step)),
  split: (x, _, step) => {
    const parts = x.split(2, dimOf(x, step));
    return tensor.concat([...parts].reverse(), dimOf(x, step));
  },
  unbind: (x) => x.unbind(0).reduce((sum, part, i) => (i % 2 === 0 ? sum.add(part.mul(i + 1)) : sum), tensor(0)),
  chunks: (x) => x.chunk(3, -1)[0] ?? x,
  repeat: (x) => x.repeat(x.shape.map((_, i) => (i === 0 ? 2 : 1))),
  matmul: (x, y) => x.matmul(y),
  matmulT: (x, y) => x.matmul(y.transpose(-2, -1)).mul(0.2),
  gram: (x) => x.transpose(-2, -1).matmul(x).mul(0.1),
  einsum: (x, y) => tensor.einsum("ij,kj->ik", x, y),
  linear: (x, y) => nn.linear(x, y),
  layerNorm: (x) => nn.layerNorm(x, x.shape.slice(-1)),
  rmsNorm: (x) => nn.rmsNorm(x, x.shape.slice(-1)),
  attention: (x, y) => nn.scaledDotProductAttention(x, y, y, { causal: true }),
  crossEntropy: (x) => nn.crossEntropy(x, tensor.zeros([x.shape[0] ?? 0], { dtype: "int32" }), { reduction: "none" }),
  conv: (x, y) => nn.conv1d(x, y.narrow(-1, 0, 1)),
  pool: (x) => nn.avgPool1d(x, 2),
  where: (x, y) => tensor([true, false, true]).at(0).where(x, y),
  tril: (x) => x.tril(),
  diagonal: (x) => x.diagonal(),
  outer: (x, y) => x.outer(y),
  detach: (x, y) => x.detach().mul(y),
  clone: (x) => x.clone(),
  float64: (x) => x.to("float64").exp().log1p().to("float32"),
};
const names = Object.keys(operations);

const steps = fc.record({
  operation: fc.nat(names.length - 1),
  first: fc.nat(9),
  second: fc.nat(9),
  dim: fc.nat(3),
  at: fc.integer({ min: 0, max: 4 }),
});
const programs: fc.Arbitrary<Program> = fc.record({
  shapes: fc.array(fc.array(fc.constantFrom(0, 1, 2, 3, 4, 4, 4, 17), { maxLength: 3 }), {
    minLength: 2,
    maxLength: 3,
  }),
  steps: fc.array(steps, { minLength: 1, maxLength: 12 }),
  seed: fc.nat(1e6),
  inScopes: fc.boolean(),
  retainGraph: fc.boolean(),
});

interface Outcome {
  readonly what: string;
  readonly shape: readonly number[];
  readonly values: readonly number[];
}

/** All values that a program computes, the gradients of its leaves and the errors it meets, twice over. */
function run(program: Program): Outcome[] {
  const random = new Generator(program.seed);
  const leaves = program.shapes.map((shape) => {
    const size = shape.reduce((product, length) => product * length, 1);
    const values = Float32Array.from({ length: size }, () => random.normal());
    const leaf = tensor(values).reshape(shape);
    leaf.requiresGrad = true;
    return leaf;
  });
  const outcomes: Outcome[] = [];
  for (let turn = 0; turn < 2; turn++) {
    const turnOnce = (): void => void outcomes.push(...compute(program, leaves));
    if (program.inScopes) scope(turnOnce);
    else turnOnce();
    leaves.forEach((leaf, i) => {
      const grad = gradOf(leaf);
      if (grad) outcomes.push({ what: `gradient ${i}`, shape: grad.shape, values: grad.toList() });
    });
    if (turn === 0 && program.seed % 2) for (const leaf of leaves) forgetGrad(leaf);
  }
  return outcomes;
}

function compute({ steps, retainGraph }: Program, leaves: readonly Tensor[]): Outcome[] {
  const tensors = [...leaves];
  const outcomes: Outcome[] = [];
  for (const step of steps) {
    const name = names[step.operation] ?? "";
    const x = tensors[step.first % tensors.length];
    const y = tensors[step.second % tensors.length];
    if (!x || !y) continue;
    try {
      const result = operations[name]?.(x, y, step);
      if (!result || result.size > 5000) continue;
      outcomes.push({ what: name, shape: result.shape, values: result.toList() });
      tensors.push(result.abs().sum().item() < 1e4 ? result : result.tanh());
    } catch (error) {
      if (!(error instanceof GradbookError)) throw error;
      outcomes.push({ what: `${name}: ${error.message}`, shape: [], values: [] });
    }
  }
  const loss = tensors
    .slice(leaves.length)
    .map((t, i) => t.mul(1 / (i + 1)).sum())
    .reduce((sum, part) => sum.add(part), tensor(0));
  outcomes.push({ what: "loss", shape: loss.shape, values: [loss.item()] });
  if (loss.requiresGrad) {
    loss.backward({ retainGraph });
    if (retainGraph) loss.backward();
  }
  return outcomes;
}

function compare(got: readonly Outcome[], want: readonly Outcome[], tolerance: number): void {
  expect(got.map(({ what, shape }) => [what, shape])).toEqual(want.map(({ what, shape }) => [what, shape]));
  got.forEach(({ what, values }, step) => {
    const exact = want[step]?.values ?? [];
    const size = exact.filter(Number.isFinite).reduce((most, value) => Math.max(most, Math.abs(value)), 1);
    values.forEach((value, i) => {
      const other = exact[i] ?? NaN;
      if (Object.is(value, other) || Math.abs(value - other) <= tolerance * size) return;
      throw new Error(`step ${step} (${what}): element ${i} is ${value}, should be ${other}`);
    });
  });
}

const numRuns = deep ? 5000 : 300;

test("a program on memory full of rubbish gives the numbers of clean memory", () => {
  fc.assert(
    fc.property(programs, (program) => {
      compare(
        on(soiled, () => run(program)),
        on(reference, () => run(program)),
        0,
      );
    }),
    { numRuns },
  );
});

test.each(Object.entries(backends).filter(([name]) => name !== "reference"))(
  "a program gives the same numbers on %s as on the reference",
  (_, start) => {
    fc.assert(
      fc.property(programs, (program) => {
        compare(
          on(start(), () => run(program)),
          on(reference, () => run(program)),
          2e-3,
        );
      }),
      { numRuns },
    );
  },
);
