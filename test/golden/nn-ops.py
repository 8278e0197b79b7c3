# Generates float64 reference values of PyTorch for the room nn: python nn-ops.py OUT.json SEED
# A case is a call: `function` or `module` (a class, with the arguments of its constructor), and `arguments`, in which "$x" stands
# for the tensor x. Of every result and every tensor that learns the gradients are noted, of a module also its state afterwards.
import json, re, sys, torch, torch.nn as nn, torch.nn.functional as F

out_path, seed = sys.argv[1], int(sys.argv[2])
torch.manual_seed(seed)
torch.set_num_threads(1)
torch.set_default_dtype(torch.float64)
cases = []


def values(t):
    return {"shape": list(t.shape), "data": t.detach().to(torch.float64).reshape(-1).tolist()}


def camel(name):
    return re.sub(r"_(\w)", lambda m: m[1].upper(), name)


def named(tensors):
    return {name: values(t) for name, t in tensors.items()}


def flat(result):
    if isinstance(result, torch.Tensor):
        return [result]
    return [t for part in result if part is not None for t in flat(part)]


def note(kind, arguments, compute, inputs, constants, ints, masks, module=None):
    leaves = {name: x.clone().requires_grad_(True) for name, x in inputs.items()}
    state = named({camel(k): v for k, v in module.state_dict().items()}) if module else {}
    outputs = flat(compute({**leaves, **constants, **ints, **masks}))
    grads = [torch.randn_like(y) for y in outputs]
    sum((y * g).sum() for y, g in zip(outputs, grads)).backward()
    case = {**kind, "arguments": arguments, "inputs": named(leaves), "outputs": [values(y) for y in outputs],
            "outputGrads": [values(g) for g in grads], "grads": named({k: v.grad for k, v in leaves.items() if v.grad is not None})}
    for name, group in [("constants", constants), ("ints", ints), ("masks", masks)]:
        if group:
            case[name] = named(group)
    if module:
        case["state"] = state
        case["stateGrads"] = named({camel(k): p.grad for k, p in module.named_parameters()})
        case["buffersAfter"] = named({camel(k): b for k, b in module.named_buffers()})
    cases.append(case)


def function(name, arguments, compute, inputs, constants={}, ints={}, masks={}):
    note({"function": name}, arguments, compute, inputs, constants, ints, masks)


def layer(name, constructor, module, arguments, inputs, constants={}, ints={}, masks={}, compute=None, training=True):
    module.train(training)
    module.zero_grad()
    with torch.no_grad():
        for p in module.parameters():
            p.copy_(torch.randn_like(p) * 0.5)
    kind = {"module": name, "constructor": constructor, "training": training}
    note(kind, arguments, lambda t: (compute or (lambda m, t: m(*t.values())))(module, t), inputs, constants, ints, masks, module)


def r(*shape):
    return torch.randn(shape)


def positive(*shape):
    return torch.rand(shape) + 0.5


# Convolutions
for x, w, options in [
    ((2, 4, 9), (6, 4, 3), {}),
    ((2, 4, 9), (6, 2, 3), {"stride": 2, "padding": 1, "groups": 2}),
    ((1, 3, 8), (3, 1, 2), {"groups": 3, "padding": "same", "dilation": 3}),
    ((3, 7), (2, 3, 4), {"padding": "same"}),
    ((2, 3, 7), (2, 3, 3), {"padding": "valid", "dilation": 2}),
]:
    function("conv1d", ["$x", "$weight", "$bias", options], lambda t: F.conv1d(t["x"], t["weight"], t["bias"], **options), {"x": r(*x), "weight": r(*w), "bias": r(w[0])})
