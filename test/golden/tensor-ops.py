# Values and gradients, float64, of the operations on tensors that torch-ops.py and torch-more.py leave out: python tensor-ops.py OUT.json SEED
# A case holds the call as Gradbook writes it: {"$": name} stands for an input, the first argument is the tensor whose method is called.
import json, math, sys, torch

out_path, seed = sys.argv[1], int(sys.argv[2])
torch.manual_seed(seed)
torch.set_default_dtype(torch.float64)
cases = []


def number(x):
    x = float(x)
    return x if math.isfinite(x) else ("NaN" if math.isnan(x) else "Infinity" if x > 0 else "-Infinity")


def values(t):
    kind = "bool" if t.dtype == torch.bool else "float" if t.is_floating_point() else "int"
    return {"shape": list(t.shape), "kind": kind, "data": [number(x) for x in t.detach().reshape(-1).tolist()]}


def case(op, args, compute, pick=None, **inputs):
    """Floating inputs get gradients, if the result has one; pick names the part of a result that is compared."""
    leaves = {k: v.clone().requires_grad_(True) if v.is_floating_point() else v for k, v in inputs.items()}
    y = compute(*leaves.values())
    one = {"op": op, "args": args, "pick": pick, "inputs": {k: values(v) for k, v in leaves.items()}, "output": values(y)}
    if y.requires_grad:
        grad = torch.randn_like(y)
        (y * grad).sum().backward()
        one["outputGrad"] = values(grad)
        one["grads"] = {k: values(v.grad) for k, v in leaves.items() if v.grad is not None}
    cases.append(one)


X, A, B, C, I, M = ({"$": name} for name in ["x", "a", "b", "c", "i", "m"])
nan, inf = math.nan, math.inf


def r(*shape):
    return torch.randn(shape)


def positive(*shape):
    return torch.rand(shape) + 0.5


def ints(*list_):
    return torch.tensor(list_, dtype=torch.int32)


# Functions of one number.
for op, f in [("expm1", torch.expm1), ("exp2", torch.exp2), ("tan", torch.tan), ("atan", torch.atan), ("sinh", torch.sinh), ("cosh", torch.cosh), ("asinh", torch.asinh)]:
    case(op, [X], f, x=r(3, 4).tanh())
for op, f in [("log1p", torch.log1p), ("log2", torch.log2), ("log10", torch.log10), ("rsqrt", torch.rsqrt), ("reciprocal", torch.reciprocal)]:
    case(op, [X], f, x=positive(3, 4))
for op, f in [("asin", torch.asin), ("acos", torch.acos), ("atanh", torch.atanh)]:
    case(op, [X], f, x=r(3, 4).tanh())
case("acosh", [X], torch.acosh, x=positive(3, 4) + 1)
special = torch.tensor([nan, inf, -inf, 0.0, -0.5, 2.0])
for op, f in [("isNaN", torch.isnan), ("isInf", torch.isinf), ("expm1", torch.expm1), ("log1p", torch.log1p), ("exp2", torch.exp2), ("log2", torch.log2), ("atan", torch.atan), ("rsqrt", torch.rsqrt), ("reciprocal", torch.reciprocal), ("asin", torch.asin), ("acosh", torch.acosh), ("trunc", torch.trunc)]:
    case(op, [X], lambda x, f=f: f(x.detach()), x=special)
case("nanToNum", [X, {"posinf": 7, "neginf": -8}], lambda x: x.nan_to_num(posinf=7, neginf=-8), x=special)
case("nanToNum", [X, {"nan": 2, "posinf": 3, "neginf": 4}], lambda x: x.nan_to_num(2, 3, 4), x=special)

