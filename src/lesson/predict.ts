import { containsBlank } from "./blank";
import { brokenCard, keptParts } from "./check";
import { language, showCard } from "./host";
import { isPlainObject } from "./is";
import type { CardPart } from "./pure/card";
import { word } from "./pure/catalogue";
import { drawCurves, meanDistance } from "./pure/curves";
import { withPrediction } from "./pure/progress";
import { say } from "./pure/text";
import type { Language, Text } from "./pure/text";
import { printValue } from "./print";
import { readProgress, updateProgress } from "./store";

/** What can be guessed: a number, a choice, a curve (values at equal steps), or named numbers (the bars of a chart). */
export type Guess = number | string | boolean | readonly number[] | Readonly<Record<string, number>>;

/** Settings of `lesson.reveal`. */
export interface RevealOptions {
  /** Why it came out so. */
  readonly why?: Text;
  /** Unit of the numbers, written after them. */
  readonly unit?: string;
  /** What runs along the x-axis of a curve. Default: 'step'. */
  readonly xLabel?: Text;
}

/** A plain copy that JSON keeps: typed arrays become lists. */
const plain = (value: unknown): unknown =>
  ArrayBuffer.isView(value) ? Array.from(value as unknown as ArrayLike<number>) : value;

const isCurve = (value: unknown): value is readonly number[] =>
  Array.isArray(value) && value.length > 1 && value.every((entry) => typeof entry === "number");

/**
 * Keeps the learner's guess before a run. `lesson.blank` counts as no guess.
 *
 * @example
 * lesson.predict("01.P1", 12); // shows a card 'Your guess is kept'
 */
export function predict(id: string, guess: Guess): void {
  const tongue = language();
  try {
    if (guess === undefined || containsBlank(guess)) {
      const parts: CardPart[] = [{ kind: "text", text: word(tongue, "guessMissingHelp") }];
      return showCard({ tone: "open", over: id, title: word(tongue, "guessMissing"), parts });
    }
    const at = new Date().toISOString();
    const wasRevealed = readProgress().predictions[id]?.revealedAt !== undefined;
    const kept = updateProgress((progress) =>
      withPrediction(progress, id, (before) => {
        // A guess from before the truth stays; one from after is kept too, and says that it is late.
        if (!wasRevealed) return { ...before, guess: plain(guess), at };
        return before.guess !== undefined && !before.isLate
          ? before
          : { ...before, guess: plain(guess), at, isLate: true };
      }),
    );
    const parts: CardPart[] = [
      { kind: "rows", rows: [[word(tongue, "guess"), printValue(plain(guess))]] },
      { kind: "text", text: word(tongue, wasRevealed ? "guessAfter" : "guessNow"), quiet: true },
    ];
    showCard({
      tone: "info",
      over: id,
      title: word(tongue, "guessKept"),
      parts: [...parts, ...keptParts(kept, tongue)],
    });
  } catch (error) {
    showCard(brokenCard(error, tongue));
  }
}

function curveParts(guess: unknown, truth: readonly number[], options: RevealOptions, tongue: Language): CardPart[] {
  const lines = [{ label: word(tongue, "truth"), values: truth, dashed: false }];
  if (isCurve(guess)) lines.unshift({ label: word(tongue, "guess"), values: guess, dashed: true });
  const text = lines.map((line) => `  ${line.label}: ${printValue(line.values, 3)}`).join("\n");
  const title = lines.map((line) => `${line.label}: ${printValue(line.values, 3)}`).join("; ");
  const xLabel = options.xLabel === undefined ? word(tongue, "step") : say(options.xLabel, tongue);
  const parts: CardPart[] = [{ kind: "drawing", svg: drawCurves(lines, { title, xLabel }), text }];
  if (isCurve(guess)) {
    parts.push({ kind: "text", text: word(tongue, "curveError", { error: printValue(meanDistance(guess, truth)) }) });
  }
  return parts;
}

function verdict(guess: unknown, truth: unknown): "guessRight" | "guessClose" | "guessOther" {
  if (typeof guess === "number" && typeof truth === "number") {
    if (guess === truth) return "guessRight";
    return Math.abs(guess - truth) <= 0.1 * Math.abs(truth) ? "guessClose" : "guessOther";
  }
  const fold = (value: unknown): unknown => (typeof value === "string" ? value.trim().toLowerCase() : value);
  return fold(guess) === fold(truth) ? "guessRight" : "guessOther";
}

function valueParts(guess: unknown, truth: unknown, options: RevealOptions, tongue: Language): CardPart[] {
  const unit = options.unit === undefined ? "" : ` ${options.unit}`;
  const print = (value: unknown): string => `${typeof value === "string" ? value : printValue(value)}${unit}`;
  const rows: [string, string][] = [];
  if (isPlainObject(truth)) {
    const guessed = isPlainObject(guess) ? guess : {};
    for (const [key, value] of Object.entries(truth)) {
      const mine = guessed[key];
      rows.push([
        key,
        mine === undefined
          ? print(value)
          : `${word(tongue, "guess")} ${print(mine)} · ${word(tongue, "truth")} ${print(value)}`,
      ]);
    }
    return [{ kind: "rows", rows }];
  }
  if (guess !== undefined) rows.push([word(tongue, "guess"), print(guess)]);
  rows.push([word(tongue, "truth"), print(truth)]);
  const bothNumbers = typeof guess === "number" && typeof truth === "number";
  if (bothNumbers) rows.push([word(tongue, "difference"), print(guess - truth)]);
  const parts: CardPart[] = [{ kind: "rows", rows }];
  if (guess !== undefined) parts.push({ kind: "text", text: word(tongue, verdict(guess, truth)) });
  return parts;
}

/**
 * Lays the truth beside the guess that `lesson.predict` kept, and says so when there was none.
 *
 * @example
 * lesson.reveal("01.P1", 7, { why: "Standardised data need few epochs." }); // shows a card with both
 */
export function reveal(id: string, truth: Guess, options: RevealOptions = {}): void {
  const tongue = language();
  try {
    const fact = plain(truth);
    const at = new Date().toISOString();
    const kept = updateProgress((progress) =>
      withPrediction(progress, id, (before) => ({ ...before, truth: fact, revealedAt: before.revealedAt ?? at })),
    );
    const { guess, isLate } = kept.progress.predictions[id] ?? {};
    const parts: CardPart[] = isCurve(fact)
      ? curveParts(guess, fact, options, tongue)
      : valueParts(guess, fact, options, tongue);
    if (guess === undefined) parts.unshift({ kind: "text", text: word(tongue, "nothingGuessed", { id }), quiet: true });
    if (isLate) parts.push({ kind: "text", text: word(tongue, "guessAfter"), quiet: true });
    if (options.why !== undefined)
      parts.push({ kind: "text", label: word(tongue, "because"), text: say(options.why, tongue) });
    const title = word(tongue, guess === undefined ? "truthOnly" : "revealed");
    showCard({ tone: "info", over: id, title, parts: [...parts, ...keptParts(kept, tongue)] });
  } catch (error) {
    showCard(brokenCard(error, tongue));
  }
}
