// What a learner types who comes from Python, or from nowhere: every mistake is an error that says what would work, none is silent.
import { autograd, GradbookError, keep, nn, noGrad, optim, scope, tensor, type Tensor } from "gradbook";
import { describe, expect, it } from "vitest";

/** Calls as JavaScript allows them, where TypeScript would have said no. */
const any = (value: unknown): never => value as never;
const x = tensor([[1, 2, 3], [4, 5, 6]]); // prettier-ignore
const w = tensor([1, 2, 3], { requiresGrad: true });
const net = new nn.Linear(2, 3);

const cases: [() => unknown, string][] = [
  [() => tensor([1], any({ requireGrad: true })), "tensor: there is no option 'requireGrad'; use dtype, requiresGrad"],
  [() => tensor([1], any({ requires_grad: true })), "no option 'requires_grad'; did you mean 'requiresGrad'?"],
  [() => tensor([1], any("float64")), 'tensor: options are an object like { dtype: ... }, got "float64"'],
  [() => tensor.zeros([2], { dtype: any("half") }), 'dtype: "half" is not an element type'],
  [() => tensor.zeros(any(x)), "zeros: a shape is a list of whole numbers like [2, 3], got a Tensor"],
  [() => tensor.full([2], any(undefined)), "full: the value must be a number, got undefined"],
  [() => tensor.arange(any("3")), 'arange: expected numbers, got "3"'],
  [() => tensor.linspace(any("0"), 1, 3), 'linspace: expected numbers, got "0"'],
  [() => tensor.stack(any(x)), "stack: expected a list of tensors like [a, b], got a Tensor"],
  [() => tensor.concat(any([x, [1]])), "concat: element 1 must be a tensor, got a list; did you mean tensor(...)?"],
  [() => tensor.zerosLike(any([1])), "zerosLike: like must be a tensor, got a list"],
  [() => x.reshape(any(3)), "reshape: a shape must be a list like [2, 3], got 3"],
  [() => x.permute(any(1)), "permute: the order of dimensions must be a list like [2, 3], got 1"],
  [() => x.expand(any(2)), "expand: a shape must be a list like [2, 3], got 2"],
  [() => x.repeat(any(2)), "repeat: the counts must be a list like [2, 3], got 2"],
  [() => x.split(any(undefined)), "split: the sizes must be a list like [2, 3], got undefined"],
  [() => x.sum(any({ dim: 0 })), "sum: dimensions must be a list like [2, 3], got an object"],
  [() => x.sum(0, any({ keepDim: true })), "sum: there is no option 'keepDim'; did you mean 'keepdim'?"],
  [() => x.max(0, any(true)), "max: options are an object like { keepdim: ... }, got true"],
  [() => w.sum().backward(any({ retain_graph: true })), "backward: there is no option 'retain_graph'; did you mean"],
  [() => w.mul(2).backward({ gradient: any([1, 1, 1]) }), "backward: gradient must be a tensor, got a list"],
  [() => w.registerHook(any(3)), "registerHook: expected a function like"],
  [() => ((w as { grad: unknown }).grad = 3), "grad: a gradient is a tensor of the shape [3], got 3"],
  [() => (w.grad = tensor([1])), "grad: a gradient is a tensor of the shape [3], got a tensor of shape [1]"],
  [() => noGrad(any(3)), "noGrad: expected a function, as in noGrad(() => ...), got 3"],
  [() => scope(any(3)), "scope: expected a function, as in scope(() => ...), got 3"],
  [() => keep(any([x])), "keep: what is kept must be a tensor, got a list"],
  [() => x.gather(0, any([0])), "gather: the index must be a tensor, got a list; did you mean tensor(...)?"],
  [() => x.indexSelect(0, any(1)), "indexSelect: the indices must be a list like [2, 3], got 1"],
  [() => x.maskedFill(any([true]), 1), "maskedFill: the mask must be a tensor, got a list"],
  [() => x.maskedFill(x.gt(1), any(undefined)), "maskedFill: the value must be a number, got undefined"],
  [() => net.forward(any([1, 2])), "linear: the input must be a tensor, got a list; did you mean tensor(...)?"],
  [() => nn.crossEntropy(x, any([0, 1])), "crossEntropy: targets must be a tensor, got a list"],
  [() => nn.crossEntropy(x, tensor([0, 1]), any({ label_smoothing: 1 })), "did you mean 'labelSmoothing'?"],
  [() => nn.crossEntropy(x, tensor([0, 1]), any({ reduction: "men" })), '"mean", "sum" or "none", got "men"'],
  [() => nn.mseLoss(x, any(undefined)), "mseLoss: the target must be a tensor, got undefined"],
  [() => new nn.LSTM(2, 3, any({ batch_first: true })), "LSTM: there is no option 'batch_first'; did you mean"],
  [() => new nn.Linear(2, 3, any({ bais: false })), "Linear: there is no option 'bais'; use bias"],
  [() => new nn.Conv2d(1, 1, 2, any({ strid: 2 })), "Conv2d: there is no option 'strid'"],
  [
    () => new optim.SGD(any(net), { lr: 1 }),
    "SGD: give the parameters to change, as in net.parameters(), got a Linear",
  ],
  [() => new optim.SGD(net.parameters(), any(0.1)), "SGD: options are an object like { lr: ... }, got 0.1"],
  [() => new optim.SGD(net.parameters(), { lr: any("0.1") }), 'SGD: the learning rate must be 0 or more, got "0.1"'],
  [() => new optim.Adam(net.parameters(), any({ weight_decay: 0.1 })), "did you mean 'weightDecay'?"],
  [() => new optim.AdamW(net.parameters(), any({ momentum: 0.1 })), "AdamW: there is no option 'momentum'"],
  [() => new optim.LBFGS(net.parameters(), any({ max_iter: 9 })), "LBFGS: there is no option 'max_iter'; did you mean"],
  [() => new nn.BatchNorm1d(2, any({ track_running_stats: false })), "BatchNorm1d: there is no option"],
  [() => new nn.InstanceNorm2d(2, any({ epsilon: 1 })), "InstanceNorm2d: there is no option 'epsilon'; use eps"],
  [() => new nn.LayerNorm(2, any({ elementwise_affine: false })), "did you mean 'elementwiseAffine'?"],
  [() => new nn.RMSNorm(2, any({ bias: false })), "RMSNorm: there is no option 'bias'"],
  [() => new nn.MultiheadAttention(4, 2, any({ batch_first: true })), "did you mean 'batchFirst'?"],
  [() => nn.maxPool2d(tensor.ones([1, 1, 4, 4]), 2, any({ strides: 1 })), "maxPool2d: there is no option 'strides'"],
  [() => nn.avgPool1d(tensor.ones([1, 1, 4]), 2, any({ ceil_mode: true })), "did you mean 'ceilMode'?"],
];

