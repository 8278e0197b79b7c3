# Generates float64 reference values for optimisers, learning-rate schedules and clipping: python optim.py OUT.json
import json, math, sys, torch
from torch.optim import lr_scheduler as schedules

torch.set_num_threads(1)
torch.set_default_dtype(torch.float64)

# 0.5 sum(curvature (p - target)^2), as in torch-ops.py
START, CURVATURE, TARGET = [1.5, -0.7, 0.2, 2.0], [1.0, 10.0, 0.1, 3.0], [0.3, 0.1, -1.2, 0.5]


def bowl(p):
    return 0.5 * (torch.tensor(CURVATURE) * (p - torch.tensor(TARGET)) ** 2).sum()


def rosenbrock(p):
    return (100 * (p[1:] - p[:-1] ** 2) ** 2 + (1 - p[:-1]) ** 2).sum()


def trajectory(make, loss=bowl, start=START, steps=12, sign=1):
    p = torch.tensor(start, requires_grad=True)
    optimizer = make([p])

    def closure():
        optimizer.zero_grad()
        value = sign * loss(p)
        value.backward()
        return value

    out = []
    for _ in range(steps):
        optimizer.step(closure)
        out.append(p.detach().tolist())
    return out


def camel(name):
    head, *rest = name.split("_")
    return head + "".join(part.capitalize() for part in rest)


runs = []
for name, options in [
    ("SGD", dict(lr=0.05, maximize=True, momentum=0.5)),
    ("SGD", dict(lr=0.05, momentum=0.9, dampening=0.3, weight_decay=0.1)),
    ("SGD", dict(lr=0.05, momentum=0.9, nesterov=True, weight_decay=0.1)),
    ("Adam", dict(lr=0.1, amsgrad=True)),
    ("Adam", dict(lr=0.1, amsgrad=True, weight_decay=0.2, betas=(0.5, 0.6))),
    ("Adam", dict(lr=0.1, maximize=True, eps=1e-3)),
    ("AdamW", dict(lr=0.1, amsgrad=True, weight_decay=0.2)),
    ("RMSprop", dict(lr=0.05, centered=True)),
    ("RMSprop", dict(lr=0.05, centered=True, momentum=0.9, weight_decay=0.1, alpha=0.8)),
    ("RMSprop", dict(lr=0.05, maximize=True, eps=1e-2)),
    ("Adagrad", dict(lr=0.5, lr_decay=0.1)),
    ("Adagrad", dict(lr=0.5, initial_accumulator_value=0.7, weight_decay=0.1, eps=1e-3)),
    ("Adagrad", dict(lr=0.5, maximize=True)),
]:
    sign = -1 if options.get("maximize") else 1
    make = lambda params: getattr(torch.optim, name)(params, **options)
    params = {camel(key): value for key, value in options.items()}
    runs.append({"optimizer": name, "params": params, "trajectory": trajectory(make, sign=sign)})

# Two groups with options of their own; the third, fourth and fifth step after a group was added.
groups = []
for name, common, own, added in [
    ("SGD", dict(lr=0.05, momentum=0.9), dict(lr=0.01, weight_decay=0.1), dict(lr=0.2)),
    ("AdamW", dict(lr=0.05), dict(betas=(0.5, 0.9), weight_decay=0.3), dict(lr=0.3)),
    ("RMSprop", dict(lr=0.05), dict(momentum=0.5, centered=True), dict(alpha=0.5)),
    ("Adagrad", dict(lr=0.5), dict(lr_decay=0.5), dict(eps=0.1)),
]:
    p, q, r = (torch.tensor(START, requires_grad=True) for _ in range(3))
    optimizer = getattr(torch.optim, name)([{"params": [p]}, {"params": [q], **own}], **common)
    out = []
    for step in range(5):
        if step == 2:
            optimizer.add_param_group({"params": [r], **added})
        optimizer.zero_grad()
        (bowl(p) + bowl(q) + bowl(r)).backward()
        optimizer.step()
        out.append([t.detach().tolist() for t in (p, q, r)])
    styled = [{camel(k): v for k, v in options.items()} for options in (common, own, added)]
    groups.append({"optimizer": name, "common": styled[0], "own": styled[1], "added": styled[2], "trajectory": out})