for x, w, options in [
    ((2, 4, 6, 5), (6, 2, 3, 2), {"groups": 2, "stride": [2, 1], "padding": [1, 0], "dilation": [1, 2]}),
    ((1, 3, 5, 6), (6, 1, 2, 3), {"groups": 3, "padding": "same"}),
    ((2, 2, 5, 4), (3, 2, 2, 4), {"padding": "same", "dilation": [1, 2]}),
    ((3, 4, 4), (2, 3, 1, 1), {}),
    ((2, 2, 4, 4), (2, 2, 3, 3), {"padding": "valid"}),
]:
    function("conv2d", ["$x", "$weight", "$bias", options], lambda t: F.conv2d(t["x"], t["weight"], t["bias"], **options), {"x": r(*x), "weight": r(*w), "bias": r(w[0])})
for name, compute, x, w, options in [
    ("convTranspose1d", F.conv_transpose1d, (2, 4, 5), (4, 3, 3), {}),
    ("convTranspose1d", F.conv_transpose1d, (2, 4, 5), (4, 3, 3), {"stride": 3, "padding": 1, "outputPadding": 2, "groups": 2}),
    ("convTranspose1d", F.conv_transpose1d, (2, 5), (2, 3, 2), {"dilation": 3, "outputPadding": 1}),
    ("convTranspose2d", F.conv_transpose2d, (2, 4, 3, 4), (4, 1, 3, 2), {"stride": [2, 1], "padding": [1, 0], "outputPadding": [1, 0], "groups": 2}),
    ("convTranspose2d", F.conv_transpose2d, (1, 3, 3, 2), (3, 2, 2, 2), {"stride": 2, "dilation": [2, 3], "outputPadding": 1}),
    ("convTranspose2d", F.conv_transpose2d, (3, 3, 3), (3, 2, 2, 3), {}),
]:
    own = {{"outputPadding": "output_padding"}.get(k, k): v for k, v in options.items()}
    bias = r(w[1] * options.get("groups", 1))
    function(name, ["$x", "$weight", "$bias", options], lambda t: compute(t["x"], t["weight"], t["bias"], **own), {"x": r(*x), "weight": r(*w), "bias": bias})

# Pooling
for name, compute, x, size, options in [
    ("maxPool1d", F.max_pool1d, (2, 3, 9), 2, {}),
    ("maxPool1d", F.max_pool1d, (3, 10), 3, {"stride": 2, "padding": 1, "dilation": 2, "ceilMode": True}),
    ("maxPool2d", F.max_pool2d, (2, 3, 7, 6), [3, 2], {"stride": [2, 3], "padding": [1, 0], "ceilMode": True}),
    ("maxPool2d", F.max_pool2d, (3, 6, 5), 2, {"dilation": 2, "stride": 1}),
    ("avgPool1d", F.avg_pool1d, (2, 3, 9), 2, {}),
    ("avgPool1d", F.avg_pool1d, (2, 3, 8), 3, {"stride": 2, "padding": 1, "ceilMode": True, "countIncludePad": False}),
    ("avgPool2d", F.avg_pool2d, (2, 3, 7, 6), [3, 2], {"stride": [2, 3], "padding": [1, 1], "ceilMode": True}),
    ("avgPool2d", F.avg_pool2d, (2, 2, 7, 6), 3, {"padding": 1, "countIncludePad": False, "stride": 2, "ceilMode": True}),
    ("avgPool2d", F.avg_pool2d, (3, 6, 5), 2, {"divisorOverride": 3}),
]:
    own = {re.sub("[A-Z]", lambda m: "_" + m[0].lower(), k): v for k, v in options.items()}
    function(name, ["$x", size, options], lambda t: compute(t["x"], size, **own), {"x": r(*x)})
for name, compute, x, size in [
    ("adaptiveAvgPool1d", F.adaptive_avg_pool1d, (2, 3, 7), 3),
    ("adaptiveAvgPool2d", F.adaptive_avg_pool2d, (2, 3, 7, 5), [3, 4]),
    ("adaptiveAvgPool2d", F.adaptive_avg_pool2d, (3, 4, 5), 1),
    ("adaptiveAvgPool2d", F.adaptive_avg_pool2d, (1, 2, 3, 2), [5, None]),
    ("adaptiveMaxPool1d", F.adaptive_max_pool1d, (2, 3, 7), 3),
    ("adaptiveMaxPool2d", F.adaptive_max_pool2d, (2, 3, 7, 5), [3, 4]),
]:
    function(name, ["$x", size], lambda t: compute(t["x"], size), {"x": r(*x)})

