// Sampling and learning: node learning.mjs FOLDERS DATA --only=sample,climb-asia,climb-alarm,pc,em-asia,em-alarm
import { DataSet, expectationMaximization, forwardSample, hillClimbing, pc, readBif } from "../../src/bn/index";
import { goldenText, middle, networkText, option, say } from "./inputs";

const [folders = "", data = ""] = process.argv.slice(2);
type Name = "asia" | "alarm";
const rowsOf = { asia: 20_000, alarm: 5000 };
const golden = (name: Name) =>
  JSON.parse(goldenText(data, `${name}.json`)) as {
    states: Record<string, string[]>;
    em: { reference: { iterations: number; logLikelihood: number; first20: number[] } };
  };
const dataOf = (name: Name, end = ""): DataSet =>
  DataSet.fromCsv(goldenText(data, `${name}-${rowsOf[name]}${end}.csv.gz`), { states: golden(name).states });
const networkOf = (name: Name) => readBif(networkText(folders, name));

/** Median milliseconds of three calls after one, whose result is given. */
function timed<T>(act: () => T): { value: number; result: T } {
  const result = act();
  const times = [1, 2, 3].map(() => {
    const start = performance.now();
    act();
    return performance.now() - start;
  });
  return { value: middle(times), result };
}

function climb(name: Name, least: number): void {
  const rows = dataOf(name);
  const { value, result } = timed(() => hillClimbing(rows, { score: "bic" }));
  const note = `BIC ${result.score.toFixed(3)}, ${result.dag.edges.length} edges`;
  say(
    `${name} hill climbing`,
    value,
    "ms",
    result.score >= least - 5e-4 ? { note } : { note, wrong: `${note}: below ${least}` },
  );
}

/** As many steps as the reference took until they gained less than 1e-8, or 12. */
function em(name: Name): void {
  const net = networkOf(name);
  const rows = dataOf(name, "-missing");
  const { reference } = golden(name).em;
  const options = name === "asia" ? { tolerance: 1e-8 } : { maxIterations: 12 };
  const { value, result } = timed(() => expectationMaximization(net, rows, options));
  const want = name === "asia" ? reference.logLikelihood : (reference.first20[12] ?? NaN);
  const note = `${result.iterations} steps, log-likelihood ${result.logLikelihood.toFixed(3)}`;
  const right = Math.abs(result.logLikelihood / want - 1) < 1e-9;
  say(`${name} EM`, value, "ms", right ? { note } : { note, wrong: `${note}: not ${want}` });
}

const workloads: Record<string, () => void> = {
  sample: () => {
    const net = networkOf("alarm");
    const rows = 100_000;
    say("alarm sample", (1e6 * timed(() => forwardSample(net, rows, { seed: 1 }).count).value) / rows, "ns/row");
  },
  "climb-asia": () => climb("asia", -44884.546),
  "climb-alarm": () => climb("alarm", -53666.7),
  pc: () => {
    const want = JSON.parse(goldenText(data, "ci-tests.json")) as { pcSkeleton: { alarm: { edges: string[][] } } };
    const rows = dataOf("alarm");
    const { value, result } = timed(() => pc(rows));
    const same = JSON.stringify(result.skeleton) === JSON.stringify(want.pcSkeleton.alarm.edges);
    const note = `${result.skeleton.length} edges`;
    say("alarm PC", value, "ms", same ? { note } : { note, wrong: "the skeleton is not the golden one" });
  },
  "em-asia": () => em("asia"),
  "em-alarm": () => em("alarm"),
};

for (const one of option("only").split(",")) workloads[one]?.();