lbfgs = []
for function, start, options, steps in [
    ("bowl", START, dict(), 2),
    ("bowl", START, dict(lr=0.3, max_iter=4, history_size=2), 4),
    ("bowl", START, dict(line_search_fn="strong_wolfe", max_iter=3), 3),
    ("rosenbrock", [-1.2, 1.0], dict(line_search_fn="strong_wolfe"), 3),
    ("rosenbrock", [-1.2, 1.0, 0.5, 2.0], dict(line_search_fn="strong_wolfe", max_iter=6, history_size=3), 6),
    ("rosenbrock", [-1.2, 1.0], dict(line_search_fn="strong_wolfe", max_iter=5, max_eval=7), 5),
    ("rosenbrock", [0.9, 0.8], dict(lr=0.5, max_iter=10), 3),
    ("bowl", START, dict(maximize=True, line_search_fn="strong_wolfe", max_iter=3), 2),
]:
    loss = {"bowl": bowl, "rosenbrock": rosenbrock}[function]
    sign = -1 if options.get("maximize") else 1
    out = trajectory(lambda params: torch.optim.LBFGS(params, **options), loss, start, steps, sign)
    params = {camel(key): value for key, value in options.items() if key != "line_search_fn"}
    if "line_search_fn" in options:
        params["lineSearch"] = "strongWolfe"
    lbfgs.append({"function": function, "start": start, "params": params, "trajectory": out})


# The rates of 25 steps, of two groups that start from 0.5 and 0.05.
def optimizer(**options):
    groups = [{"params": [torch.zeros(1, requires_grad=True)]}, {"params": [torch.zeros(1, requires_grad=True)], "lr": 0.05}]
    return torch.optim.SGD(groups, **{"lr": 0.5, **options})


def sequence(make, steps=25, watch=lambda group: group["lr"], metric=None):
    o = optimizer()
    schedule = make(o)
    out = []
    for step in range(steps):
        out.append([watch(group) for group in o.param_groups])
        o.step()
        schedule.step(*([metric[step]] if metric else []))
    return out


rates = []


def schedule(name, make, params=None, steps=25, **more):
    rates.append({"schedule": name, "params": params or {}, "rates": sequence(make, steps), **more})


schedule("StepLR", lambda o: schedules.StepLR(o, 4, 0.3), {"stepSize": 4, "gamma": 0.3})
schedule("StepLR", lambda o: schedules.StepLR(o, 7), {"stepSize": 7})
schedule("MultiStepLR", lambda o: schedules.MultiStepLR(o, [3, 5, 5, 12], 0.5), {"milestones": [3, 5, 5, 12], "gamma": 0.5})
schedule("ExponentialLR", lambda o: schedules.ExponentialLR(o, 0.8), {"gamma": 0.8})
schedule("ConstantLR", lambda o: schedules.ConstantLR(o), {})
schedule("ConstantLR", lambda o: schedules.ConstantLR(o, 0.2, 6), {"factor": 0.2, "totalIters": 6})
schedule("LinearLR", lambda o: schedules.LinearLR(o), {})
schedule("LinearLR", lambda o: schedules.LinearLR(o, 0.1, 0.7, 10), {"startFactor": 0.1, "endFactor": 0.7, "totalIters": 10})
schedule("PolynomialLR", lambda o: schedules.PolynomialLR(o, 10, 2.0), {"totalIters": 10, "power": 2})
schedule("CosineAnnealingLR", lambda o: schedules.CosineAnnealingLR(o, 10), {"tMax": 10})
schedule("CosineAnnealingLR", lambda o: schedules.CosineAnnealingLR(o, 9, 0.01), {"tMax": 9, "etaMin": 0.01})
schedule("CosineAnnealingWarmRestarts", lambda o: schedules.CosineAnnealingWarmRestarts(o, 5), {"t0": 5})
schedule("CosineAnnealingWarmRestarts", lambda o: schedules.CosineAnnealingWarmRestarts(o, 3, 2, 0.01), {"t0": 3, "tMult": 2, "etaMin": 0.01})
schedule("OneCycleLR", lambda o: schedules.OneCycleLR(o, 0.9, total_steps=25), {"maxLr": 0.9, "totalSteps": 25}, 24)
schedule("OneCycleLR", lambda o: schedules.OneCycleLR(o, [0.9, 0.4], epochs=5, steps_per_epoch=5, pct_start=0.4, anneal_strategy="linear", div_factor=10, final_div_factor=100), {"maxLr": [0.9, 0.4], "epochs": 5, "stepsPerEpoch": 5, "pctStart": 0.4, "annealStrategy": "linear", "divFactor": 10, "finalDivFactor": 100}, 24)
schedule("OneCycleLR", lambda o: schedules.OneCycleLR(o, 0.9, total_steps=25, three_phase=True), {"maxLr": 0.9, "totalSteps": 25, "threePhase": True}, 24)
schedule("LambdaLR", lambda o: schedules.LambdaLR(o, lambda t: 1 / (1 + t)), {})
schedule("warm-up then cosine", lambda o: schedules.SequentialLR(o, [schedules.LinearLR(o, 0.1, total_iters=5), schedules.CosineAnnealingLR(o, 15)], [5]), {})
schedule("constant, exponential, step", lambda o: schedules.SequentialLR(o, [schedules.ConstantLR(o, 0.1, 2), schedules.ExponentialLR(o, 0.9), schedules.StepLR(o, 3, 0.5)], [4, 11]), {})
schedule("chained", lambda o: schedules.ChainedScheduler([schedules.ConstantLR(o, 0.1, 6), schedules.ExponentialLR(o, 0.9)]), {})

