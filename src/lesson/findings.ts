import type { Text } from "./pure/text";

/** The answer is still the stub. */
export class NotAttempted extends Error {
  constructor(
    readonly says: "fillBlank" | "blankInside",
    /** Which of the learner's names it is about. */
    readonly about?: string,
  ) {
    super(says);
  }
}

/** What a wrong answer is told. */
export interface WrongDetails {
  readonly says: readonly Text[];
  /** The learner's function threw: `c.throws` may want that. */
  readonly threw?: unknown;
  readonly call?: string;
  readonly got?: string;
  readonly expected?: string;
}

/** The answer is wrong, and this is how. */
export class Wrong extends Error {
  constructor(readonly details: WrongDetails) {
    super("wrong answer");
  }
}

/** The learner interrupted the cell. */
export class Stopped extends Error {}

/** Whether an exception is one of a check's own findings. */
export const isFinding = (error: unknown): boolean =>
  error instanceof NotAttempted || error instanceof Wrong || error instanceof Stopped;
