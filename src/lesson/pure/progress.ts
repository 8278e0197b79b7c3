/** How far an exercise came, from worst to best. */
export type ExerciseState = "notAttempted" | "wrong" | "passed";

/** What is kept of one exercise. Times are ISO 8601 in UTC. */
export interface ExerciseProgress {
  readonly best: ExerciseState;
  readonly last: ExerciseState;
  readonly attempts: number;
  readonly firstAt?: string;
  readonly lastAt?: string;
  readonly passedAt?: string;
  /** Hints read so far. */
  readonly hints: number;
  readonly solutionSeenAt?: string;
}

/** What is kept of one prediction. */
export interface PredictionProgress {
  readonly guess?: unknown;
  readonly at?: string;
  /** The guess came after the truth had been shown. */
  readonly isLate?: boolean;
  readonly truth?: unknown;
  readonly revealedAt?: string;
}

/** The progress file, `progress.json` beside the learner's lessons. Keys that are not known here are kept as they are. */
export interface Progress {
  readonly format: "gradbook-progress";
  readonly version: 1;
  readonly exercises: Readonly<Record<string, ExerciseProgress>>;
  readonly predictions: Readonly<Record<string, PredictionProgress>>;
  readonly [other: string]: unknown;
}

export const emptyProgress: Progress = { format: "gradbook-progress", version: 1, exercises: {}, predictions: {} };
export const emptyExercise: ExerciseProgress = { best: "notAttempted", last: "notAttempted", attempts: 0, hints: 0 };

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Reads a progress file's text; nothing when it is damaged. */
export function parseProgress(text: string): Progress | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (!isRecord(value) || value.format !== "gradbook-progress") return undefined;
    if (!isRecord(value.exercises) || !isRecord(value.predictions)) return undefined;
    return value as unknown as Progress;
  } catch {
    return undefined;
  }
}

/** Whether an exercise was ever passed. */
export const isPassed = (progress: Progress, id: string): boolean => progress.exercises[id]?.best === "passed";

const order: readonly ExerciseState[] = ["notAttempted", "wrong", "passed"];
const better = (a: ExerciseState, b: ExerciseState): ExerciseState => (order.indexOf(a) >= order.indexOf(b) ? a : b);
const pick = (a: string | undefined, b: string | undefined, wanted: "earlier" | "later"): string | undefined => {
  if (a === undefined || b === undefined) return a ?? b;
  return a < b === (wanted === "earlier") ? a : b;
};
const given = <T extends object>(entries: T): { [K in keyof T]: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined)) as never;

function mergeExercise(a: ExerciseProgress, b: ExerciseProgress): ExerciseProgress {
  const isLater = (a.lastAt ?? "") >= (b.lastAt ?? "");
  return given({
    best: better(a.best, b.best),
    last: isLater ? a.last : b.last,
    attempts: Math.max(a.attempts, b.attempts),
    firstAt: pick(a.firstAt, b.firstAt, "earlier"),
    lastAt: pick(a.lastAt, b.lastAt, "later"),
    passedAt: pick(a.passedAt, b.passedAt, "earlier"),
    hints: Math.max(a.hints, b.hints),
    solutionSeenAt: pick(a.solutionSeenAt, b.solutionSeenAt, "earlier"),
  }) as ExerciseProgress;
}

const mergePrediction = (a: PredictionProgress, b: PredictionProgress): PredictionProgress =>
  (a.at ?? "9") <= (b.at ?? "9") ? { ...b, ...a } : { ...a, ...b };

function mergeRecords<T>(
  a: Readonly<Record<string, T>>,
  b: Readonly<Record<string, T>>,
  both: (a: T, b: T) => T,
): Record<string, T> {
  const merged: Record<string, T> = { ...a };
  for (const [key, value] of Object.entries(b)) {
    const mine = merged[key];
    merged[key] = mine === undefined ? value : both(mine, value);
  }
  return merged;
}

/** Joins two progress files (a backup, another machine) so that nothing achieved in either is lost. */
export function mergeProgress(a: Progress, b: Progress): Progress {
  return {
    ...b,
    ...a,
    exercises: mergeRecords(a.exercises, b.exercises, mergeExercise),
    predictions: mergeRecords(a.predictions, b.predictions, mergePrediction),
  };
}

/** Progress with one exercise changed. */
export function withExercise(
  progress: Progress,
  id: string,
  change: (before: ExerciseProgress) => ExerciseProgress,
): Progress {
  return { ...progress, exercises: { ...progress.exercises, [id]: change(progress.exercises[id] ?? emptyExercise) } };
}

/** Progress with one prediction changed. */
export function withPrediction(
  progress: Progress,
  id: string,
  change: (before: PredictionProgress) => PredictionProgress,
): Progress {
  return { ...progress, predictions: { ...progress.predictions, [id]: change(progress.predictions[id] ?? {}) } };
}

/** Progress after one run of a check. A run on the untouched stub counts as no attempt. */
export function afterCheck(progress: Progress, id: string, outcome: ExerciseState, at: string): Progress {
  return withExercise(progress, id, (before) => {
    if (outcome === "notAttempted") return before;
    return {
      ...before,
      best: better(before.best, outcome),
      last: outcome,
      attempts: before.attempts + 1,
      firstAt: before.firstAt ?? at,
      lastAt: at,
      ...(outcome === "passed" ? { passedAt: before.passedAt ?? at } : {}),
    };
  });
}
