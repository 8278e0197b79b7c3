// The first import of the built package, in time and memory added to an empty Node process. Run in the package's folder.
import { execFileSync } from "node:child_process";
import { report } from "../measure.mjs";
import { median } from "../side-by-side.mjs";

const SAMPLES = 5;

const empty = `process.stdout.write(JSON.stringify({ memory: process.memoryUsage.rss() }));`;
const importing = `
  const start = performance.now();
  const { tensor } = await import("gradbook");
  const ms = performance.now() - start;
  const memory = process.memoryUsage.rss();
  const product = tensor([[1, 2], [3, 4]]).matmul(tensor([[1], [1]])).toList();
  const firstResult = performance.now() - start;
  process.stdout.write(JSON.stringify({ ms, memory, firstResult, product }));
  process.exit(0);`;

const run = (program) =>
  JSON.parse(execFileSync(process.execPath, ["--input-type=module", "--eval", program], { encoding: "utf8" }));

const samples = Array.from({ length: SAMPLES }, () => ({ before: run(empty), after: run(importing) }));
const [first, second] = samples[0].after.product;
if (first !== 3 || second !== 7) throw new Error(`the imported library computes ${first}, ${second} instead of 3, 7`);
const middle = (figure) => median(samples.map(figure));
report(
  "import",
  middle(({ after }) => after.ms),
  "ms",
);
report(
  "import",
  middle(({ before, after }) => (after.memory - before.memory) / 2 ** 20),
  "MB",
);
report(
  "first-result",
  middle(({ after }) => after.firstResult),
  "ms",
);
