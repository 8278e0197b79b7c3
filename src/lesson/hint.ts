import { brokenCard, exerciseOrCard, keptParts, overOf } from "./check";
import { language, showCard } from "./host";
import type { CardPart } from "./pure/card";
import { word } from "./pure/catalogue";
import { withExercise } from "./pure/progress";
import { say } from "./pure/text";
import type { Language } from "./pure/text";
import { readProgress, updateProgress } from "./store";

function safely(body: (tongue: Language) => void): void {
  const tongue = language();
  try {
    body(tongue);
  } catch (error) {
    showCard(brokenCard(error, tongue));
  }
}

/**
 * Shows the next hint of an exercise, and those shown before. Run the cell again for the one after.
 *
 * @example
 * lesson.hint("00.E2"); // shows a card 'Hint 1 of 3'
 */
export function hint(id: string): void {
  safely((tongue) => {
    const exercise = exerciseOrCard(id, tongue);
    if (!exercise) return;
    const total = exercise.hints.length;
    const over = overOf(exercise, tongue);
    if (total === 0) return showCard({ tone: "info", title: word(tongue, "noHints"), over, parts: [] });
    const wasLast = (readProgress().exercises[id]?.hints ?? 0) >= total;
    const kept = updateProgress((progress) =>
      withExercise(progress, id, (before) => ({ ...before, hints: Math.min(total, before.hints + 1) })),
    );
    const number = Math.min(total, kept.progress.exercises[id]?.hints ?? 1);
    const shown = exercise.hints.slice(0, number);
    const parts: CardPart[] = shown.map((line, index) => ({
      kind: "text",
      text: say(line, tongue),
      label: `${index + 1}.`,
      quiet: index < number - 1 && !wasLast,
    }));
    const next =
      number < total
        ? word(tongue, "moreHints")
        : word(tongue, "noMoreHints", { code: `\`lesson.solution("${id}")\`` });
    parts.push({ kind: "text", text: next, quiet: true }, ...keptParts(kept, tongue));
    showCard({ tone: "info", over, title: word(tongue, "hint", { number, total }), parts });
  });
}

/** Settings of `lesson.solution`. */
export interface SolutionOptions {
  /** Really show it. It is marked in the progress as seen. */
  readonly show?: boolean;
}

/**
 * Offers the solution of an exercise; with `{ show: true }` shows it and marks it as seen.
 *
 * @example
 * lesson.solution("00.E2"); // shows a card that asks first
 */
export function solution(id: string, options: SolutionOptions = {}): void {
  safely((tongue) => {
    const exercise = exerciseOrCard(id, tongue);
    if (!exercise) return;
    const over = overOf(exercise, tongue);
    if (!options.show) {
      const left = exercise.hints.length - (readProgress().exercises[id]?.hints ?? 0);
      const hints =
        left > 0
          ? word(tongue, "solutionHintsLeft", { count: left, code: `\`lesson.hint("${id}")\`` })
          : word(tongue, "solutionNoHintsLeft");
      const how = word(tongue, "solutionShow", { code: `\`lesson.solution("${id}", { show: true })\`` });
      const parts: CardPart[] = [
        { kind: "text", text: hints },
        { kind: "text", text: how },
      ];
      return showCard({ tone: "info", over, title: word(tongue, "solutionAsk"), parts });
    }
    const at = new Date().toISOString();
    const kept = updateProgress((progress) =>
      withExercise(progress, id, (before) => ({ ...before, solutionSeenAt: before.solutionSeenAt ?? at })),
    );
    const parts: CardPart[] = [
      { kind: "code", code: exercise.solution.trim() },
      { kind: "text", text: word(tongue, "solutionSeen"), quiet: true },
    ];
    showCard({
      tone: "info",
      over,
      title: word(tongue, "solution", { id }),
      parts: [...parts, ...keptParts(kept, tongue)],
    });
  });
}
