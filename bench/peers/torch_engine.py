"""PyTorch on the CPU, two threads, eager. Prints one JSON line a workload, in the form of bench/measure.mjs.

usage: python torch_engine.py [--only=tiny,mlp,...] [--repeats=N] [--threads=N]
"""

import argparse
import json
import statistics
import time

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

arguments = argparse.ArgumentParser()
arguments.add_argument("--only", type=lambda names: names.split(","))
arguments.add_argument("--repeats", type=int, default=7)
arguments.add_argument("--threads", type=int, default=2)
options = arguments.parse_args()
torch.set_num_threads(options.threads)


def uniform(count, low, high, seed):
    """The generator of bench/measure.mjs (mulberry32): every contender starts from the same numbers."""
    with np.errstate(over="ignore"):
        state = np.uint32(seed) + np.arange(1, count + 1, dtype=np.uint32) * np.uint32(0x6D2B79F5)
        t = (state ^ (state >> 15)) * (1 | state)
        t = (t + (t ^ (t >> 7)) * (61 | t)) ^ t
    return torch.from_numpy((low + (high - low) * ((t ^ (t >> 14)) / 4294967296)).astype(np.float32))


def labels(count, classes, seed):
    return (uniform(count, 0, 1, seed).double() * classes).long()


def wanted(workload):
    return options.only is None or workload in options.only


def measure(call, seconds=0.2):
    def timed(count):
        start = time.perf_counter()
        for _ in range(count):
            call()
        return (time.perf_counter() - start) / count

    count, spent = 1, 0
    while spent < 1:
        once = timed(count)
        spent += once * count
        count *= 2
    count = max(1, int(seconds / once))
    return statistics.median(timed(count) for _ in range(options.repeats))


def report(workload, value, unit, check):
    print(json.dumps({"workload": workload, "value": value, "unit": unit, "check": check}), flush=True)


def linear_start(layer, seed):
    bound = layer.in_features**-0.5
    with torch.no_grad():
        weight = uniform(layer.weight.numel(), -bound, bound, seed)
        layer.weight.copy_(weight.view(layer.in_features, layer.out_features).T)
        if layer.bias is not None:
            layer.bias.copy_(uniform(layer.out_features, -bound, bound, seed + 1))


def linear_layers_start(model, seed):
    for i, layer in enumerate(m for m in model.modules() if isinstance(m, nn.Linear)):
        linear_start(layer, seed + 2 * i)


def train(name, loss_of, optimizer, unit, per_second):
    def step():
        optimizer.zero_grad(set_to_none=True)
        loss = loss_of()
        loss.backward()
        optimizer.step()
        return loss.item()

    first = step()
    report(name, measure(step) * per_second, unit, first)


def tiny():
    model = nn.Sequential(nn.Linear(2, 16), nn.Tanh(), nn.Linear(16, 16), nn.Tanh(), nn.Linear(16, 1))
    linear_layers_start(model, 10)
    x, y = uniform(200, -1.7, 1.7, 5).view(100, 2), uniform(100, -1.7, 1.7, 6).view(100, 1)
    train("tiny", lambda: F.mse_loss(model(x), y), torch.optim.SGD(model.parameters(), lr=0.03), "us/step", 1e6)


def mlp():
    model = nn.Sequential(nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 64), nn.ReLU(), nn.Linear(64, 10))
    linear_layers_start(model, 10)
    x, y = uniform(64 * 784, 0, 1, 3).view(64, 784), labels(64, 10, 4)
    train("mlp", lambda: F.cross_entropy(model(x), y), torch.optim.Adam(model.parameters(), lr=1e-4), "us/step", 1e6)


class Block(nn.Module):
    def __init__(self, features, heads):
        super().__init__()
        self.heads = heads
        self.norm1, self.norm2 = nn.LayerNorm(features), nn.LayerNorm(features)
        self.query_key_value, self.projection = nn.Linear(features, 3 * features), nn.Linear(features, features)
        self.up, self.down = nn.Linear(features, 4 * features), nn.Linear(4 * features, features)

    def forward(self, x):
        batch, context, features = x.shape
        split = self.query_key_value(self.norm1(x)).split(features, dim=2)
        q, k, v = (part.view(batch, context, self.heads, -1).transpose(1, 2) for part in split)
        mixed = F.scaled_dot_product_attention(q, k, v, is_causal=True).transpose(1, 2).reshape(x.shape)
        x = x + self.projection(mixed)
        return x + self.down(F.gelu(self.up(self.norm2(x)), approximate="tanh"))


class GPT(nn.Module):
    def __init__(self, layers, heads, features, context, vocabulary):
        super().__init__()
        self.tokens, self.positions = nn.Embedding(vocabulary, features), nn.Embedding(context, features)
        self.blocks = nn.ModuleList(Block(features, heads) for _ in range(layers))
        self.norm, self.head = nn.LayerNorm(features), nn.Linear(features, vocabulary, bias=False)
        self.register_buffer("places", torch.arange(context), persistent=False)

    def forward(self, indices):
        x = self.tokens(indices) + self.positions(self.places)
        for block in self.blocks:
            x = block(x)
        return self.head(self.norm(x))


def gpt(name, layers, heads, features, context, batch, vocabulary):
    model = GPT(layers, heads, features, context, vocabulary)
    linear_layers_start(model, 30)
    for embedding, seed in ((model.tokens, 20), (model.positions, 21)):
        with torch.no_grad():
            embedding.weight.copy_(uniform(embedding.weight.numel(), -1, 1, seed).view(embedding.weight.shape))
    x, y = (labels(batch * context, vocabulary, seed).view(batch, context) for seed in (7, 8))
    loss_of = lambda: F.cross_entropy(model(x).view(-1, vocabulary), y.view(-1))
    train(name, loss_of, torch.optim.AdamW(model.parameters(), lr=1e-4), "ms/step", 1e3)


def gemm():
    for n in (256, 512, 1024):
        if wanted(f"gemm-{n}"):
            a, b = uniform(n * n, -1, 1, 1).view(n, n), uniform(n * n, -1, 1, 2).view(n, n)
            out = torch.empty(n, n)
            milliseconds = measure(lambda: torch.mm(a, b, out=out)) * 1e3
            report(f"gemm-{n}", milliseconds, "ms", out[0, 0].item())


def operations():
    x = uniform(1_000_000, -3, 3, 9).view(1000, 1000)
    weight, bias, out = torch.ones(1000), torch.zeros(1000), torch.empty(1000, 1000)
    factors = 1 + torch.arange(1000) % 7
    calls = {
        "exp": lambda: torch.exp(x, out=out),
        "tanh": lambda: torch.tanh(x, out=out),
        "gelu": lambda: F.gelu(x, approximate="tanh"),
        "softmax": lambda: F.softmax(x, 1),
        "layernorm": lambda: F.layer_norm(x, (1000,), weight, bias),
    }
    for name, call in calls.items():
        if wanted(f"op-{name}-1e6"):
            check = (call()[0].double() * factors).sum().item()
            with torch.no_grad():
                report(f"op-{name}-1e6", measure(call) * 1e3, "ns/element", check)


for name, run in {
    "tiny": tiny,
    "mlp": mlp,
    "gpt": lambda: gpt("gpt", 4, 4, 128, 64, 16, 65),
    "gpt10": lambda: gpt("gpt10", 6, 6, 384, 256, 8, 65),
}.items():
    if wanted(name):
        run()
gemm()
operations()
