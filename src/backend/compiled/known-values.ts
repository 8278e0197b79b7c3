import { NDArray } from "../../tensor/ndarray";
import { Storage } from "../../tensor/memory";
import type { DType } from "../../tensor/types";
import type { Backend } from "../backend";

// Fixed numbers for every family of kernels: what an addon must compute before it is trusted with a learner's work.

/** Makes the arrays of a case on one backend. */
interface Maker {
  (shape: readonly number[], valueAt?: (i: number) => number): NDArray;
}

/** Computes on a backend and returns all that it wrote. */
type Case = (backend: Backend, make: Maker) => NDArray[];

/** Numbers between -2 and 2 without a pattern that a kernel could get right by accident. */
const wavy = (i: number): number => Math.sin(i * 12.9898) * 2;
const positive = (i: number): number => Math.abs(wavy(i)) + 0.1;
// Not whole vectors, and more than one piece of work.
const length = 1037;
const rows = 37;
const row = 45;

const unaryKinds = [
  ...(["copy", "neg", "exp", "abs", "sign", "sin", "cos", "tanh", "sigmoid", "relu", "softplus", "erf"] as const),
  ...(["floor", "ceil", "round", "gelu", "geluTanh", "silu"] as const),
];
const binaryKinds = ["add", "sub", "mul", "div", "maximum", "minimum", "tanhBackward", "reluBackward"] as const;

function unary(kind: (typeof unaryKinds)[number] | "log" | "sqrt", valueAt: (i: number) => number): Case {
  return (backend, make) => {
    const out = make([length]);
    backend.unary(kind, make([length], valueAt), out);
    return [out];
  };
}

function product([m, k, n]: readonly [number, number, number], transposed: boolean): Case {
  return (backend, make) => {
    const out = make([m, n]);
    const b = make([k, n], wavy);
    const bias = make([n], wavy);
    backend.matmul(make([m, k], wavy), transposed ? b.view([k, n], [1, k]) : b, out, bias);
    return [out];
  };
}

const block = { outer: rows, length: row, inner: 1 };
const targets = Int32Array.from({ length: rows }, (_, i) => (i * 7) % row);
const crossEntropy = { ignoreIndex: -100, labelSmoothing: 0.1 };

const window = {
  ...{ batch: 2, channels: 2, height: 13, width: 17, outHeight: 7, outWidth: 9 },
  ...({ kernel: [3, 2], stride: [2, 2], padding: [1, 1], dilation: [1, 2] } as const),
};

