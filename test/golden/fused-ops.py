# Generates float64 reference values of PyTorch for operations that are one kernel here, with their second derivatives: python fused-ops.py OUT.json SEED
# `second` holds the gradients, with respect to each input, of the sum of all first gradients times `weights`.
import json, sys, torch, torch.nn.functional as F
from torch.nn.attention import SDPBackend, sdpa_kernel

out_path, seed = sys.argv[1], int(sys.argv[2])
torch.manual_seed(seed)
torch.set_default_dtype(torch.float64)
cases = []


def values(t):
    return {"shape": list(t.shape), "data": t.detach().reshape(-1).tolist()}


def case(op, inputs, compute, params=None, ints=None):
    leaves = {name: x.clone().requires_grad_(True) for name, x in inputs.items()}
    with sdpa_kernel(SDPBackend.MATH):
        y = compute(leaves)
    output_grad = torch.randn_like(y)
    grads = torch.autograd.grad(y, list(leaves.values()), output_grad, create_graph=True)
    weights = [torch.randn_like(g) for g in grads]
    total = sum((g * w).sum() for g, w in zip(grads, weights))
    second = torch.autograd.grad(total, list(leaves.values()), allow_unused=True)
    named = lambda tensors: {
        name: values(torch.zeros_like(leaves[name]) if t is None else t) for name, t in zip(leaves, tensors)
    }
    cases.append({
        "op": op, "params": params or {}, "inputs": named(leaves.values()),
        "intInputs": {k: values(v) for k, v in (ints or {}).items()},
        "output": values(y), "outputGrad": values(output_grad),
        "grads": named(grads), "weights": named(weights), "second": named(second),
    })


def r(*shape):
    return torch.randn(shape)


case("gelu", {"x": 2 * r(3, 5)}, lambda t: F.gelu(t["x"]))
case("gelu", {"x": 2 * r(3, 5)}, lambda t: F.gelu(t["x"], approximate="tanh"), {"approximate": "tanh"})
for name, f in [("silu", F.silu), ("tanh", torch.tanh), ("sigmoid", torch.sigmoid), ("softplus", F.softplus)]:
    case(name, {"x": 2 * r(3, 5)}, lambda t, f=f: f(t["x"]))
for dim in [0, -1]:
    case("softmax", {"x": r(3, 4)}, lambda t, d=dim: t["x"].softmax(d), {"dim": dim})
    case("logSoftmax", {"x": r(3, 4)}, lambda t, d=dim: t["x"].log_softmax(d), {"dim": dim})

case("linear", {"x": r(2, 3, 4), "weight": r(5, 4), "bias": r(5)}, lambda t: F.linear(t["x"], t["weight"], t["bias"]))
norm = {"x": r(4, 2, 3), "weight": r(2, 3), "bias": r(2, 3)}
params = {"normalizedShape": [2, 3], "eps": 1e-5}
case("layerNorm", norm, lambda t: F.layer_norm(t["x"], (2, 3), t["weight"], t["bias"]), params)
case("layerNorm", {"x": r(4, 6)}, lambda t: F.layer_norm(t["x"], (6,)), {"normalizedShape": [6], "eps": 1e-5})
case("rmsNorm", {"x": r(4, 6), "weight": r(6)}, lambda t: F.rms_norm(t["x"], (6,), t["weight"], 1e-6), {"normalizedShape": [6], "eps": 1e-6})

targets = torch.tensor([2, 0, -100, 1, 4])
for options in [{}, {"labelSmoothing": 0.1}, {"reduction": "sum"}, {"reduction": "none", "labelSmoothing": 0.2}]:
    own = {"reduction": options.get("reduction", "mean"), "label_smoothing": options.get("labelSmoothing", 0.0)}
    case("crossEntropy", {"logits": r(5, 6)}, lambda t, own=own: F.cross_entropy(t["logits"], targets, **own), options, {"targets": targets})


def attend(t, params, mask=None):
    return F.scaled_dot_product_attention(
        t["q"], t["k"], t["v"], attn_mask=mask, is_causal=params.get("causal", False), scale=params.get("scale"), enable_gqa=params.get("enableGqa", False)
    )


mask = torch.tensor([[True, False, True, True], [True, True, False, True], [False, True, True, True]])
for params, heads in [({}, 2), ({"causal": True, "scale": 0.3}, 2), ({"enableGqa": True}, 6), ({"causal": True, "enableGqa": True}, 4)]:
    inputs = {"q": r(2, heads, 3, 4), "k": r(2, 2, 4, 4), "v": r(2, 2, 4, 5)}
    case("scaledDotProductAttention", inputs, lambda t, p=params: attend(t, p), params)
inputs = {"q": r(2, 3, 4), "k": r(2, 4, 4), "v": r(2, 4, 5)}
case("scaledDotProductAttention", inputs, lambda t: attend(t, {}, mask), {"mask": mask.tolist()})

with open(out_path, "w") as f:
    json.dump({"source": f"PyTorch {torch.__version__}, float64, seed {seed}", "ops": cases}, f)
print(len(cases), "cases")