metric = [5, 4, 4.0001, 3.9999, 4, 4, 4, 4, 4, 4, 3, 3, 3, 2.9, 2.89, 2.89, 2.89, 2.89, 9, 9, 9, 9, 1, 9, 9]
plateaus = []
for options in [
    dict(patience=2),
    dict(patience=1, factor=0.5, threshold=0.01, cooldown=2),
    dict(patience=0, factor=0.5, threshold=0.05, threshold_mode="abs", min_lr=0.1),
    dict(mode="max", patience=3, factor=0.3),
    dict(patience=1, factor=0.9999999, eps=1e-4),
]:
    got = sequence(lambda o: schedules.ReduceLROnPlateau(o, **options), metric=metric)
    plateaus.append({"params": {camel(key): value for key, value in options.items()}, "rates": got})


def momenta(rule, key, **options):
    o = rule([torch.zeros(1, requires_grad=True)], lr=0.1)
    one = schedules.OneCycleLR(o, 0.9, total_steps=20, **options)
    out = []
    for _ in range(19):
        group = o.param_groups[0]
        out.append(group["momentum"] if key == "momentum" else group["betas"][0])
        o.step()
        one.step()
    return out


cycles = {"SGD": momenta(torch.optim.SGD, "momentum"), "Adam": momenta(torch.optim.Adam, "betas", base_momentum=0.8, max_momentum=0.9)}

# An average of the parameters, after each of some steps.
p = torch.nn.Linear(2, 1)
averaged = torch.optim.swa_utils.AveragedModel(p, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(0.9))
ema = {"decay": 0.9, "weights": [], "averages": []}
for step in range(6):
    with torch.no_grad():
        p.weight.copy_(torch.tensor([[math.sin(step), math.cos(2 * step)]]))
    averaged.update_parameters(p)
    ema["weights"].append(p.weight.flatten().tolist())
    ema["averages"].append(averaged.module.weight.flatten().tolist())

clips = []
for norm_type in [2.0, 1.0, 3.0, math.inf]:
    for max_norm in [1.0, 100.0]:
        p, q = torch.zeros(3, requires_grad=True), torch.zeros(2, 2, requires_grad=True)
        p.grad, q.grad = torch.tensor([3.0, -4.0, 1.0]), torch.tensor([[0.5, 2.0], [-7.0, 0.0]])
        total = torch.nn.utils.clip_grad_norm_([p, q], max_norm, norm_type)
        clips.append({"maxNorm": max_norm, "normType": "inf" if norm_type == math.inf else norm_type, "total": total.item(), "grads": [p.grad.tolist(), q.grad.flatten().tolist()]})

json.dump({
    "source": f"PyTorch {torch.__version__}, float64",
    "start": START, "curvature": CURVATURE, "target": TARGET, "runs": runs, "groups": groups, "lbfgs": lbfgs,
    "schedules": rates, "metric": metric, "plateaus": plateaus, "cycles": cycles, "clips": clips, "ema": ema,
}, open(sys.argv[1], "w"))
print(len(runs), "runs,", len(groups), "with groups,", len(lbfgs), "of LBFGS,", len(rates), "schedules")