# Normalisation
affine = {"weight": "$weight", "bias": "$bias"}
for shape in [(6, 3), (2, 3, 4), (2, 3, 2, 3)]:
    inputs = {"x": r(*shape), "weight": r(3), "bias": r(3)}
    function("batchNorm", ["$x", {**affine, "training": True}], lambda t: F.batch_norm(t["x"], None, None, t["weight"], t["bias"], True), inputs)
    running = {"mean": r(3), "variance": positive(3)}
    options = {**affine, "runningMean": "$mean", "runningVar": "$variance", "eps": 0.1}
    function("batchNorm", ["$x", options], lambda t: F.batch_norm(t["x"], t["mean"], t["variance"], t["weight"], t["bias"], False, eps=0.1), inputs, running)
for shape, groups in [((3, 4), 2), ((2, 6, 3), 3), ((2, 4, 2, 3), 1)]:
    inputs = {"x": r(*shape), "weight": r(shape[1]), "bias": r(shape[1])}
    function("groupNorm", ["$x", groups, affine], lambda t: F.group_norm(t["x"], groups, t["weight"], t["bias"]), inputs)
for shape in [(2, 3, 4), (2, 3, 2, 3)]:
    inputs = {"x": r(*shape), "weight": r(3), "bias": r(3)}
    function("instanceNorm", ["$x", affine], lambda t: F.instance_norm(t["x"], None, None, t["weight"], t["bias"]), inputs)
function("rmsNorm", ["$x", [4], {"weight": "$weight"}], lambda t: F.rms_norm(t["x"], (4,), t["weight"]), {"x": r(3, 4), "weight": r(4)})
function("layerNorm", ["$x", [2, 4], {**affine, "eps": 0.01}], lambda t: F.layer_norm(t["x"], (2, 4), t["weight"], t["bias"], 0.01), {"x": r(3, 2, 4), "weight": r(2, 4), "bias": r(2, 4)})
places = torch.tensor([[1, 4, 0], [4, 4, 2]])
for padding in [4, -1, 0]:
    function("embedding", ["$indices", "$weight", {"paddingIdx": padding}], lambda t: F.embedding(t["indices"], t["weight"], padding), {"weight": r(5, 3)}, ints={"indices": places})

# Activations. PyTorch's own celu and hardsigmoid round 1 / alpha and 1 / 6 to float32, so they are written out in float64.
x = torch.cat([r(3, 6) * 3, torch.tensor([[-30.0, -3.5, -0.2, 0.3, 6.5, 30.0]])])
for name, more, compute in [
    ("relu", [], F.relu), ("relu6", [], F.relu6), ("leakyReLU", [0.3], lambda t: F.leaky_relu(t, 0.3)), ("elu", [], F.elu), ("elu", [1.7], lambda t: F.elu(t, 1.7)),
    ("selu", [], F.selu), ("celu", [], F.celu), ("celu", [0.6], lambda t: torch.where(t > 0, t, 0.6 * torch.expm1(t / 0.6))), ("threshold", [0.5, -2], lambda t: F.threshold(t, 0.5, -2)),
    ("hardtanh", [], F.hardtanh), ("hardtanh", [{"minValue": -2, "maxValue": 0.5}], lambda t: F.hardtanh(t, -2, 0.5)), ("hardshrink", [], F.hardshrink),
    ("hardshrink", [1.5], lambda t: F.hardshrink(t, 1.5)), ("softshrink", [], F.softshrink), ("softshrink", [1.5], lambda t: F.softshrink(t, 1.5)),
    ("sigmoid", [], F.sigmoid), ("logSigmoid", [], F.logsigmoid), ("tanh", [], F.tanh), ("tanhshrink", [], F.tanhshrink), ("softsign", [], F.softsign),
    ("gelu", [], F.gelu), ("gelu", [{"approximate": "tanh"}], lambda t: F.gelu(t, approximate="tanh")), ("silu", [], F.silu), ("mish", [], F.mish),
    ("softplus", [], F.softplus), ("softplus", [{"beta": 0.7, "threshold": 3}], lambda t: F.softplus(t, 0.7, 3)), ("hardsigmoid", [], lambda t: F.relu6(t + 3) / 6), ("hardswish", [], F.hardswish),
    ("softmax", [0], lambda t: F.softmax(t, 0)), ("softmax", [-1], lambda t: F.softmax(t, -1)), ("logSoftmax", [0], lambda t: F.log_softmax(t, 0)), ("softmin", [1], lambda t: F.softmin(t, 1)),
    ("glu", [], F.glu), ("glu", [0], lambda t: F.glu(t, 0)),
]:
    function(name, ["$x", *more], lambda t: compute(t["x"]), {"x": x})
