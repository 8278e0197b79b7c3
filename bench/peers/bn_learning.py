"""usage: bn_learning.py FOLDERS DATA --tool=pyagrum|pgmpy --only=sample,climb-asia,climb-alarm,pc,em-asia,em-alarm
Sampling and learning from the rows of DATA; one JSON line a workload."""
import csv, json, math, os, sys, tempfile, time, warnings
from collections import Counter

warnings.filterwarnings("ignore")
from bn_networks import options, path_of, say, unzipped

folders, data, *rest = sys.argv[1:]
chosen = options(rest)
ROWS = {"asia": 20000, "alarm": 5000}


def golden(name):
    return json.load(open(os.path.join(data, name + ".json")))


def file_of(name, end=""):
    file = f"{name}-{ROWS[name]}{end}.csv"
    return unzipped(os.path.join(data, file + ".gz"), file)


def bic(name, edges):
    """Log-likelihood - ln(N) / 2 free parameters, as Gradbook counts it."""
    rows = list(csv.DictReader(open(file_of(name))))
    states = golden(name)["states"]
    score = 0.0
    for node in states:
        parents = sorted(a for a, b in edges if b == node)
        family = Counter((tuple(row[p] for p in parents), row[node]) for row in rows)
        above = Counter()
        for (given, _), count in family.items():
            above[given] += count
        score += sum(count * math.log(count / above[given]) for (given, _), count in family.items())
        score -= math.log(len(rows)) / 2 * (len(states[node]) - 1) * math.prod(len(states[p]) for p in parents)
    return score


def seconds(act, times=1):
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        result = act()
        taken.append(time.perf_counter() - start)
    return sorted(taken)[len(taken) // 2], result


def of_edges(name, edges):
    return f"BIC {bic(name, edges):.3f}, {len(edges)} edges"


def pyagrum():
    import pyagrum as gum

    gum.setNumberOfThreads(1)
    load = lambda name: gum.loadBN(path_of(folders, name))

    def sample():
        net = load("alarm")  # the generator does not keep it
        generator = gum.BNDatabaseGenerator(net)
        taken, _ = seconds(lambda: generator.drawSamples(100000), 3)
        say("alarm sample", 1e9 * taken / 100000, "ns/row")

    def climb(name):
        net, file = load(name), file_of(name)

        def run():
            learner = gum.BNLearner(file, net)
            learner.useNoPrior()
            learner.useScoreBIC()
            learner.useGreedyHillClimbing()
            return learner.learnDAG()

        taken, dag = seconds(run, 3)
        edges = [(net.variable(a).name(), net.variable(b).name()) for a, b in dag.arcs()]
        say(name + " hill climbing", 1e3 * taken, "ms", note=of_edges(name, edges))

    def pc():
        net, file = load("alarm"), file_of("alarm")

        def run():
            learner = gum.BNLearner(file, net)
            learner.useNoPrior()
            learner.usePC()
            return learner.learnPDAG()

        taken, pdag = seconds(run)
        say("alarm PC", 1e3 * taken, "ms", note=f"{pdag.sizeArcs() + pdag.sizeEdges()} edges")

    def em(name):
        net = load(name)
        rows = list(csv.reader(open(file_of(name, "-missing"))))
        file = os.path.join(tempfile.mkdtemp(), name + ".csv")
        csv.writer(open(file, "w")).writerows([cell or "?" for cell in row] for row in rows)
        learner = gum.BNLearner(file, net, ["?"])
        learner.useSmoothingPrior(1e-9)
        learner.useEM(1e-6)
        learner.EMsetMaxTime(100000.0)
        taken, _ = seconds(lambda: learner.learnParameters(net.dag()))
        say(name + " EM", 1e3 * taken, "ms", note=f"{learner.EMnbrIterations()} steps")

    return sample, climb, pc, em


def pgmpy():
    import pandas as pd
    from pgmpy.readwrite import BIFReader

    frame = lambda name: pd.read_csv(file_of(name), dtype=str)

    def sample():
        net = BIFReader(path_of(folders, "alarm")).get_model()
        taken, _ = seconds(lambda: net.simulate(20000, show_progress=False, seed=1), 2)
        say("alarm sample", 1e9 * taken / 20000, "ns/row")

    def climb(name):
        from pgmpy.causal_discovery import HillClimbSearch
        from pgmpy.structure_score import BIC

        rows = frame(name)
        score = BIC(rows, state_names=golden(name)["states"])
        search = lambda: HillClimbSearch(scoring_method=score, return_type="dag", show_progress=False).fit(rows)
        taken, found = seconds(search)
        edges = list(found.causal_graph_.edges())
        say(name + " hill climbing", 1e3 * taken, "ms", note=of_edges(name, edges))

    def pc():
        from pgmpy.estimators import PC

        rows = frame("alarm")
        search = lambda: PC(rows).estimate(
            variant="stable", ci_test="chi_square", significance_level=0.01, return_type="skeleton", show_progress=False,
            n_jobs=1, max_cond_vars=4,
        )
        taken, (skeleton, _) = seconds(search)
        say("alarm PC", 1e3 * taken, "ms", note=f"{len(skeleton.edges())} edges")

    def em(name):
        raise NotImplementedError("pgmpy's EM knows hidden variables, not missing cells")

    return sample, climb, pc, em


sample, climb, pc, em = {"pyagrum": pyagrum, "pgmpy": pgmpy}[chosen["tool"]]()
for one in chosen["only"].split(","):
    kind, _, name = one.partition("-")
    {"sample": sample, "pc": pc}[kind]() if not name else {"climb": climb, "em": em}[kind](name)
