"""Writes markov-chain.json beside this file: Markov chains by the formulas of the textbook, with fractions.

Nothing but Python's standard library, and another way of counting than the library's: every probability is asked of the
text itself. python3 make-markov.py
"""

import json
import math
from fractions import Fraction
from pathlib import Path

START = "^"
TRAIN = ["abracadabra", "barbara", "cabbala", "alakazam", "araba"]
TEST = ["abra", "bazar", "kabala", "c"]
STATES = sorted(set("".join(TRAIN)))


def occurrences(run):
    """How often a run occurs, and how often something follows it; ^ at its beginning is the start of a word."""
    times = followed = 0
    for word in TRAIN:
        text = START + word
        for i in range(len(text) - len(run) + 1):
            if text[i : i + len(run)] == run:
                times += 1
                followed += i + len(run) < len(text)
    if run == "":
        return None, sum(len(word) for word in TRAIN)
    return times, followed


def additive(order, a):
    def p(state, context):
        _, total = occurrences(context)
        times, _ = occurrences(context + state)
        if total + a * len(STATES) == 0:
            return Fraction(1, len(STATES))
        return (times + a) / (total + a * len(STATES))

    return p


def witten_bell(order):
    def p(state, context):
        shorter = Fraction(1, len(STATES)) if context == "" else p(state, context[1:])
        _, total = occurrences(context)
        if total == 0:
            return shorter
        kinds = sum(occurrences(context + other)[0] > 0 for other in STATES)
        return (occurrences(context + state)[0] + kinds * shorter) / (total + kinds)

    return p


def log_probability(p, order, word):
    text = START + word
    values = [p(text[i], text[max(0, i - order) : i]) for i in range(1, len(text))]
    return sum(math.log(value) if value > 0 else -math.inf for value in values)


def likelihood_ratio(order):
    """Anderson and Goodman: 2 sum n ln(n / e), and Pearson's statistic, over all contexts of `order` states."""
    runs = [word[i : i + order + 2] for word in TRAIN for i in range(len(word) - order - 1)]
    g = chi2 = 0.0
    freedom = 0
    for context in {run[1:-1] for run in runs}:
        here = [run for run in runs if run[1:-1] == context]
        before = {run[0] for run in here}
        after = {run[-1] for run in here}
        freedom += (len(before) - 1) * (len(after) - 1)
        for b in before:
            for x in after:
                n = here.count(b + context + x)
                e = sum(run[0] == b for run in here) * sum(run[-1] == x for run in here) / len(here)
                g += 2 * n * math.log(n / e) if n else 0
                chi2 += (n - e) ** 2 / e
    return {"order": order, "g": g, "chi2": chi2, "degreesOfFreedom": freedom}


chains = []
for order in (1, 2, 3):
    for smoothing, a in (("additive", Fraction(0)), ("additive", Fraction(1, 2)), ("wittenBell", None)):
        p = witten_bell(order) if a is None else additive(order, a)
        logs = [log_probability(p, order, word) for word in TEST]
        total = sum(len(word) for word in TEST)
        context = "abra"[-order:]
        chains.append(
            {
                "order": order,
                "smoothing": smoothing,
                "pseudoCount": 0 if a is None else float(a),
                "context": context,
                "next": [float(p(state, context)) for state in STATES],
                "initial": [float(p(state, START)) for state in STATES],
                "logProbability": [None if value == -math.inf else value for value in logs],
                "perplexity": None if -math.inf in logs else math.exp(-sum(logs) / total),
            }
        )

tests = [likelihood_ratio(order) for order in (0, 1, 2)]
golden = {"train": TRAIN, "test": TEST, "states": STATES, "chains": chains, "tests": tests}
path = Path(__file__).with_name("markov-chain.json")
path.write_text(json.dumps(golden, indent=1) + "\n")