function("prelu", ["$x", "$weight"], lambda t: F.prelu(t["x"], t["weight"]), {"x": r(2, 3, 4), "weight": r(3)})
function("prelu", ["$x", "$weight"], lambda t: F.prelu(t["x"], t["weight"]), {"x": r(7), "weight": r(1)})

# Similarity
for dim in [1, -1]:
    function("cosineSimilarity", ["$a", "$b", dim], lambda t: F.cosine_similarity(t["a"], t["b"], dim), {"a": r(2, 3, 4), "b": r(2, 3, 4)})
for options in [{}, {"p": 1}, {"p": 3, "keepdim": True, "eps": 0.01}, {"p": float("inf")}]:
    if options.get("p") == float("inf"):
        continue
    function("pairwiseDistance", ["$a", "$b", options], lambda t: F.pairwise_distance(t["a"], t["b"], **options), {"a": r(3, 4), "b": r(3, 4)})
for options in [{}, {"p": 1, "dim": 0}]:
    function("normalize", ["$x", options], lambda t: F.normalize(t["x"], **options), {"x": r(3, 4)})

# Losses
signs = torch.tensor([[1.0, -1, 1, -1], [-1, -1, 1, 1], [1, 1, -1, -1]])
yes = torch.tensor([[1.0, 0, 1, 0], [0, 0.3, 1, 1], [1, 1, 0, 0]])
for reduction in ["mean", "sum", "none"]:
    how = {"reduction": reduction}
    target, weight = r(3, 4), positive(3, 4)
    both = {"input": r(3, 4), "target": target}
    function("mseLoss", ["$input", "$target", how], lambda t: F.mse_loss(t["input"], t["target"], **how), both)
    function("l1Loss", ["$input", "$target", how], lambda t: F.l1_loss(t["input"], t["target"], **how), both)
    function("smoothL1Loss", ["$input", "$target", {**how, "beta": 0.6}], lambda t: F.smooth_l1_loss(t["input"], t["target"], beta=0.6, **how), both)
    function("smoothL1Loss", ["$input", "$target", {**how, "beta": 0}], lambda t: F.smooth_l1_loss(t["input"], t["target"], beta=0.0, **how), both)
    function("huberLoss", ["$input", "$target", {**how, "delta": 0.7}], lambda t: F.huber_loss(t["input"], t["target"], delta=0.7, **how), both)
    function("binaryCrossEntropy", ["$p", "$target", {**how, "weight": "$weight"}], lambda t: F.binary_cross_entropy(t["p"], t["target"], t["weight"], **how), {"p": torch.rand(3, 4) * 0.9 + 0.05}, {"target": yes, "weight": weight})
    options = {**how, "weight": "$weight", "posWeight": "$posWeight"}
    function("binaryCrossEntropyWithLogits", ["$x", "$target", options], lambda t: F.binary_cross_entropy_with_logits(t["x"], t["target"], t["weight"], pos_weight=t["posWeight"], **how), {"x": r(3, 4)}, {"target": yes, "weight": weight, "posWeight": positive(4)})
    function("softMarginLoss", ["$x", "$target", how], lambda t: F.soft_margin_loss(t["x"], t["target"], **how), {"x": r(3, 4)}, {"target": signs})
    function("hingeEmbeddingLoss", ["$x", "$target", {**how, "margin": 0.8}], lambda t: F.hinge_embedding_loss(t["x"], t["target"], margin=0.8, **how), {"x": r(3, 4)}, {"target": signs})
    function("marginRankingLoss", ["$a", "$b", "$target", {**how, "margin": 0.3}], lambda t: F.margin_ranking_loss(t["a"], t["b"], t["target"], margin=0.3, **how), {"a": r(3, 4), "b": r(3, 4)}, {"target": signs})
    function("cosineEmbeddingLoss", ["$a", "$b", "$target", {**how, "margin": -0.4}], lambda t: F.cosine_embedding_loss(t["a"], t["b"], t["target"], margin=-0.4, **how), {"a": r(4, 3), "b": r(4, 3)}, {"target": signs[0]})
    for options in [{}, {"swap": True, "margin": 2, "p": 3}]:
        function("tripletMarginLoss", ["$a", "$p", "$n", {**how, **options}], lambda t: F.triplet_margin_loss(t["a"], t["p"], t["n"], **how, **options), {"a": r(4, 3), "p": r(4, 3), "n": r(4, 3)})
    counts = torch.tensor([[0.0, 1, 5, 2], [3, 0, 1, 9], [2, 2, 0, 1]])
    function("poissonNLLLoss", ["$x", "$target", {**how, "full": True}], lambda t: F.poisson_nll_loss(t["x"], t["target"], full=True, **how), {"x": r(3, 4)}, {"target": counts})
    function("poissonNLLLoss", ["$x", "$target", {**how, "logInput": False}], lambda t: F.poisson_nll_loss(t["x"], t["target"], log_input=False, **how), {"x": positive(3, 4)}, {"target": counts})
    spread = {"input": r(3, 4), "variance": positive(3, 4)}
    function("gaussianNLLLoss", ["$input", "$target", "$variance", {**how, "full": True}], lambda t: F.gaussian_nll_loss(t["input"], t["target"], t["variance"], full=True, **how), spread, {"target": target})
    spread = {"input": r(3, 4), "variance": positive(3, 1)}
    function("gaussianNLLLoss", ["$input", "$target", "$variance", {**how, "eps": 0.9}], lambda t: F.gaussian_nll_loss(t["input"], t["target"], t["variance"], eps=0.9, **how), spread, {"target": target})
