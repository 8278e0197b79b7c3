"""Writes dynamic-networks.json beside this file: two-slice dynamic networks, unrolled and asked of pyAgrum.

pip install pyagrum==3.3.1 numpy; python3 make-dynamic.py
pyAgrum computes posteriors with double precision; the most probable explanation is found by trying all worlds.
"""

import itertools
import json
import math
import random
from pathlib import Path

import pyagrum as gum


def rows(rng, states, count):
    table = []
    for _ in range(count):
        weights = [rng.random() + 0.02 for _ in range(states)]
        table.append([weight / sum(weights) for weight in weights])
    return table


def unroll(model, slices):
    net = gum.BayesNet()
    sizes = {v["name"]: len(v["states"]) for v in model["variables"]}
    for t in range(slices):
        for v in model["variables"]:
            net.add(gum.LabelizedVariable(f"{v['name']}_{t}", "", v["states"]))
    for t in range(slices):
        for cpt in model["cpts"]:
            inside = [(p, t) for p, c in model["edges"] if c == cpt["node"]]
            before = [(p, t - 1) for p, c in model["temporal"] if c == cpt["node"]] if t > 0 else []
            parents = inside + before
            child = f"{cpt['node']}_{t}"
            for p, when in parents:
                net.addArc(f"{p}_{when}", child)
            flat = cpt["flat_later"] if t > 0 else cpt["flat_initial"]
            for row, places in zip(flat, itertools.product(*(range(sizes[p]) for p, _ in parents))):
                net.cpt(child)[{f"{p}_{when}": i for (p, when), i in zip(parents, places)}] = row
    return net


def nested(flat, sizes):
    if not sizes:
        return flat[0]
    step = len(flat) // sizes[0]
    return [nested(flat[i * step : (i + 1) * step], sizes[1:]) for i in range(sizes[0])]


def posteriors(net, model, evidence, slices):
    engine = gum.LazyPropagation(net)
    engine.setEvidence(evidence)
    engine.makeInference()
    found = [
        {v["name"]: [float(p) for p in engine.posterior(f"{v['name']}_{t}").toarray()] for v in model["variables"]}
        for t in slices
    ]
    return found, math.log(engine.evidenceProbability()) if evidence else 0.0


def best_world(net, model, evidence, slices):
    nodes = [(f"{v['name']}_{t}", v["states"]) for t in range(slices) for v in model["variables"]]
    choices = [[evidence[name]] if name in evidence else states for name, states in nodes]
    names = [name for name, _ in nodes]
    places = {name: {state: i for i, state in enumerate(states)} for name, states in nodes}
    families = []
    for name in names:
        factor = net.cpt(name)
        order = list(factor.names)[::-1]
        families.append((order, factor.toarray()))
    best = -math.inf
    for world in itertools.product(*choices):
        at = {name: places[name][state] for name, state in zip(names, world)}
        best = max(best, sum(math.log(table[tuple(at[n] for n in order)]) for order, table in families))
    return best


def with_numbers(model, seed):
    rng = random.Random(seed)
    sizes = {v["name"]: len(v["states"]) for v in model["variables"]}
    model["cpts"] = []
    for v in model["variables"]:
        inside = [sizes[p] for p, c in model["edges"] if c == v["name"]]
        before = [sizes[p] for p, c in model["temporal"] if c == v["name"]]
        flat_initial = rows(rng, len(v["states"]), math.prod(inside))
        flat_later = rows(rng, len(v["states"]), math.prod(inside + before))
        model["cpts"].append({"node": v["name"], "flat_initial": flat_initial, "flat_later": flat_later})
        model["cpts"][-1]["initial"] = nested(flat_initial, inside)
        model["cpts"][-1]["later"] = nested(flat_later, inside + before)
    return model


umbrella = {
    "name": "umbrella",
    "variables": [{"name": "rain", "states": ["yes", "no"]}, {"name": "umbrella", "states": ["yes", "no"]}],
    "edges": [["rain", "umbrella"]],
    "temporal": [["rain", "rain"]],
    "evidence": [{}, {"umbrella": "yes"}, {"umbrella": "yes"}, {"umbrella": "no"}, {"umbrella": "yes"}],
}
umbrella["cpts"] = [
    {"node": "rain", "flat_initial": [[0.5, 0.5]], "flat_later": [[0.7, 0.3], [0.3, 0.7]]},
    {"node": "umbrella", "flat_initial": [[0.9, 0.1], [0.2, 0.8]], "flat_later": [[0.9, 0.1], [0.2, 0.8]]},
]
for one in umbrella["cpts"]:
    sizes = [] if one["node"] == "rain" else [2]
    one["initial"] = nested(one["flat_initial"], sizes)
    one["later"] = nested(one["flat_later"], [2])

factorial = with_numbers(
    {
        "name": "two chains that meet",
        "variables": [
            {"name": "a", "states": ["0", "1"]},
            {"name": "b", "states": ["low", "middle", "high"]},
            {"name": "seen", "states": ["x", "y", "z"]},
        ],
        "edges": [["a", "seen"], ["b", "seen"]],
        "temporal": [["a", "a"], ["b", "b"]],
        "evidence": [{"seen": "x"}, {"seen": "z"}, {}, {"seen": "y", "a": "1"}],
    },
    7,
)
tangled = with_numbers(
    {
        "name": "edges within and across",
        "variables": [
            {"name": "u", "states": ["0", "1"]},
            {"name": "v", "states": ["0", "1"]},
            {"name": "w", "states": ["p", "q", "r"]},
        ],
        "edges": [["u", "v"], ["v", "w"]],
        "temporal": [["w", "u"], ["u", "w"], ["v", "v"]],
        "evidence": [{"w": "q"}, {}, {"v": "1"}, {"u": "0", "w": "r"}],
    },
    11,
)

for model in (umbrella, factorial, tangled):
    slices, steps = len(model["evidence"]), 2
    net = unroll(model, slices)
    seen = [{f"{node}_{t}": state for t, e in enumerate(model["evidence"][:end]) for node, state in e.items()} for end in range(slices + 1)]
    model["smooth"], model["logEvidence"] = posteriors(net, model, seen[slices], range(slices))
    model["filter"] = [posteriors(net, model, seen[t + 1], [t])[0][0] for t in range(slices)]
    longer = unroll(model, slices + steps)
    model["forecast"] = posteriors(longer, model, seen[slices], range(slices, slices + steps))[0]
    model["mpeLogProbability"] = best_world(net, model, seen[slices], slices)
    for cpt in model["cpts"]:
        del cpt["flat_initial"], cpt["flat_later"]

path = Path(__file__).with_name("dynamic-networks.json")
golden = {"source": f"pyAgrum {gum.__version__}", "models": [umbrella, factorial, tangled]}
path.write_text(json.dumps(golden, indent=1) + "\n")
