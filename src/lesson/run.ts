import { randomInt } from "node:crypto";
import vm from "node:vm";
import { blankUses } from "./blank";
import { Context } from "./context";
import type { Exercise } from "./exercise";
import { NotAttempted, Stopped, Wrong } from "./findings";
import type { WrongDetails } from "./findings";
import { guardAnswer, printCall, threwSentence } from "./guard";
import type { GuardLog } from "./guard";
import { interrupted } from "./host";
import { isError, isThenable } from "./is";
import { word } from "./pure/catalogue";
import { inBoth } from "./pure/text";
import type { Language, Text } from "./pure/text";

export type Outcome = "notAttempted" | "wrong" | "passed" | "broken" | "stopped";

/** How one run of a check ended. */
export interface Result extends Partial<Omit<WrongDetails, "says" | "threw">> {
  readonly outcome: Outcome;
  readonly says: readonly Text[];
  readonly seed: number;
  /** Random cases passed before the end. */
  readonly cases: number;
  /** The number of the case that failed. */
  readonly failedCase?: number;
  /** What broke the check itself. */
  readonly error?: unknown;
}

export interface RunOptions {
  /** Draws the cases. Default: `GRADBOOK_SEED`, else a new one each time. */
  readonly seed?: number;
  /** Collects what the answer gave, to compare two answers by behaviour. */
  readonly trace?: unknown[];
  /** Gives up after so many seconds. Default: the exercise's time limit. */
  readonly seconds?: number;
}

/** The seed of a run: fixed by `GRADBOOK_SEED`, else fresh. */
export function freshSeed(): number {
  const fixed = Number.parseInt(process.env.GRADBOOK_SEED ?? "", 10);
  return Number.isNaN(fixed) ? randomInt(1, 1_000_000) : fixed;
}

const slot = Symbol.for("gradbook.check.body");
const runSlot = new vm.Script(`globalThis[Symbol.for("gradbook.check.body")]()`, { filename: "gradbook-check.js" });

/** Calls `body`, and ends it when it runs longer than `seconds`: that also stops a loop that never ends. */
function withinTime<T>(seconds: number, body: () => T): T {
  const globals = globalThis as unknown as Record<symbol, unknown>;
  const outer = globals[slot];
  globals[slot] = body;
  try {
    return runSlot.runInThisContext({
      timeout: Math.max(1, Math.round(seconds * 1000)),
      // Otherwise Node writes its own source lines into the stack of what a learner throws.
      displayErrors: false,
    }) as T;
  } finally {
    globals[slot] = outer;
  }
}

const isTimeout = (error: unknown): boolean =>
  typeof error === "object" && error !== null && (error as { code?: unknown }).code === "ERR_SCRIPT_EXECUTION_TIMEOUT";

/** The file of the innermost frame that is not the library's: it tells whose code threw. */
function throwingFile(error: unknown): string | undefined {
  const stack = isError(error) ? (error.stack ?? "") : "";
  const frames = stack.split("\n").filter((line) => /^\s+at /.test(line));
  return frames.find((line) => !/node:|node_modules|gradbook-check\.js|[/\\](dist|src)[/\\](?!exercises)/.test(line));
}

/** Whether the learner's own code (a class of theirs, say) threw inside a check. When in doubt it did not. */
function isLearners(error: unknown): boolean {
  const frame = throwingFile(error);
  return frame !== undefined && !/\.exercises\.ts|[/\\]exercises[/\\]/.test(frame);
}

/** Where a blank still stands; by its name when the exercise asks for several. */
function blankWords({ says, about }: NotAttempted, exercise: Exercise, language: Language): string {
  if (about === undefined || exercise.names.length === 1) return word(language, says);
  return word(language, says === "fillBlank" ? "fillBlankIn" : "blankInsideOf", { name: about });
}

function tooSlow(log: GuardLog, key: "tooSlow" | "neverSettles", exercise: Exercise, seconds: number): Wrong {
  const name = log.last?.name ?? exercise.names[0] ?? exercise.id;
  const call = log.last ? { call: printCall(log.last.name, log.last.args) } : {};
  return new Wrong({ says: [inBoth((language) => word(language, key, { name, seconds }))], ...call });
}

/** Runs a check on an answer. Never throws; a promise only when the check is asynchronous. */
export function runCheck(
  exercise: Exercise,
  answer: Readonly<Record<string, unknown>>,
  options: RunOptions = {},
): Result | Promise<Result> {
  const seed = options.seed ?? freshSeed();
  const log: GuardLog = options.trace ? { trace: options.trace } : {};
  const context = new Context(seed, log);
  const seconds = options.seconds ?? exercise.timeLimit ?? 10;
  const usesBefore = blankUses();
  const base = (): Pick<Result, "seed" | "cases"> => ({ seed, cases: context.passedCases });

  const failed = (error: unknown): Result => {
    if (error instanceof Stopped || interrupted()) return { outcome: "stopped", says: [], ...base() };
    if (isTimeout(error)) return failed(tooSlow(log, "tooSlow", exercise, seconds));
    const blanks = blankUses() > usesBefore;
    if (error instanceof NotAttempted || blanks) {
      const found = error instanceof NotAttempted ? error : new NotAttempted("blankInside");
      return {
        outcome: "notAttempted",
        says: [inBoth((language) => blankWords(found, exercise, language))],
        ...base(),
      };
    }
    if (error instanceof Wrong) {
      const { threw: _, ...details } = error.details;
      const failedCase = context.currentCase === undefined ? {} : { failedCase: context.currentCase };
      return { outcome: "wrong", ...details, ...failedCase, ...base() };
    }
    if (isLearners(error)) return failed(new Wrong({ says: [threwSentence(error, exercise.names.join(", "))] }));
    return { outcome: "broken", says: [isError(error) ? error.message : String(error)], error, ...base() };
  };
  const passed = (): Result => ({ outcome: "passed", says: [exercise.why], ...base() });

  try {
    const pending = withinTime(seconds, () => {
      const guarded = guardAnswer(answer, exercise.names, log, { mayMutate: exercise.mayMutate ?? false });
      return exercise.check(guarded, context);
    });
    if (!isThenable(pending)) return passed();
    return settle(Promise.resolve(pending), seconds, () => tooSlow(log, "neverSettles", exercise, seconds)).then(
      passed,
      failed,
    );
  } catch (error) {
    return failed(error);
  }
}

async function settle(pending: Promise<unknown>, seconds: number, late: () => Error): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(late()), seconds * 1000);
  });
  try {
    await Promise.race([pending, limit]);
  } finally {
    clearTimeout(timer);
  }
}