for reduction in ["mean", "sum", "none", "batchmean"]:
    probabilities, how = F.softmax(r(3, 4), -1), {"reduction": reduction}
    function("klDivergence", ["$x", "$target", how], lambda t: F.kl_div(t["x"], t["target"], **how), {"x": F.log_softmax(r(3, 4), -1), "target": probabilities})
    function("klDivergence", ["$x", "$target", {**how, "logTarget": True}], lambda t: F.kl_div(t["x"], t["target"], log_target=True, **how), {"x": F.log_softmax(r(3, 4), -1), "target": probabilities.log()})
classes, weights = 4, {"weight": positive(4)}
for shape in [(5, 4), (2, 4, 3), (2, 4, 2, 2), (4,)]:
    others = shape[:1] + shape[2:] if len(shape) > 1 else ()
    labels = torch.randint(0, 4, others)
    if len(shape) > 1:
        labels.view(-1)[0] = 2 if len(shape) == 3 else -100
    ignored = 2 if len(shape) == 3 else -100
    for reduction in ["mean", "sum", "none"]:
        how = {"reduction": reduction}
        torch_how = {**how, "ignore_index": ignored}
        own_how = {**how, "ignoreIndex": ignored}
        logits, soft = r(*shape), F.softmax(r(*shape), 1 if len(shape) > 1 else 0)
        function("crossEntropy", ["$x", "$labels", own_how], lambda t: F.cross_entropy(t["x"], t["labels"], **torch_how), {"x": logits}, ints={"labels": labels})
        options = {**own_how, "labelSmoothing": 0.2, "weight": "$weight"}
        function("crossEntropy", ["$x", "$labels", options], lambda t: F.cross_entropy(t["x"], t["labels"], t["weight"], label_smoothing=0.2, **torch_how), {"x": logits}, weights, {"labels": labels})
        options = {**how, "labelSmoothing": 0.2, "weight": "$weight"}
        function("crossEntropy", ["$x", "$soft", options], lambda t: F.cross_entropy(t["x"], t["soft"], t["weight"], label_smoothing=0.2, **how), {"x": logits}, {**weights, "soft": soft})
        options = {**own_how, "weight": "$weight"}
        function("nllLoss", ["$x", "$labels", options], lambda t: F.nll_loss(t["x"], t["labels"], t["weight"], **torch_how), {"x": logits}, weights, {"labels": labels})
        if len(shape) < 3:
            safe = labels.clamp(min=0)
            options = {**how, "p": 2, "margin": 0.7, "weight": "$weight"}
            function("multiMarginLoss", ["$x", "$labels", options], lambda t: F.multi_margin_loss(t["x"], t["labels"], p=2, margin=0.7, weight=t["weight"], **how), {"x": logits}, weights, {"labels": safe})
            function("multiMarginLoss", ["$x", "$labels", how], lambda t: F.multi_margin_loss(t["x"], t["labels"], **how), {"x": logits}, {}, {"labels": safe})

