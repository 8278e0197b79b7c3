"""Writes linear-gaussian.json beside this file: linear Gaussian networks by matrices, where the library goes node by node.

pip install numpy scipy; python3 make-gaussian.py
With x = b + W x + noise of the variances D: mean = (I - W)^-1 b, covariance = (I - W)^-1 D (I - W)^-T.
"""

import json
from pathlib import Path

import numpy as np
from scipy.stats import multivariate_normal


def rounded(values):
    return np.asarray(values, dtype=float).tolist()


def case(name, nodes, edges, seed, evidence_count):
    rng = np.random.default_rng(seed)
    n = len(nodes)
    at = {node: i for i, node in enumerate(nodes)}
    weights = np.zeros((n, n))
    for parent, child in edges:
        weights[at[child], at[parent]] = round(rng.normal(0, 1.5), 3)
    intercepts = np.round(rng.normal(0, 10, n), 2)
    variances = np.round(rng.uniform(0.1, 5, n), 3)
    inverse = np.linalg.inv(np.eye(n) - weights)
    mean = inverse @ intercepts
    covariance = inverse @ np.diag(variances) @ inverse.T

    seen = sorted(rng.choice(n, evidence_count, replace=False).tolist())
    rest = [i for i in range(n) if i not in seen]
    values = np.round(rng.multivariate_normal(mean, covariance), 3)
    inner = covariance[np.ix_(seen, seen)]
    cross = covariance[np.ix_(rest, seen)]
    posterior_mean = mean[rest] + cross @ np.linalg.solve(inner, values[seen] - mean[seen])
    posterior_covariance = covariance[np.ix_(rest, rest)] - cross @ np.linalg.solve(inner, cross.T)

    data = np.round(rng.multivariate_normal(mean, covariance, 60), 3)
    fitted = []
    log_likelihood = 0.0
    for node in nodes:
        parents = [parent for parent, child in edges if child == node]
        x = np.column_stack([np.ones(len(data))] + [data[:, at[parent]] for parent in parents])
        y = data[:, at[node]]
        solution = np.linalg.lstsq(x, y, rcond=None)[0]
        variance = float(np.mean((y - x @ solution) ** 2))
        log_likelihood += multivariate_normal(0, variance).logpdf(y - x @ solution).sum()
        fitted.append({"node": node, "intercept": solution[0], "weights": dict(zip(parents, rounded(solution[1:]))), "variance": variance})
    parameters = 2 * n + len(edges)
    return {
        "name": name,
        "nodes": nodes,
        "edges": edges,
        "cpds": [
            {
                "node": node,
                "intercept": float(intercepts[at[node]]),
                "weights": {parent: float(weights[at[node], at[parent]]) for parent, child in edges if child == node},
                "variance": float(variances[at[node]]),
            }
            for node in nodes
        ],
        "mean": rounded(mean),
        "covariance": rounded(covariance.ravel()),
        "point": {node: float(values[at[node]]) for node in nodes},
        "logProbability": float(multivariate_normal(mean, covariance).logpdf(values)),
        "evidence": {nodes[i]: float(values[i]) for i in seen},
        "logEvidence": float(multivariate_normal(mean[seen], inner).logpdf(values[seen])),
        "posterior": {"nodes": [nodes[i] for i in rest], "mean": rounded(posterior_mean), "covariance": rounded(posterior_covariance.ravel())},
        "data": [dict(zip(nodes, row)) for row in data.tolist()],
        "fitted": fitted,
        "logLikelihood": float(log_likelihood),
        "bic": float(log_likelihood - parameters / 2 * np.log(len(data))),
    }


cases = [
    case("chain", ["x1", "x2", "x3"], [["x1", "x2"], ["x2", "x3"]], 1, 1),
    case("collider, not in order", ["effect", "cause", "other"], [["cause", "effect"], ["other", "effect"]], 2, 2),
    case(
        "seven nodes",
        ["a", "b", "c", "d", "e", "f", "g"],
        [["c", "a"], ["c", "b"], ["a", "d"], ["b", "d"], ["d", "e"], ["g", "e"], ["c", "f"], ["e", "f"]],
        3,
        3,
    ),
]
Path(__file__).with_name("linear-gaussian.json").write_text(json.dumps({"cases": cases}, indent=1) + "\n")
