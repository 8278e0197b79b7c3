# Generates float64 reference values for operations that torch-ops.py leaves out, in the same form: python torch-more.py OUT.json SEED
import json, sys, torch, torch.nn.functional as F

out_path, seed = sys.argv[1], int(sys.argv[2])
torch.manual_seed(seed)
torch.set_default_dtype(torch.float64)
cases = []


def values(t):
    return {"shape": list(t.shape), "data": t.detach().reshape(-1).tolist()}


def case(op, inputs, compute, params=None, ints=None):
    leaves = {name: x.clone().requires_grad_(True) for name, x in inputs.items()}
    y = compute(leaves)
    grad = torch.randn_like(y)
    (y * grad).sum().backward()
    cases.append({
        "op": op, "params": params or {}, "inputs": {k: values(v) for k, v in leaves.items()},
        "intInputs": {k: values(v) for k, v in (ints or {}).items()},
        "output": values(y), "outputGrad": values(grad), "grads": {k: values(v.grad) for k, v in leaves.items()},
    })


def r(*shape):
    return torch.randn(shape)


def positive(*shape):
    return torch.rand(shape) + 0.5


for name, f in [("abs", torch.abs), ("sin", torch.sin), ("cos", torch.cos), ("erf", torch.erf)]:
    case(name, {"x": r(3, 5)}, lambda t, f=f: f(t["x"]))
for exponent in [2, -1.5, 0.5]:
    case("pow", {"x": positive(3, 5)}, lambda t, e=exponent: t["x"] ** e, {"exponent": exponent})
for name, f in [("maximum", torch.maximum), ("minimum", torch.minimum)]:
    case(name, {"a": r(2, 3, 1), "b": r(1, 4)}, lambda t, f=f: f(t["a"], t["b"]))
for shapes in [((4,), (4, 5)), ((3, 4), (4,)), ((4,), (4,)), ((2, 3, 4), (4,)), ((5, 1, 2, 3), (4, 3, 2))]:
    case("matmul", {"a": r(*shapes[0]), "b": r(*shapes[1])}, lambda t: t["a"] @ t["b"])
case("max", {"x": r(3, 4)}, lambda t: t["x"].max())
case("min", {"x": r(3, 4, 2)}, lambda t: t["x"].min(dim=0, keepdim=True).values, {"dim": 0, "keepdim": True})
case("sum", {"x": r(3, 4, 2)}, lambda t: t["x"].sum(dim=(0, 2)), {"dim": [0, 2]})
case("variance", {"x": r(3, 4, 2)}, lambda t: t["x"].var(dim=(0, 2)), {"dim": [0, 2]})
case("std", {"x": r(3, 4)}, lambda t: t["x"].std(dim=1), {"dim": 1})
case("flatten", {"x": r(2, 3, 4)}, lambda t: t["x"].flatten(1), {"start": 1})
case("squeeze", {"x": r(2, 1, 4)}, lambda t: t["x"].squeeze(1), {"dim": 1})
case("unsqueeze", {"x": r(2, 4)}, lambda t: t["x"].unsqueeze(-1), {"dim": -1})
case("expand", {"x": r(2, 1, 4)}, lambda t: t["x"].expand(3, 2, 5, 4), {"shape": [3, 2, 5, 4]})
case("stack", {"a": r(2, 3), "b": r(2, 3)}, lambda t: torch.stack([t["a"], t["b"]], 1), {"dim": 1})
rows = torch.tensor([2, 0, 2])
case("indexSelect", {"x": r(4, 3)}, lambda t: t["x"].index_select(0, rows), {"dim": 0}, ints={"indices": rows})

case("leakyReLU", {"x": r(3, 5)}, lambda t: F.leaky_relu(t["x"], 0.2), {"negativeSlope": 0.2})
case("elu", {"x": r(3, 5)}, lambda t: F.elu(t["x"], 1.5), {"alpha": 1.5})
case("linear", {"x": r(2, 3, 4), "weight": r(5, 4)}, lambda t: F.linear(t["x"], t["weight"]))
size = {"stride": [2, 1], "padding": [0, 2], "dilation": [1, 2]}
case("conv2d", {"x": r(2, 3, 7, 6), "weight": r(4, 3, 3, 2)}, lambda t: F.conv2d(t["x"], t["weight"], **size), size)
size = {"stride": 2, "padding": 1}
case("maxPool2d", {"x": r(2, 3, 7, 5)}, lambda t: F.max_pool2d(t["x"], 3, **size), {"kernelSize": 3, **size})
case("layerNorm", {"x": r(2, 3, 4)}, lambda t: F.layer_norm(t["x"], (3, 4)), {"normalizedShape": [3, 4], "eps": 1e-5})
bn = {"x": r(6, 3), "weight": r(3), "bias": r(3)}
case("batchNorm", bn, lambda t: F.batch_norm(t["x"], None, None, t["weight"], t["bias"], training=True), {"eps": 1e-5})

target = r(3, 4)
constants = {"targets": target.reshape(-1).tolist()}
for reduction in ["mean", "sum", "none"]:
    params = {**constants, "reduction": reduction}
    case("l1Loss", {"input": r(3, 4)}, lambda t: F.l1_loss(t["input"], target, reduction=reduction), params)
    case("huberLoss", {"input": r(3, 4)}, lambda t: F.huber_loss(t["input"], target, reduction=reduction, delta=0.7), {**params, "delta": 0.7})
signs = torch.sign(r(6))
case("hingeLoss", {"input": r(6)}, lambda t: F.relu(1 - signs * t["input"]).mean(), {"targets": signs.tolist()})
yes = (torch.rand(6) > 0.5).double()
weighted = {"targets": yes.tolist(), "posWeight": 2.5}
case("binaryCrossEntropyWithLogits", {"logits": r(6)}, lambda t: F.binary_cross_entropy_with_logits(t["logits"], yes, pos_weight=torch.tensor(2.5)), weighted)
labels = torch.tensor([1, 0, -100, 3, 2])
case("nllLoss", {"logProbabilities": r(5, 4)}, lambda t: F.nll_loss(t["logProbabilities"], labels), ints={"targets": labels})
weight = positive(4)
for reduction in ["mean", "sum", "none"]:
    params = {"weight": weight.tolist(), "labelSmoothing": 0.1, "reduction": reduction}
    case("crossEntropy", {"logits": r(5, 4)}, lambda t: F.cross_entropy(t["logits"], labels, weight, reduction=reduction, label_smoothing=0.1), params, ints={"targets": labels})
soft = F.softmax(r(5, 4), -1)
case("crossEntropy", {"logits": r(5, 4)}, lambda t: F.cross_entropy(t["logits"], soft, label_smoothing=0.1), {"labelSmoothing": 0.1, "targets": soft.reshape(-1).tolist()})

json.dump({"source": f"PyTorch {torch.__version__}, float64, seed {seed}", "ops": cases}, open(out_path, "w"))
print(len(cases), "cases")