# Attention
for options, own in [({}, {}), ({"causal": True}, {"is_causal": True}), ({"enableGqa": True}, {"enable_gqa": True}), ({"enableGqa": True, "causal": True, "scale": 0.3}, {"enable_gqa": True, "is_causal": True, "scale": 0.3})]:
    heads = 2 if "enableGqa" in options else 4
    inputs = {"q": r(2, 4, 3, 2), "k": r(2, heads, 3, 2), "v": r(2, heads, 3, 5)}
    function("scaledDotProductAttention", ["$q", "$k", "$v", options], lambda t: F.scaled_dot_product_attention(t["q"], t["k"], t["v"], **own), inputs)
look = torch.tensor([[True, False, True, True], [True, True, False, False], [False, True, True, True]])
inputs = {"q": r(2, 3, 2), "k": r(2, 4, 2), "v": r(2, 4, 5)}
function("scaledDotProductAttention", ["$q", "$k", "$v", {"mask": "$mask"}], lambda t: F.scaled_dot_product_attention(t["q"], t["k"], t["v"], t["mask"]), inputs, masks={"mask": look})

# Layers
layer("Conv1d", [4, 6, 3, {"groups": 2, "padding": 1}], nn.Conv1d(4, 6, 3, groups=2, padding=1), ["$x"], {"x": r(2, 4, 5)})
layer("Conv2d", [2, 3, [2, 3], {"stride": 2, "bias": False}], nn.Conv2d(2, 3, (2, 3), stride=2, bias=False), ["$x"], {"x": r(2, 2, 5, 6)})
layer("ConvTranspose1d", [4, 6, 3, {"groups": 2, "stride": 2}], nn.ConvTranspose1d(4, 6, 3, groups=2, stride=2), ["$x"], {"x": r(2, 4, 5)})
layer("ConvTranspose2d", [3, 2, 2, {"stride": 2}], nn.ConvTranspose2d(3, 2, 2, stride=2), ["$x"], {"x": r(2, 3, 3, 4)})
layer("PReLU", [3], nn.PReLU(3), ["$x"], {"x": r(2, 3, 4)})
for training in [True, False]:
    for constructor, module, x in [
        (["BatchNorm1d", 3], nn.BatchNorm1d(3), r(4, 3)),
        (["BatchNorm1d", 3, {"momentum": None, "affine": False}], nn.BatchNorm1d(3, momentum=None, affine=False), r(2, 3, 4)),
        (["BatchNorm2d", 3, {"momentum": 0.3, "eps": 0.01}], nn.BatchNorm2d(3, momentum=0.3, eps=0.01), r(2, 3, 2, 3)),
        (["BatchNorm2d", 3, {"trackRunningStats": False}], nn.BatchNorm2d(3, track_running_stats=False), r(2, 3, 2, 3)),
        (["InstanceNorm1d", 3], nn.InstanceNorm1d(3), r(2, 3, 4)),
        (["InstanceNorm2d", 3, {"affine": True, "trackRunningStats": True}], nn.InstanceNorm2d(3, affine=True, track_running_stats=True), r(2, 3, 2, 3)),
        (["GroupNorm", 2, 4, {"eps": 0.1}], nn.GroupNorm(2, 4, eps=0.1), r(2, 4, 3)),
    ]:
        for _ in range(2):
            module(r(*x.shape))
        layer(constructor[0], constructor[1:], module, ["$x"], {"x": x}, training=training)
