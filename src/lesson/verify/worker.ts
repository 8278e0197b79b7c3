import { createRequire } from "node:module";
import { parentPort, workerData } from "node:worker_threads";
import { resultCard } from "../check";
import { isExercise } from "../exercise";
import type { Exercise } from "../exercise";
import { isError, isThenable } from "../is";
import { renderCard } from "../pure/card";
import { runCheck } from "../run";
import { evaluateAnswer } from "./answer";
import { fingerprint } from "./fingerprint";
import type { Job, JobReport, RunReport, WorkerSetup } from "./jobs";

const { exerciseFiles, library } = workerData as WorkerSetup;
const load = createRequire(library);
const gradbook = load(library) as Record<string, unknown>;
const exercises = new Map<string, Exercise>();
for (const file of exerciseFiles) {
  for (const value of Object.values(load(file) as Record<string, unknown>)) {
    if (isExercise(value)) exercises.set(value.id, value);
  }
}
const requireForAnswer = (name: string): unknown => (name === "gradbook" ? gradbook : load(name));

async function runOnce(exercise: Exercise, job: Job, seed: number, trace: unknown[] | undefined): Promise<RunReport> {
  const setup = exercise.setup ?? "";
  const answer = await evaluateAnswer({ setup, code: job.code }, exercise.names, gradbook, requireForAnswer);
  const start = performance.now();
  const pending = runCheck(exercise, answer, { seed, seconds: job.seconds, ...(trace ? { trace } : {}) });
  const result = await pending;
  const milliseconds = performance.now() - start;
  const text = renderCard(resultCard(exercise, result, "en"))["text/plain"];
  return { seed, outcome: result.outcome, text, milliseconds, isAsync: isThenable(pending) };
}

async function run(job: Job): Promise<JobReport> {
  const exercise = exercises.get(job.exercise);
  if (!exercise) return { number: job.number, runs: [], failure: `there is no exercise ${job.exercise}` };
  const runs: RunReport[] = [];
  const trace: unknown[] | undefined = job.fingerprint ? [] : undefined;
  try {
    for (const seed of job.seeds) {
      const report = await runOnce(exercise, job, seed, trace);
      runs.push(report);
      if (job.while !== undefined && report.outcome !== job.while) break;
    }
  } catch (error) {
    return { number: job.number, runs, failure: isError(error) ? `${error.name}: ${error.message}` : String(error) };
  }
  return { number: job.number, runs, ...(trace ? { fingerprint: fingerprint(trace) } : {}) };
}

// What an answer prints is of no interest here.
console.log = console.info = console.warn = console.error = () => undefined;
process.on("unhandledRejection", () => undefined);
parentPort?.on("message", (job: Job) => {
  void run(job).then((report) => parentPort?.postMessage(report));
});
