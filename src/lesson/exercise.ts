import { GradbookError } from "../errors";
import type { CheckContext } from "./context";
import type { Text } from "./pure/text";

/** A wrong answer that learners do give, and what the check must tell them. */
export interface WrongAnswer {
  /** Code in the place of the stub cell's answer: it declares the exercise's names. */
  readonly code: string;
  /** A part of the card's English text that this answer must meet: a string, or a pattern. */
  readonly says: string | RegExp;
  /** What kind of mistake it is. At least one of an exercise's wrong answers is a constant, one the misconception. */
  readonly kind?: "constant" | "misconception";
}

/** A change of the solution that stays a right answer, with the reason why. */
export interface AlsoRight {
  /** A part of the change as `gradbook verify` prints it (`lr = 0.1 => lr = 0.2`): a string, or a pattern. */
  readonly change: string | RegExp;
  readonly why: string;
}

/** What an author writes of an exercise. `Answer` is the object that the learner's cell gives to `lesson.check`. */
export interface ExerciseOptions<Answer extends object> {
  /** Lesson and number: `01.E2`. */
  readonly id: string;
  readonly title: Text;
  /** The task in one or two sentences. */
  readonly prompt: Text;
  /** The names of the answer, as the stub's `lesson.check(id, { names })` gives them. */
  readonly names: readonly (keyof Answer & string)[];
  /** Draws cases from `c.rng` and compares with an oracle of its own; returns when all holds. */
  check(answer: Answer, c: CheckContext): void | Promise<void>;
  /** Why it matters; shown when the check passes. */
  readonly why: Text;
  /** From a nudge to almost the answer. */
  readonly hints: readonly Text[];
  /** Code that declares the names; shown to the learner on request. */
  readonly solution: string;
  /** Other right ways, written independently. */
  readonly alternatives?: readonly string[];
  readonly wrong: readonly WrongAnswer[];
  /** Code that must stand before an answer (helpers of earlier cells). The imports from gradbook are always there. */
  readonly setup?: string;
  /** `type-error`: the stub does not compile, and mending that is the exercise. */
  readonly stub?: "blank" | "type-error";
  /** The lesson can be done without it. */
  readonly optional?: boolean;
  /** The learner's functions may change their arguments. */
  readonly mayMutate?: boolean;
  /** Seconds before a check is given up. Default 10, for a check that trains 60. */
  readonly timeLimit?: number;
  /** Changes of the solution that are right answers too. */
  readonly alsoRight?: readonly AlsoRight[];
}

/** An exercise with its answer's type forgotten, as checks and tools handle it. */
export type Exercise = ExerciseOptions<Record<string, unknown>>;

const idForm = /^\d{2}\.E\d+$/;

/**
 * Declares an exercise. It is exported from `notebooks/<stage>/<NN-name>.exercises.ts`; `lesson.check` finds it by its id.
 * The form is described in docs/exercises.md.
 *
 * @example
 * const e1 = exercise<{ double: (x: number) => number }>({
 *   id: "00.E1",
 *   title: { en: "Twice", zh: "两倍" },
 *   prompt: { en: "Write double(x).", zh: "写出 double(x)。" },
 *   names: ["double"],
 *   check({ double }, c) {
 *     c.cases(20, () => {
 *       const x = c.rng.int(-9, 9);
 *       c.equal(double(x), x + x);
 *     });
 *   },
 *   why: { en: "A function is a rule.", zh: "函数是一条规则。" },
 *   hints: [{ en: "Multiply by 2.", zh: "乘以 2。" }],
 *   solution: "const double = (x: number) => 2 * x;",
 *   wrong: [{ code: "const double = (x: number) => 2;", says: "expected", kind: "constant" }],
 * });
 * e1.id; // -> "00.E1"
 */
export function exercise<Answer extends object>(options: ExerciseOptions<Answer>): Exercise {
  if (!idForm.test(options.id)) throw new GradbookError(`exercise: the id ${options.id} must look like 01.E2`);
  if (options.names.length === 0)
    throw new GradbookError(`exercise ${options.id}: names is empty; name what the learner writes`);
  return Object.freeze({ ...options }) as unknown as Exercise;
}

/** Whether a module's export is an exercise. */
export function isExercise(value: unknown): value is Exercise {
  return (
    typeof value === "object" &&
    value !== null &&
    "id" in value &&
    typeof value.id === "string" &&
    idForm.test(value.id) &&
    "check" in value
  );
}