layer("InstanceNorm1d", [3, {"affine": True}], nn.InstanceNorm1d(3, affine=True), ["$x"], {"x": r(3, 5)})
layer("LayerNorm", [[2, 4], {"bias": False}], nn.LayerNorm((2, 4), bias=False), ["$x"], {"x": r(3, 2, 4)})
layer("LayerNorm", [4, {"elementwiseAffine": False}], nn.LayerNorm(4, elementwise_affine=False), ["$x"], {"x": r(3, 4)})
layer("RMSNorm", [4], nn.RMSNorm(4), ["$x"], {"x": r(3, 4)})
layer("Embedding", [5, 3, {"paddingIdx": 1}], nn.Embedding(5, 3, padding_idx=1), ["$indices"], {}, ints={"indices": places})

# Recurrent layers
for name, build, states in [("RNN", nn.RNN, 1), ("GRU", nn.GRU, 1), ("LSTM", nn.LSTM, 2)]:
    for options, own in [
        ({}, {}),
        ({"numLayers": 2, "bidirectional": True, "batchFirst": True}, {"num_layers": 2, "bidirectional": True, "batch_first": True}),
        ({"numLayers": 2, "bias": False}, {"num_layers": 2, "bias": False}),
        ({"bidirectional": True}, {"bidirectional": True}),
    ] + ([({"nonlinearity": "relu"}, {"nonlinearity": "relu"})] if name == "RNN" else []):
        module, x = build(2, 3, **own), r(4, 2, 2)
        layer(name, [2, 3, options], module, ["$x"], {"x": x})
        rows = options.get("numLayers", 1) * (2 if options.get("bidirectional") else 1)
        batch = x.shape[0 if options.get("batchFirst") else 1]
        first = {"x": r(4, 2, 2), **{f"s{i}": r(rows, batch, 3) for i in range(states)}}
        if states == 2:
            layer(name, [2, 3, options], module, ["$x", ["$s0", "$s1"]], first, compute=lambda m, t: m(t["x"], (t["s0"], t["s1"])))
        else:
            layer(name, [2, 3, options], module, ["$x", "$s0"], first)
    layer(name, [2, 3], build(2, 3), ["$x"], {"x": r(5, 2)})
for name, build in [("RNNCell", nn.RNNCell), ("GRUCell", nn.GRUCell), ("LSTMCell", nn.LSTMCell)]:
    layer(name, [2, 3], build(2, 3), ["$x"], {"x": r(4, 2)})
    state = ["$s0", "$s1"] if name == "LSTMCell" else "$s0"
    first = {"x": r(4, 2), "s0": r(4, 3), **({"s1": r(4, 3)} if name == "LSTMCell" else {})}
    compute = (lambda m, t: m(t["x"], (t["s0"], t["s1"]))) if name == "LSTMCell" else None
    layer(name, [2, 3, {"bias": False}], build(2, 3, bias=False), ["$x", state], first, compute=compute)