describe("wrong input", () => {
  it.each(cases.map(([run, message]) => [message, run] as const))("%s", (message, run) => {
    expect(run).toThrow(GradbookError);
    expect(run).toThrow(message);
  });
});

describe("memory that is not the gradient's own", () => {
  it("of a constant that a custom function hands back, zeroGrad leaves alone", () => {
    const constant = tensor([1, 2, 3]);
    const own = autograd.customFunction({ forward: (a) => a.mul(2), backward: () => constant });
    own(w).sum().backward();
    new optim.SGD([w], { lr: 0.1 }).zeroGrad();
    expect([w.grad, constant.toList()]).toEqual([undefined, [1, 2, 3]]);
  });
  it("of the graph of a gradient, zeroGrad leaves alone", () => {
    const a = tensor([2], { requiresGrad: true });
    const b = tensor([3], { requiresGrad: true });
    a.add(b.mul(b)).square().sum().backward({ createGraph: true });
    const penalty = b.grad?.square().sum();
    new optim.SGD([a], { lr: 0.1 }).zeroGrad();
    b.grad = undefined;
    penalty?.backward();
    // f = (2 (a + b^2) 2 b)^2, so f' = 2 (4 b (a + b^2)) (4 a + 12 b^2)
    const second = b.grad as Tensor | undefined;
    expect(second?.toList()).toEqual([2 * (4 * 3 * 11) * (8 + 108)]);
  });
});