# Functions of two.
case("atan2", [A, B], torch.atan2, a=r(3, 4), b=r(4))
case("hypot", [A, B], torch.hypot, a=r(3, 1), b=r(4))
case("logAddExp", [A, B], torch.logaddexp, a=r(3, 4), b=r(3, 1) * 5)
case("logAddExp", [A, B], lambda a, b: torch.logaddexp(a.detach(), b.detach()), a=torch.tensor([inf, -inf, inf, -inf, nan]), b=torch.tensor([inf, -inf, -inf, 1.0, 1.0]))
signs, divisors = torch.tensor([-7.5, -7.0, 7.0, 7.5, 0.0]), torch.tensor([[3.0], [-3.0], [0.5]])
case("remainder", [A, B], torch.remainder, a=signs, b=divisors)
case("fmod", [A, B], torch.fmod, a=signs, b=divisors)
case("floorDivide", [A, B], lambda a, b: torch.floor_divide(a.detach(), b.detach()), a=signs, b=divisors)
case("floorDivide", [A, B], lambda a, b: torch.floor_divide(a.detach(), b.detach()), a=torch.tensor([0.6, 1.0, 0.3, 5.0, inf]), b=torch.tensor([0.2, 0.1, 0.1, 0.0, 2.0]))
cases[-1]["only"] = "float64"
case("remainder", [A, B], lambda a, b: torch.remainder(a.detach(), b.detach()), a=torch.tensor([0.6, 1.0, 5.0, inf, 3.0]), b=torch.tensor([0.2, -0.1, 0.0, 2.0, inf]))
cases[-1]["only"] = "float64"
case("remainder", [A, 3], lambda a: a % 3, a=ints(-7, -3, 0, 4, 7))
case("fmod", [A, 3], lambda a: torch.fmod(a, 3), a=ints(-7, -3, 0, 4, 7))
case("floorDivide", [A, -3], lambda a: a // -3, a=ints(-7, -3, 0, 4, 7))
case("lerp", [A, B, 0.3], lambda a, b: torch.lerp(a, b, 0.3), a=r(3, 4), b=r(3, 4))
case("lerp", [A, B, C], torch.lerp, a=r(3, 4), b=r(3, 4), c=r(3, 4))
case("clamp", [X, -0.5, 1], lambda x: x.clamp(-0.5, 1), x=torch.tensor([-2, -0.5, 0, 1, 3.0]))
case("clamp", [X, 0.2], lambda x: x.clamp(min=0.2), x=r(3, 4))
case("clamp", [X, A, B], torch.clamp, x=r(3, 4), a=-positive(4) / 2, b=positive(3, 1) / 2)
case("clamp", [X, 2, 1], lambda x: x.clamp(2, 1), x=r(4))
truth = torch.tensor([0.0, 1.0, 0.0, 2.0]), torch.tensor([0.0, 0.0, 3.0, nan])
for op, f in [("logicalAnd", torch.logical_and), ("logicalOr", torch.logical_or), ("logicalXor", torch.logical_xor)]:
    case(op, [A, B], f, a=truth[0], b=truth[1])
near = torch.tensor([1, 1, inf, inf, nan, 0.0]), torch.tensor([1 + 1e-6, 1 + 1e-4, inf, -inf, nan, 1e-9])
case("isClose", [A, B], torch.isclose, a=near[0], b=near[1])
case("isClose", [A, B, {"equalNaN": True, "rtol": 1e-3}], lambda a, b: torch.isclose(a, b, rtol=1e-3, equal_nan=True), a=near[0], b=near[1])

# Reductions.
zeros = {0: [1.5, -2, 3, 0.5], 1: [1.5, 0, 3, 0.5], 2: [0, 2, 0, 0.5]}
rows = torch.tensor([zeros[0], zeros[1], zeros[2]])
case("prod", [X], torch.prod, x=rows[0])
case("prod", [X, 1], lambda x: x.prod(1), x=rows)
case("prod", [X, 0, {"keepdim": True}], lambda x: x.prod(0, keepdim=True), x=rows)
case("prod", [X], torch.prod, x=rows[1])
case("prod", [X, 1], lambda x: x.prod(1), x=ints(1, 2, 3, 4).reshape(2, 2))
case("cumsum", [X, 1], lambda x: x.cumsum(1), x=r(2, 3, 4))
case("cumsum", [X, 0], lambda x: x.cumsum(0), x=ints(1, 2, 3))
case("cumprod", [X, -1], lambda x: x.cumprod(-1), x=rows)
case("cumprod", [X, 0], lambda x: x.cumprod(0), x=positive(3, 4))
case("amax", [X, 1], lambda x: x.amax(1), x=torch.tensor([[1.0, 3, 3], [2, 2, 2]]))
case("amin", [X, [0, 2], {"keepdim": True}], lambda x: x.amin((0, 2), keepdim=True), x=r(2, 3, 4))
case("max", [X], lambda x: x.max(), x=torch.tensor([[1.0, 3, 3], [3, 2, 2]]))
case("argmax", [X, 1], lambda x: x.argmax(1), x=torch.tensor([[1.0, 3, nan], [3, 2, 2]]))
case("argmin", [X], lambda x: x.argmin(), x=r(3, 4))
for p, ours in [(2, 2), (1, 1), (3, 3), (0.5, 0.5), (inf, "Infinity"), (-inf, "-Infinity")]:
    case("norm", [X, ours, 1], lambda x, p=p: torch.linalg.vector_norm(x, p, 1), x=torch.cat([r(3, 4), torch.zeros(1, 4)]) if p in (1, 2) else r(3, 4))
case("norm", [X], lambda x: x.norm(), x=r(2, 3, 4))
case("norm", [X, 0, [0, 2]], lambda x: torch.linalg.vector_norm(x.detach(), 0, (0, 2)), x=r(2, 3, 4).trunc())
case("norm", [X, 2, [0, 2], {"keepdim": True}], lambda x: torch.linalg.vector_norm(x, 2, (0, 2), keepdim=True), x=r(2, 3, 4))
case("logSumExp", [X, 1], lambda x: x.logsumexp(1), x=r(3, 4) * 400)
case("logSumExp", [X, [0, 2], {"keepdim": True}], lambda x: x.logsumexp((0, 2), keepdim=True), x=r(2, 3, 4))
case("logSumExp", [X, 0], lambda x: x.detach().logsumexp(0), x=torch.tensor([[inf, -inf, -inf, nan], [1, -inf, 2, 3]]))
case("any", [X, 1], lambda x: x.any(1), x=ints(0, 0, 0, 2).reshape(2, 2))
case("all", [X, 0], lambda x: x.all(0), x=torch.tensor([[True, False], [True, True]]))
case("any", [X], lambda x: x.any(), x=torch.zeros(0, dtype=torch.bool))
case("all", [X], lambda x: x.all(), x=torch.tensor([nan, 1]))
case("countNonzero", [X, 1], lambda x: x.count_nonzero(1), x=torch.tensor([[0, 1, nan], [0, 0, 2]]))
case("std", [X, 1], lambda x: x.std(1), x=torch.cat([r(2, 4), torch.ones(1, 4)]))
case("std", [X, [0, 2], {"unbiased": False, "keepdim": True}], lambda x: x.std((0, 2), correction=0, keepdim=True), x=r(2, 3, 4))
case("variance", [X, [1, 2]], lambda x: x.var((1, 2)), x=r(2, 3, 4))
case("median", [X], lambda x: x.median(), x=r(3, 4))
case("median", [X, 1], lambda x: x.median(1).values, x=r(3, 4))
case("median", [X, 0, {"keepdim": True}], lambda x: x.detach().median(0, keepdim=True).values, x=torch.tensor([[1, nan], [2, 1], [inf, 2.0]]))
for q in [0, 0.3, 0.5, 1]:
    case("quantile", [X, q, 1], lambda x, q=q: x.quantile(q, 1), x=r(3, 5))
case("quantile", [X, 0.25], lambda x: x.quantile(0.25), x=r(3, 5))

for op, f in [("cummax", torch.cummax), ("cummin", torch.cummin)]:
    case(op, [X, 1], lambda x, f=f: f(x, 1).values, "values", x=r(2, 5))
    case(op, [X, 0], lambda x, f=f: f(x.detach(), 0).values, "values", x=torch.tensor([[1, nan], [inf, 2], [-inf, 3], [inf, 1.0]]))
    case(op, [X, 0], lambda x, f=f: f(x, 0).indices, "indices", x=ints(2, 1, 2, 3, 1))
case("histc", [X, {"bins": 4, "min": -1, "max": 1}], lambda x: torch.histc(x.detach(), 4, -1, 1).int(), x=torch.tensor([-2, -1, -0.5, 0, 0.3, 1, 2.0]))
case("histc", [X, {"bins": 3}], lambda x: torch.histc(x.detach(), 3).int(), x=r(20))
case("diff", [X], lambda x: x.diff(), x=r(3, 4))
case("diff", [X, 2, 0], lambda x: x.diff(n=2, dim=0), x=r(3, 4))
case("diff", [X, 3, 0], lambda x: x.detach().diff(n=3, dim=0), x=r(2, 4))

# Order.
ties = torch.tensor([[3, 1, 2, 1.0], [nan, 0, inf, -inf], [0, 0, 0, 0]])
for descending in [False, True]:
    options = {"descending": descending}
    for pick in ["values", "indices"]:
        case("sort", [X, -1, options], lambda x, d=descending, p=pick: getattr(torch.sort(x.detach(), stable=True, dim=-1, descending=d), p), pick, x=ties)
    case("sort", [X, 0, options], lambda x, d=descending: x.sort(0, descending=d).values, "values", x=r(4, 3))
    case("argsort", [X, 1, options], lambda x, d=descending: x.argsort(1, descending=d), x=r(2, 5, 2))
    case("topk", [X, 2, 1, {"largest": descending}], lambda x, d=descending: x.topk(2, 1, largest=d).values, "values", x=r(2, 5, 2))
    case("topk", [X, 2, 1, {"largest": descending}], lambda x, d=descending: x.topk(2, 1, largest=d).indices, "indices", x=r(2, 5, 2))
for largest in [False, True]:
    long = torch.tensor([2, nan, 1, 1, inf, 3, -inf, 3, 0.5, 7, 1, -2, nan, 4, 4, 9, -5, 6]).reshape(1, 18).repeat(2, 1)
    long[1] = torch.randperm(18).double()
    for pick in ["values", "indices"]:
        # Of equal elements, PyTorch gives any; its stable sort says which ones are the first.
        case("topk", [X, 2, 1, {"largest": largest}], lambda x, d=largest, p=pick: getattr(torch.sort(x.detach(), stable=True, dim=1, descending=d), p)[:, :2], pick, x=long)
        case("topk", [X, 2, 0, {"largest": largest}], lambda x, d=largest, p=pick: getattr(torch.sort(x.detach(), stable=True, dim=0, descending=d), p)[:2], pick, x=long.T)
    case("topk", [X, 2, 1, {"largest": largest}], lambda x, d=largest: x.topk(2, 1, largest=d).values, "values", x=r(3, 20))
case("topk", [X, 0], lambda x: x.detach().topk(0).values, "values", x=r(3, 20))
repeated = torch.tensor([[3, 1, 2], [1, 3, 1.0]])
for i, pick in enumerate(["values", "inverse", "counts"]):
    case("unique", [X], lambda x, i=i: torch.unique(x.detach(), return_inverse=True, return_counts=True)[i], pick, x=repeated)
case("isIn", [X, A], lambda x, a: torch.isin(x, a), x=ints(1, 2, 3, 4), a=ints(2, 9, 4))
for right in [False, True]:
    case("searchsorted", [A, B, {"right": right}], lambda a, b, r=right: torch.searchsorted(a, b, right=r), a=torch.tensor([1, 3, 3, 5.0]), b=torch.tensor([[0, 3], [4, 9.0]]))
    case("searchsorted", [A, B, {"right": right}], lambda a, b, r=right: torch.searchsorted(a, b, right=r), a=r(2, 5).sort(1).values, b=r(2, 3))
case("bincount", [X, {"minlength": 6}], lambda x: torch.bincount(x, minlength=6), x=ints(0, 3, 3, 1))
case("bincount", [X, {"weights": A}], lambda x, a: torch.bincount(x, a.detach()), x=ints(0, 3, 3, 1), a=r(4))

# Indexing.
i2 = torch.tensor([[0, -1], [1, 1]])
case("at", [X, 1], lambda x: x[1], x=r(3, 4))
case("at", [X, -1, "1:4:2"], lambda x: x[-1, 1:4:2], x=r(3, 4, 2))
case("at", [X, "...", 0], lambda x: x[..., 0], x=r(3, 4, 2))
case("at", [X, 0, "...", "-1:"], lambda x: x[0, ..., -1:], x=r(3, 4, 2))
case("at", [X, None, ":", None, 1], lambda x: x[None, :, None, 1], x=r(3, 4, 2))
case("at", [X, 0, ":", [1, 3]], lambda x: x[0, :, [1, 3]], x=r(2, 3, 4))
case("at", [X, [0, -1, 0]], lambda x: x[[0, -1, 0]], x=r(3, 4))
case("at", [X, [0, 2], [1, 3]], lambda x: x[[0, 2], [1, 3]], x=r(3, 4))
case("at", [X, [0, 2], ":", [1, 1]], lambda x: x[[0, 2], :, [1, 1]], x=r(3, 4, 2))
case("at", [X, ":", I, [1, 0]], lambda x, i: x[:, i, [1, 0]], x=r(2, 3, 4), i=i2)
case("at", [X, I], lambda x, i: x[i], x=r(3, 4), i=i2)
case("at", [X, "1:", I], lambda x, i: x[1:, i], x=r(3, 4), i=i2)
case("at", [X, I, A], lambda x, i, a: x[i, a], x=r(3, 4), i=i2, a=torch.tensor([3, 0]))
case("at", [X, [], ":"], lambda x: x[[], :], x=r(3, 4))
mask = torch.tensor([[True, False, True, False], [False, False, True, True], [False, False, False, False]])
case("at", [X, M], lambda x, m: x[m], x=r(3, 4), m=mask)
case("at", [X, M], lambda x, m: x[m], x=r(3, 4, 2), m=mask)
case("at", [X, ":", M], lambda x, m: x[:, m], x=r(2, 3, 4), m=mask)
case("at", [X, [True, False, True], ":2"], lambda x: x[[True, False, True], :2], x=r(3, 4))
case("at", [X, M, 1], lambda x, m: x[m, 1], x=r(3, 4, 2), m=mask)
case("at", [X, [True, False, True], [1, 0]], lambda x: x[[True, False, True], [1, 0]], x=r(3, 4))
case("maskedSelect", [X, M], torch.masked_select, x=r(2, 3, 4), m=mask)
case("nonzero", [X], lambda x: x.nonzero(), x=mask)
case("take", [X, I], torch.take, x=r(3, 4), i=i2)
case("select", [X, 1, -2], lambda x: x.select(1, -2), x=r(3, 4))
case("narrow", [X, 1, 1, 2], lambda x: x.narrow(1, 1, 2), x=r(3, 4))
picks = torch.tensor([[0, 2, 2], [1, 1, 0]])
case("gather", [X, 1, I], lambda x, i: x.gather(1, i), x=r(3, 4), i=picks)
case("gather", [X, 0, I], lambda x, i: x.gather(0, i), x=r(3, 4), i=picks)
case("takeAlongDim", [X, I, 1], lambda x, i: torch.take_along_dim(x, i, 1), x=r(2, 4), i=picks)
case("takeAlongDim", [X, I, 1], lambda x, i: torch.take_along_dim(x, i, 1), x=r(2, 4, 3), i=picks[:, :, None][:1])
distinct = torch.tensor([[0, 2, 1], [1, 3, 0]])
case("scatter", [X, 1, I, A], lambda x, i, a: x.scatter(1, i, a), x=r(3, 4), i=distinct, a=r(2, 3))
case("scatter", [X, 1, I, 2.5], lambda x, i: x.scatter(1, i, 2.5), x=r(3, 4), i=picks)
case("scatterAdd", [X, 1, I, A], lambda x, i, a: x.scatter_add(1, i, a), x=r(3, 4), i=picks, a=r(2, 3))
case("scatterAdd", [X, 0, I, A], lambda x, i, a: x.scatter_add(0, i, a), x=r(3, 4), i=picks, a=r(2, 3))
case("indexAdd", [X, 1, [2, 0, 2], A], lambda x, a: x.index_add(1, torch.tensor([2, 0, 2]), a), x=r(3, 4), a=r(3, 3))
case("indexCopy", [X, 0, [2, 0], A], lambda x, a: x.index_copy(0, torch.tensor([2, 0]), a), x=r(3, 4), a=r(2, 4))
case("indexCopy", [X, 1, [2, 0], 7], lambda x: x.index_fill(1, torch.tensor([2, 0]), 7), x=r(3, 4))


def put(index):
    def compute(x, a, *rest):
        y = x.clone()
        y[index(*rest)] = a
        return y
    return compute


case("indexPut", [X, A, 1], put(lambda: 1), x=r(3, 4), a=r(4))
case("indexPut", [X, A, ":", "::2"], put(lambda: (slice(None), slice(None, None, 2))), x=r(3, 4), a=r(3, 1))
case("indexPut", [X, A, [0, 2], [1, 3]], put(lambda: ([0, 2], [1, 3])), x=r(3, 4), a=r(2))
case("indexPut", [X, A, M], put(lambda m: m), x=r(3, 4), a=r(1)[0], m=mask)
case("maskedFill", [X, M, 3], lambda x, m: x.masked_fill(m, 3), x=r(3, 4), m=mask)

# Views and copies of them.
case("movedim", [X, 0, -1], lambda x: x.movedim(0, -1), x=r(2, 3, 4))
case("movedim", [X, [0, 2], [2, 1]], lambda x: x.movedim((0, 2), (2, 1)), x=r(2, 3, 4))
case("flip", [X, [0, -1]], lambda x: x.flip(0, -1), x=r(2, 3, 4))
case("roll", [X, 5], lambda x: x.roll(5), x=r(2, 4))
case("roll", [X, [1, -2], [0, 1]], lambda x: x.roll((1, -2), (0, 1)), x=r(3, 4))
case("unflatten", [X, 1, [-1, 2]], lambda x: x.unflatten(1, (-1, 2)), x=r(2, 4, 3))
case("repeat", [X, [2, 1, 3]], lambda x: x.repeat(2, 1, 3), x=r(2, 3))
case("repeatInterleave", [X, 2], lambda x: x.repeat_interleave(2), x=r(2, 3))
case("repeatInterleave", [X, [0, 2, 1], 1], lambda x: x.repeat_interleave(torch.tensor([0, 2, 1]), 1), x=r(2, 3))
case("diagonal", [X], lambda x: x.diagonal(), x=r(3, 4))
case("diagonal", [X, -1, 0, 2], lambda x: x.diagonal(-1, 0, 2), x=r(4, 2, 3))
case("diagonal", [X, 5], lambda x: x.diagonal(5), x=r(3, 4))
case("diag", [X, -1], lambda x: x.diag(-1), x=r(3))
case("diag", [X, 1], lambda x: x.diag(1), x=r(3, 4))
case("trace", [X], lambda x: x.trace(), x=r(3, 3))
case("tril", [X, -1], lambda x: x.tril(-1), x=r(3, 4))
case("triu", [X, 1], lambda x: x.triu(1), x=r(2, 3, 4))
case("unfold", [X, 1, 3, 2], lambda x: x.unfold(1, 3, 2), x=r(2, 7, 3))
case("unfold", [X, -1, 2, 1], lambda x: x.unfold(-1, 2, 1), x=r(2, 5))
for i in range(3):
    case("split", [X, 2, 1], lambda x, i=i: x.split(2, 1)[i], i, x=r(2, 5))
case("split", [X, [1, 4], -1], lambda x: x.split([1, 4], -1)[1], 1, x=r(2, 5))
case("chunk", [X, 2], lambda x: x.chunk(2)[1], 1, x=r(5, 2))
case("unbind", [X, 1], lambda x: x.unbind(1)[2], 2, x=r(2, 4))

# Products.
case("outer", [A, B], torch.outer, a=r(3), b=r(4))
case("dot", [A, B], torch.dot, a=r(4), b=r(4))
for p, ours in [(2, 2), (1, 1), (inf, "Infinity")]:
    case("cdist", [A, B, ours], lambda a, b, p=p: torch.cdist(a, b, p, compute_mode="donot_use_mm_for_euclid_dist"), a=r(2, 3, 4), b=r(2, 5, 4))
for equation, *shapes in [
    ["ij,jk->ik", (2, 3), (3, 4)], ["ij,jk", (2, 3), (3, 4)], ["ij,kj->ik", (2, 3), (4, 3)], ["bij,bjk->bik", (2, 3, 4), (2, 4, 2)],
    ["ii->", (3, 3)], ["ii->i", (3, 3)], ["ij->", (2, 3)], ["ij->ji", (2, 3)], ["ba", (2, 3)], ["i,i->", (4,), (4,)], ["i,j->ij", (3,), (4,)],
    ["i,i->i", (4,), (4,)], ["...ij,...jk->...ik", (2, 1, 3, 4), (5, 4, 2)], ["...i->...", (2, 3, 4)], ["i...,i...->...", (3, 2), (3, 4, 2)],
    ["bqhd,bkhd->bhqk", (2, 3, 2, 4), (2, 5, 2, 4)], ["ij,jk,kl->il", (2, 3), (3, 4), (4, 2)], ["ij,ij,ij->i", (2, 3), (2, 3), (2, 3)],
    ["ik,jkl,il->ij", (2, 3), (4, 3, 2), (2, 2)], ["iij,jk->ik", (3, 3, 2), (2, 4)], ["ij,k->k", (2, 3), (4,)], ["ij,jk->k", (2, 1), (3, 4)], ["abc,cd->abd", (2, 3, 4), (4, 2)],
]:
    args = dict(zip("abc", (r(*s) for s in shapes)))
    case("tensor.einsum", [equation, *({"$": k} for k in args)], lambda *o, e=equation: torch.einsum(e, *o), **args)

# Making tensors of others.
case("tensor.meshgrid", [[A, B]], lambda a, b: torch.meshgrid(a, b, indexing="ij")[1], 1, a=r(2), b=r(3))
case("tensor.meshgrid", [[A, B], {"indexing": "xy"}], lambda a, b: torch.meshgrid(a, b, indexing="xy")[0], 0, a=r(2), b=r(3))
case("tensor.logspace", [-1, 2, 5, 10, {"dtype": "float64"}], lambda: torch.logspace(-1, 2, 5))
cases[-1]["only"] = "float64"
case("tensor.logspace", [0, 4, 5, 2, {"dtype": "float64"}], lambda: torch.logspace(0, 4, 5, base=2))
cases[-1]["only"] = "float64"
case("tensor.zerosLike", [X], lambda x: torch.zeros_like(x), x=r(2, 3))
case("tensor.onesLike", [X], lambda x: torch.ones_like(x), x=ints(1, 2))
case("tensor.fullLike", [X, 2.5], lambda x: torch.full_like(x, 2.5), x=r(2, 3))

# Element types of results. Left out: what PyTorch refuses and Gradbook takes, and a few results of no use (the sign of a truth value).
kinds = [torch.bool, torch.uint8, torch.int32, torch.float32, torch.float64]
torch.set_default_dtype(torch.float32)


def typed(op, args, compute, pick=None, count=1):
    for own in torch.cartesian_prod(*[torch.arange(5)] * count).reshape(-1, count).tolist():
        inputs = {name: torch.ones(2, dtype=kinds[k]) for name, k in zip("ab", own)}
        try:
            y = compute(*inputs.values())
        except (RuntimeError, ValueError):
            continue
        types = {name: str(x.dtype)[6:] for name, x in inputs.items()}
        cases.append({"op": op, "args": args, "pick": pick, "types": types, "dtype": str(y.dtype)[6:].replace("int64", "int32")})


F = torch.nn.functional
for op in ["abs", "exp", "sqrt", "floor", "ceil", "round", "trunc", "relu", "sigmoid", "tanh", "reciprocal", "sum", "prod", "mean", "max", "amax", "argmax", "median", "norm", "std", "log1p", "erf"]:
    typed(op, [A], getattr(torch, op))
for op, f in [("neg", torch.neg), ("logicalNot", torch.logical_not), ("isNaN", torch.isnan), ("isFinite", torch.isfinite), ("nanToNum", torch.nan_to_num), ("gelu", F.gelu), ("softplus", F.softplus)]:
    typed(op, [A], f)
for op, f in [("cumsum", torch.cumsum), ("cumprod", torch.cumprod), ("softmax", torch.softmax), ("logSumExp", torch.logsumexp)]:
    typed(op, [A, 0], lambda a, f=f: f(a, 0))
typed("sort", [A], lambda a: a.sort().values, "values")
typed("quantile", [A, 0.5], lambda a: a.quantile(0.5))
for op, f in [("add", torch.add), ("sub", torch.sub), ("mul", torch.mul), ("div", torch.div), ("pow", torch.pow), ("maximum", torch.maximum), ("minimum", torch.minimum), ("eq", torch.eq), ("lt", torch.lt), ("remainder", torch.remainder), ("fmod", torch.fmod), ("floorDivide", torch.floor_divide), ("atan2", torch.atan2), ("hypot", torch.hypot), ("logAddExp", torch.logaddexp), ("logicalAnd", torch.logical_and), ("logicalOr", torch.logical_or), ("matmul", torch.matmul), ("outer", torch.outer)]:
    typed(op, [A, B], f, count=2)
for op, f in [("tensor.concat", torch.cat), ("tensor.stack", torch.stack)]:
    typed(op, [[A, B]], lambda a, b, f=f: f([a, b]), count=2)
for n in [2, 2.5]:
    for op, f in [("add", torch.add), ("mul", torch.mul), ("div", torch.div), ("pow", torch.pow), ("eq", torch.eq), ("remainder", torch.remainder), ("floorDivide", torch.floor_divide), ("clamp", torch.clamp)]:
        typed(op, [A, n], lambda a, f=f, n=n: f(a, n))
for op, f in [("tensor.zerosLike", torch.zeros_like), ("diag", torch.diag), ("flip", lambda a: a.flip(0))]:
    typed(op, [A], f)
typed("repeat", [A, [2]], lambda a: a.repeat(2))

# Element types with tensors without dimensions: the sum's.
for a in [torch.bool, torch.uint8, torch.int32, torch.float32, torch.float64]:
    for b in [torch.uint8, torch.int32, torch.float32, torch.float64]:
        for first, second in [((2,), (2,)), ((2,), ()), ((), (2,))]:
            y = torch.ones(first, dtype=a) + torch.ones(second, dtype=b)
            cases.append({"op": "promotion", "args": [str(a)[6:], str(b)[6:], list(first), list(second)], "inputs": {}, "dtype": str(y.dtype)[6:]})



def refused(op, args, compute, **inputs):
    """A call that PyTorch answers with an error."""
    try:
        compute(*inputs.values())
    except (RuntimeError, IndexError, ValueError, TypeError):
        cases.append({"op": op, "args": args, "inputs": {k: values(v) for k, v in inputs.items()}, "refused": True})
    else:
        raise AssertionError(f"PyTorch takes {op} {args}")


x34, x23 = r(3, 4), r(2, 3)
for op, f in [("add", torch.add), ("sub", torch.sub), ("mul", torch.mul), ("div", torch.div), ("pow", torch.pow), ("maximum", torch.maximum), ("eq", torch.eq), ("atan2", torch.atan2), ("remainder", torch.remainder), ("logicalAnd", torch.logical_and), ("isClose", torch.isclose), ("dot", torch.dot), ("outer", torch.outer), ("cdist", torch.cdist), ("matmul", torch.matmul)]:
    refused(op, [A, B], f, a=x34, b=x23)
refused("matmul", [A, B], torch.matmul, a=r(3), b=r(4))
refused("matmul", [A, B], torch.matmul, a=r(2, 3, 4), b=r(3, 4, 5))
refused("matmul", [A, B], torch.matmul, a=r(3), b=torch.tensor(1.0))
refused("pow", [A, -1], lambda a: a ** -1, a=ints(2))
for op, f in [("remainder", lambda a: a % 0), ("floorDivide", lambda a: a // 0), ("fmod", lambda a: torch.fmod(a, 0))]:
    refused(op, [A, 0], f, a=ints(2))
for op, f in [("sum", torch.sum), ("mean", torch.mean), ("amax", torch.amax), ("prod", torch.prod), ("cumsum", torch.cumsum), ("softmax", torch.softmax), ("sort", torch.sort), ("flip", lambda a, d: a.flip(d)), ("unsqueeze", lambda a, d: a.unsqueeze(d + 1)), ("logSumExp", torch.logsumexp), ("squeeze", torch.squeeze), ("argmax", torch.argmax), ("unbind", torch.unbind)]:
    refused(op, [A, 3 if op == "unsqueeze" else 2], lambda a, f=f: f(a, 2), a=x34)
refused("sum", [A, [0, 0]], lambda a: a.sum((0, 0)), a=x34)
refused("max", [A], torch.max, a=torch.zeros(0))
refused("amax", [A, 0], lambda a: a.amax(0), a=torch.zeros(0, 2))
refused("argmax", [A], torch.argmax, a=torch.zeros(0))
refused("item", [A], lambda a: a.item(), a=x34)
for index, python in [([3], 3), ([0, 4], (0, 4)), ([-4], -4), ([0, 0, 0], (0, 0, 0)), ([[0, 3]], [0, 3]), ([[0, 1], [0, 1, 2]], ([0, 1], [0, 1, 2])), (["::-1"], slice(None, None, -1)), (["::0"], slice(None, None, 0)), ([[True, False]], [True, False])]:
    refused("at", [A, *index], lambda a, i=python: a[i], a=x34)
    refused("indexPut", [A, 0, *index], put(lambda i=python: i), a=x34)
refused("indexPut", [A, B, 0], lambda a, b: put(lambda: 0)(a, b), a=x34, b=r(3))
refused("gather", [A, 1, B], lambda a, b: a.gather(1, b), a=x34, b=torch.tensor([0]))
refused("gather", [A, 1, B], lambda a, b: a.gather(1, b), a=x34, b=torch.tensor([[4]]))
refused("gather", [A, 1, B], lambda a, b: a.gather(1, b), a=x34, b=torch.zeros(4, 1, dtype=torch.int64))
refused("scatter", [A, 1, B, A], lambda a, b: a.scatter(1, b, a), a=x34, b=torch.zeros(3, 5, dtype=torch.int64))
refused("indexSelect", [A, 0, [3]], lambda a: a.index_select(0, torch.tensor([3])), a=x34)
refused("indexSelect", [A, 0, B], lambda a, b: a.index_select(0, b), a=x34, b=torch.tensor([[0]]))
refused("indexAdd", [A, 0, [0], B], lambda a, b: a.index_add(0, torch.tensor([0]), b), a=x34, b=r(1, 3))
refused("take", [A, [12]], lambda a: a.take(torch.tensor([12])), a=x34)
refused("maskedSelect", [A, M], torch.masked_select, a=x23, m=mask)
refused("reshape", [A, [5, -1]], lambda a: a.reshape(5, -1), a=x34)
refused("reshape", [A, [-1, -1]], lambda a: a.reshape(-1, -1), a=x34)
refused("expand", [A, [3, 5]], lambda a: a.expand(3, 5), a=x34)
refused("expand", [A, [4]], lambda a: a.expand(4), a=x34)
refused("permute", [A, [0, 0]], lambda a: a.permute(0, 0), a=x34)
refused("transpose", [A, 0, 2], lambda a: a.transpose(0, 2), a=x34)
refused("t", [A], lambda a: a.t(), a=r(2, 3, 4))
refused("flatten", [A, 1, 0], lambda a: a.flatten(1, 0), a=x34)
refused("movedim", [A, [0, 1], [0]], lambda a: a.movedim((0, 1), (0,)), a=x34)
refused("roll", [A, 1, [0, 1]], lambda a: a.roll(1, (0, 1)), a=x34)
refused("repeat", [A, [-1, 1]], lambda a: a.repeat(-1, 1), a=x34)
refused("split", [A, [1, 1]], lambda a: a.split([1, 1]), a=x34)
refused("split", [A, -1], lambda a: a.split(-1), a=x34)
refused("chunk", [A, 0], lambda a: a.chunk(0), a=x34)
refused("narrow", [A, 0, 2, 2], lambda a: a.narrow(0, 2, 2), a=x34)
refused("unfold", [A, 0, 4, 1], lambda a: a.unfold(0, 4, 1), a=x34)
refused("unfold", [A, 0, 1, 0], lambda a: a.unfold(0, 1, 0), a=x34)
refused("diagonal", [A, 0, 0, 0], lambda a: a.diagonal(0, 0, 0), a=x34)
refused("diag", [A], torch.diag, a=r(2, 3, 4))
refused("trace", [A], torch.trace, a=r(3))
refused("tril", [A], torch.tril, a=r(3))
refused("topk", [A, 5], lambda a: a.topk(5), a=x34)
refused("quantile", [A, 2], lambda a: a.quantile(2), a=x34)
refused("bincount", [A], torch.bincount, a=ints(-1))
refused("bincount", [A], torch.bincount, a=x34)
refused("tensor.concat", [[A, B]], lambda a, b: torch.cat([a, b]), a=x34, b=x23)
refused("tensor.concat", [[]], lambda: torch.cat([]))
refused("tensor.stack", [[A, B]], lambda a, b: torch.stack([a, b]), a=x34, b=x23)
refused("tensor.einsum", ["ij,jk->ik", A, B], lambda a, b: torch.einsum("ij,jk->ik", a, b), a=x34, b=x23)
refused("tensor.einsum", ["ij->ijj", A], lambda a: torch.einsum("ij->ijj", a), a=x34)
refused("tensor.einsum", ["i->i", A], lambda a: torch.einsum("i->i", a), a=x34)
refused("tensor.multinomial", [A, 3], lambda a: torch.multinomial(a, 3), a=torch.tensor([1.0, 0.0]))
refused("tensor.bernoulli", [A], torch.bernoulli, a=torch.tensor([1.5]))
refused("tensor.arange", [3, 0], lambda: torch.arange(3, 0))
refused("tensor.arange", [0, 3, -1], lambda: torch.arange(0, 3, -1))
refused("tensor.arange", [0, 3, 0], lambda: torch.arange(0, 3, 0))
refused("tensor.zeros", [[-1]], lambda: torch.zeros(-1))
refused("add_", [A, B], lambda a, b: a.add_(b), a=r(4), b=x34)
refused("add_", [A, 0.5], lambda a: a.add_(0.5), a=ints(1))
refused("copy_", [A, B], lambda a, b: a.copy_(b), a=r(4), b=r(3))
refused("backward", [A], lambda a: a.backward(), a=torch.tensor(1.0))
refused("where", [M, A, B], lambda m, a, b: torch.where(m, a, b), m=mask, a=x34, b=x23)
refused("clamp", [A], lambda a: a.clamp(), a=x34)

json.dump({"source": f"PyTorch {torch.__version__}, float64, seed {seed}", "cases": cases}, open(out_path, "w"))
print(len(cases), "cases")