# Multi-head attention
hidden = torch.tensor([[False, True, False], [False, False, True], [True, False, False]])
padded = torch.tensor([[False, False, True], [False, False, False]])
for options, own, masks, constants in [
    ({}, {}, {}, {}),
    ({"averageAttnWeights": False}, {"average_attn_weights": False}, {}, {}),
    ({"needWeights": False}, {"need_weights": False}, {}, {}),
    ({"attnMask": "$mask"}, {"attn_mask": "mask"}, {"mask": hidden}, {}),
    ({"attnMask": "$mask", "keyPaddingMask": "$padding"}, {"attn_mask": "mask", "key_padding_mask": "padding"}, {"mask": hidden, "padding": padded}, {}),
    ({"keyPaddingMask": "$padding", "needWeights": False}, {"key_padding_mask": "padding", "need_weights": False}, {"padding": padded}, {}),
    ({"attnMask": "$mask", "needWeights": False}, {"attn_mask": "mask", "need_weights": False}, {}, {"mask": r(4, 3, 3)}),
]:
    def attend(m, t):
        return m(t["x"], t["x"], t["x"], **{k: t[v] if isinstance(v, str) else v for k, v in own.items()})
    layer("MultiheadAttention", [4, 2], nn.MultiheadAttention(4, 2, batch_first=True), ["$x", "$x", "$x", options], {"x": r(2, 3, 4)}, constants, masks=masks, compute=attend)
ahead = torch.triu(torch.ones(3, 3), 1).bool()
for need in [True, False]:
    layer("MultiheadAttention", [4, 2, {"bias": False}], nn.MultiheadAttention(4, 2, bias=False, batch_first=True), ["$x", "$x", "$x", {"causal": True, "needWeights": need}], {"x": r(2, 3, 4)},
          compute=lambda m, t: m(t["x"], t["x"], t["x"], attn_mask=ahead, need_weights=need))
layer("MultiheadAttention", [4, 2, {"kdim": 3, "vdim": 5}], nn.MultiheadAttention(4, 2, kdim=3, vdim=5, batch_first=True), ["$q", "$k", "$v"], {"q": r(2, 3, 4), "k": r(2, 5, 3), "v": r(2, 5, 5)})
layer("MultiheadAttention", [4, 2, {"batchFirst": False}], nn.MultiheadAttention(4, 2), ["$q", "$k", "$k"], {"q": r(3, 2, 4), "k": r(5, 2, 4)}, compute=lambda m, t: m(t["q"], t["k"], t["k"]))
layer("MultiheadAttention", [4, 2], nn.MultiheadAttention(4, 2, batch_first=True), ["$q", "$k", "$k"], {"q": r(3, 4), "k": r(5, 4)}, compute=lambda m, t: m(t["q"], t["k"], t["k"]))
for options, own in [({}, {}), ({"normFirst": True, "activation": "gelu"}, {"norm_first": True, "activation": "gelu"})]:
    shape = {"dimFeedforward": 5, "dropout": 0}
    module = nn.TransformerEncoderLayer(4, 2, 5, 0.0, batch_first=True, **own)
    layer("TransformerEncoderLayer", [4, 2, {**shape, **options}], module, ["$x"], {"x": r(2, 3, 4)})
    layer("TransformerEncoderLayer", [4, 2, {**shape, **options}], module, ["$x", {"causal": True, "keyPaddingMask": "$padding"}], {"x": r(2, 3, 4)}, masks={"padding": padded},
          compute=lambda m, t: m(t["x"], src_mask=ahead, src_key_padding_mask=t["padding"]), training=False)

json.dump({"source": f"PyTorch {torch.__version__}, float64, seed {seed}", "cases": cases}, open(out_path, "w"))
print(len(cases), "cases")
