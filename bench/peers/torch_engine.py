"""PyTorch on the CPU, two threads, eager. Prints one JSON line a workload, in the form of bench/measure.mjs."""

import json
import statistics
import time

import torch
import torch.nn.functional as F
from torch import nn

torch.set_num_threads(2)


def uniform(count, low, high, seed):
    """The generator of bench/measure.mjs (mulberry32): every contender starts from the same numbers."""
    mask, out, state = 0xFFFFFFFF, [], seed
    for _ in range(count):
        state = (state + 0x6D2B79F5) & mask
        t = ((state ^ (state >> 15)) * (1 | state)) & mask
        t = ((t + (((t ^ (t >> 7)) * (61 | t)) & mask)) & mask) ^ t
        out.append(low + (high - low) * ((t ^ (t >> 14)) / 4294967296))
    return torch.tensor(out)


def measure(call, seconds=0.25, repeats=7):
    for _ in range(3):
        call()
    start = time.perf_counter()
    call()
    count = max(1, int(seconds / max(time.perf_counter() - start, 1e-6)))
    for _ in range(min(count, 200)):
        call()
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        for _ in range(count):
            call()
        times.append((time.perf_counter() - start) / count)
    return statistics.median(times)


def report(workload, value, unit, check):
    print(json.dumps({"workload": workload, "value": value, "unit": unit, "check": check}), flush=True)


def same_start(model):
    for i, layer in enumerate(m for m in model if isinstance(m, nn.Linear)):
        bound = layer.in_features**-0.5
        with torch.no_grad():
            weight = uniform(layer.weight.numel(), -bound, bound, 10 + 2 * i)
            layer.weight.copy_(weight.view(layer.in_features, layer.out_features).T)
            layer.bias.copy_(uniform(layer.out_features, -bound, bound, 11 + 2 * i))


def train(name, model, loss_of, optimizer):
    def step():
        optimizer.zero_grad(set_to_none=True)
        loss = loss_of()
        loss.backward()
        optimizer.step()
        return loss

    first = step().item()
    report(name, measure(lambda: step().item()) * 1e6, "us/step", first)


def tiny():
    model = nn.Sequential(nn.Linear(2, 16), nn.Tanh(), nn.Linear(16, 16), nn.Tanh(), nn.Linear(16, 1))
    same_start(model)
    x, y = uniform(200, -1.7, 1.7, 5).view(100, 2), uniform(100, -1.7, 1.7, 6).view(100, 1)
    train("tiny", model, lambda: F.mse_loss(model(x), y), torch.optim.SGD(model.parameters(), lr=0.03))


def mlp():
    model = nn.Sequential(nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 64), nn.ReLU(), nn.Linear(64, 10))
    same_start(model)
    x, y = uniform(64 * 784, 0, 1, 3).view(64, 784), (uniform(64, 0, 1, 4) * 10).long()
    train("mlp", model, lambda: F.cross_entropy(model(x), y), torch.optim.Adam(model.parameters(), lr=1e-4))


def gemm():
    for n in (256, 512):
        a, b = uniform(n * n, -1, 1, 1).view(n, n), uniform(n * n, -1, 1, 2).view(n, n)
        report(f"gemm-{n}", measure(lambda: a @ b) * 1e3, "ms", (a @ b)[0, 0].item())


tiny()
mlp()
gemm()