/** By the name under which a difference is reported. */
export const cases: Readonly<Record<string, Case>> = {
  ...Object.fromEntries(unaryKinds.map((kind) => [kind, unary(kind, wavy)])),
  log: unary("log", positive),
  sqrt: unary("sqrt", positive),
  ...Object.fromEntries(
    binaryKinds.map((kind): [string, Case] => [
      kind,
      (backend, make) => {
        const out = make([rows, row]);
        backend.binary(kind, make([rows, row], wavy), make([row], positive).view([rows, row], [0, 1]), out);
        return [out];
      },
    ]),
  ),
  assign: (backend, make) => {
    const out = make([rows, row]);
    backend.assign(make([row, rows], wavy).view([rows, row], [1, rows]), out);
    return [out];
  },
  reduce: (backend, make) =>
    (["sum", "max", "min"] as const).map((kind) => {
      const out = make([rows]);
      backend.reduce(kind, make([rows, row], wavy), block, out);
      return out;
    }),
  softmax: (backend, make) =>
    (["softmax", "logSoftmax"] as const).map((kind) => {
      const out = make([rows, row]);
      backend.softmax(kind, make([rows, row], wavy), block, out);
      return out;
    }),
  attentionSoftmax: (backend, make) => {
    const out = make([2, row, row]);
    backend.attentionSoftmax(make([2, row, row], wavy), { scale: 0.5, causal: true }, out);
    return [out];
  },
  "matmul of small matrices": product([rows, 5, 10], true),
  "matmul of large matrices": product([161, 163, 167], false),
  "matmul of a row": product([1, 300, 33], true),
  gather: (backend, make) => {
    const out = make([rows, row]);
    backend.gather(make([row, row], wavy), { outer: 1, length: row, inner: row }, targets, out);
    return [out];
  },
  scatterAdd: (backend, make) => {
    const out = make([row, row], () => 0);
    backend.scatterAdd(make([rows, row], wavy), { outer: 1, length: row, inner: row }, targets, out);
    return [out];
  },
  crossEntropy: (backend, make) => {
    const losses = make([rows]);
    const grad = make([rows, row]);
    const logits = make([rows, row], wavy);
    backend.crossEntropy(logits, targets, crossEntropy, losses);
    backend.crossEntropyBackward(logits, targets, crossEntropy, make([rows], positive), grad);
    return [losses, grad];
  },
  layerNorm: (backend, make) => {
    const [x, grad, weight] = [make([rows, row], wavy), make([rows, row], positive), make([row], positive)];
    const [out, mean, rstd, dx, dweight, dbias] = [[rows, row], [rows], [rows], [rows, row], [row], [row]].map(
      (shape) => make(shape),
    );
    backend.layerNorm(x, { weight, bias: weight, eps: 1e-5 }, out, { mean, rstd });
    backend.layerNormBackward(grad, x, { mean, rstd }, weight, { x: dx, weight: dweight, bias: dbias });
    return [out, mean, rstd, dx, dweight, dbias];
  },
  rmsNorm: (backend, make) => {
    const [out, rstd] = [make([rows, row]), make([rows])];
    backend.rmsNorm(make([rows, row], wavy), { weight: make([row], positive), eps: 1e-5 }, out, { rstd });
    return [out, rstd];
  },
  windows: (backend, make) => {
    const [columns, image, largest] = [make([2, 12, 63]), make([2, 2, 13, 17]), make([2, 2, 7, 9])];
    backend.unfold2d(make([2, 2, 13, 17], wavy), window, columns);
    backend.fold2d(make([2, 12, 63], wavy), window, image);
    backend.maxPool2d(make([2, 2, 13, 17], wavy), window, largest, new Int32Array(largest.size));
    return [columns, image, largest];
  },
  sgd: (backend, make) => {
    const [parameter, velocity] = [make([length], wavy), make([length], positive)];
    const options = { lr: 0.1, momentum: 0.9, dampening: 0, nesterov: true, weightDecay: 0.01, firstStep: false };
    backend.sgd(parameter, make([length], positive), velocity, options);
    return [parameter, velocity];
  },
  adam: (backend, make) => {
    const [parameter, mean, square] = [make([length], wavy), make([length], wavy), make([length], positive)];
    const options = { lr: 0.1, beta1: 0.9, beta2: 0.99, eps: 1e-8, weightDecay: 0.01, decoupled: true, step: 3 };
    backend.adam(parameter, make([length], wavy), mean, square, options);
    return [parameter, mean, square];
  },
};

function makerOn(backend: Backend, dtype: DType): Maker {
  return (shape, valueAt = () => NaN) => {
    const size = shape.reduce((product, dimension) => product * dimension, 1);
    const memory = backend.allocate(dtype, size);
    if (!memory) throw new RangeError("no memory");
    // As float32 for both, so that only the kernels can differ.
    for (let i = 0; i < size; i++) memory.data[i] = Math.fround(valueAt(i));
    return new NDArray(new Storage(memory, shape), dtype, shape);
  };
}

function agree(own: NDArray, exact: NDArray): boolean {
  return own.data.every((value, i) => {
    const wanted = exact.data[i];
    return Math.abs(value - wanted) <= 2e-5 * Math.max(1, Math.abs(wanted));
  });
}

/** The first case in which `own` computes in float32 what `reference` does not in float64. */
export function firstDifference(own: Backend, reference: Backend): string | undefined {
  for (const [name, compute] of Object.entries(cases)) {
    const exact = compute(reference, makerOn(reference, "float64"));
    const results = compute(own, makerOn(own, "float32"));
    if (!results.every((result, i) => agree(result, exact[i]))) return name;
  }
  return undefined;
}
