"""usage: pgmpy_bn.py FOLDERS EVIDENCE --only=NETWORK
Reading, and every posterior given five findings, node by node (pgmpy has no call for all of them); one JSON line a workload."""
import json, sys, warnings

warnings.filterwarnings("ignore")
from pgmpy.inference import VariableElimination
from pgmpy.readwrite import BIFReader
from bn_networks import median, options, path_of, say

folders, evidence, *rest = sys.argv[1:]
name = options(rest)["only"]
text = open(path_of(folders, name)).read()
say(name + " read", median(lambda i: BIFReader(string=text).get_model(), 0.15)[0], "ms")
net = BIFReader(string=text).get_model()
sets = json.load(open(evidence))[name]
first = {node: net.get_cpds(node).state_names[node][0] for node in net.nodes()}


def total(engine, findings):
    free = [node for node in net.nodes() if node not in findings]
    known = sum(1.0 for node, state in findings.items() if first[node] == state)
    return known + sum(float(engine.query([x], evidence=findings, show_progress=False).values[0]) for x in free)


value, check = median(lambda i: total(VariableElimination(net), sets["A"]), 0.15)
say(name + " cold", value, "ms", check=check)
engine = VariableElimination(net)
value, check = median(lambda i: total(engine, sets["BA"[i % 2]]), 0.15)
say(name + " warm-same", value, "ms", check=check)
value, check = median(lambda i: total(engine, sets["CA"[i % 2]]), 0.15)
say(name + " warm-other", value, "ms", check=check)
