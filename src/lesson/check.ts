import { findExercise } from "./load";
import type { Exercise } from "./exercise";
import { language, showCard } from "./host";
import { isError, isThenable } from "./is";
import type { Card, CardPart } from "./pure/card";
import { word } from "./pure/catalogue";
import { afterCheck } from "./pure/progress";
import { say } from "./pure/text";
import type { Language } from "./pure/text";
import { runCheck } from "./run";
import type { Result } from "./run";
import { updateProgress } from "./store";
import type { Kept } from "./store";

/** Settings of one `lesson.check`. */
export interface CheckOptions {
  /** Draws the same cases again; the card of a wrong answer names it. */
  readonly seed?: number;
}

/** What the learner should hear of the progress file, as a part of a card. */
export function keptParts(kept: Kept | undefined, tongue: Language): CardPart[] {
  if (kept?.notSaved !== undefined) {
    return [{ kind: "text", text: word(tongue, "notSaved", { message: kept.notSaved }), quiet: true }];
  }
  if (kept?.setAside === undefined) return [];
  return [{ kind: "text", text: word(tongue, "damaged", { file: kept.setAside }), quiet: true }];
}

/** A small line over a card's title: which exercise, and its name. */
export const overOf = (exercise: Exercise, tongue: Language): string =>
  `${word(tongue, "exercise", { id: exercise.id })} · ${say(exercise.title, tongue)}`;

function wrongParts(exercise: Exercise, result: Result, tongue: Language): CardPart[] {
  const rows: [string, string][] = [];
  if (result.call !== undefined) rows.push([word(tongue, "call"), result.call]);
  if (result.got !== undefined) rows.push([word(tongue, "got"), result.got]);
  if (result.expected !== undefined) rows.push([word(tongue, "expected"), result.expected]);
  if (result.failedCase !== undefined) {
    rows.push([word(tongue, "case"), word(tongue, "caseOf", { index: result.failedCase, seed: result.seed })]);
  }
  const code = `lesson.check("${exercise.id}", { ${exercise.names.join(", ")} }, { seed: ${result.seed} })`;
  const parts: CardPart[] = result.says.map((line) => ({ kind: "text", text: say(line, tongue) }));
  if (rows.length > 0) parts.push({ kind: "rows", rows });
  if (result.failedCase !== undefined) {
    parts.push({ kind: "text", text: word(tongue, "again", { code: `\`${code}\`` }), quiet: true });
  }
  return parts;
}

function passedCount(cases: number, tongue: Language): string {
  if (cases === 0) return word(tongue, "passedFixed");
  return word(tongue, cases === 1 ? "passedOneCase" : "passedCases", { count: cases });
}

/** The card of a check's result. */
export function resultCard(exercise: Exercise, result: Result, tongue: Language, kept?: Kept): Card {
  const over = overOf(exercise, tongue);
  const title = word(tongue, result.outcome);
  const progress = kept?.progress.exercises[exercise.id];
  const hintsLeft = (progress?.hints ?? 0) < exercise.hints.length;
  const hint: CardPart[] = hintsLeft
    ? [{ kind: "text", text: word(tongue, "nextHint", { code: `\`lesson.hint("${exercise.id}")\`` }), quiet: true }]
    : [];
  const tail = keptParts(kept, tongue);
  switch (result.outcome) {
    case "passed": {
      const seen: CardPart[] = progress?.solutionSeenAt
        ? [{ kind: "text", text: word(tongue, "solutionWasSeen"), quiet: true }]
        : [];
      const why: CardPart = { kind: "text", label: word(tongue, "why"), text: say(exercise.why, tongue) };
      return {
        tone: "good",
        over,
        title,
        parts: [{ kind: "text", text: passedCount(result.cases, tongue) }, why, ...seen, ...tail],
      };
    }
    case "wrong":
      return { tone: "wrong", over, title, parts: [...wrongParts(exercise, result, tongue), ...hint, ...tail] };
    case "notAttempted": {
      const task: CardPart = { kind: "text", text: say(exercise.prompt, tongue) };
      const help: CardPart[] = result.says.map((line) => ({ kind: "text", text: say(line, tongue), quiet: true }));
      return { tone: "open", over, title, parts: [task, ...help, ...hint, ...tail] };
    }
    case "stopped":
      return { tone: "open", over, title, parts: tail };
    case "broken":
      return { ...brokenCard(result.error, tongue), over };
  }
}

/** The card of a check that failed by itself. */
export function brokenCard(error: unknown, tongue: Language): Card {
  const detail = isError(error) ? (error.stack ?? error.message) : String(error);
  return {
    tone: "fault",
    title: word(tongue, "broken"),
    parts: [
      { kind: "text", text: word(tongue, "brokenBlame") },
      { kind: "code", code: detail.split("\n").slice(0, 6).join("\n") },
    ],
  };
}

/** Finds an exercise, or shows why there is none. */
export function exerciseOrCard(id: string, tongue: Language): Exercise | undefined {
  const text = (key: "badId" | "noExercises" | "unknownExercise", known = ""): void =>
    showCard({
      tone: "fault",
      title: word(tongue, "exercise", { id }),
      parts: [{ kind: "text", text: word(tongue, key, { id, lesson: id.slice(0, 2), known }) }],
    });
  if (!/^\d{2}\.E\d+$/.test(id)) return void text("badId");
  const found = findExercise(id);
  if ("exercise" in found) return found.exercise;
  return void (found.missing === "lesson" ? text("noExercises") : text("unknownExercise", found.known.join(", ")));
}

function report(exercise: Exercise, result: Result, tongue: Language): void {
  const { outcome } = result;
  const counts = outcome === "passed" || outcome === "wrong" || outcome === "notAttempted";
  const kept = counts
    ? updateProgress((progress) => afterCheck(progress, exercise.id, outcome, new Date().toISOString()))
    : undefined;
  showCard(resultCard(exercise, result, tongue, kept));
}

/**
 * Checks an answer on fresh random cases and shows a card: not attempted, wrong (what was got, what was expected, on which
 * case), or passed. Never throws. A check that trains a network is asynchronous: its cell says `await lesson.check(...)`.
 *
 * @example
 * lesson.check("00.E2", { dot: (a: number[], b: number[]) => lesson.blank }); // shows a card 'not attempted'
 */
export function check(id: string, answer: object, options: CheckOptions = {}): void | Promise<void> {
  const tongue = language();
  try {
    const exercise = exerciseOrCard(id, tongue);
    if (!exercise) return;
    const pending = runCheck(exercise, answer as Record<string, unknown>, options);
    if (!isThenable(pending)) return report(exercise, pending, tongue);
    return Promise.resolve(pending)
      .then((result) => report(exercise, result, tongue))
      .catch((error: unknown) => showCard(brokenCard(error, tongue)));
  } catch (error) {
    showCard(brokenCard(error, tongue));
  }
}
