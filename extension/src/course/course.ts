import { emptyProgress, isPassed, parseProgress, type Progress } from "../../../src/lesson/pure/progress";

export type Language = "en" | "zh";
export type Texts = Readonly<Record<Language, string>>;

export interface Lesson {
  readonly id: string;
  readonly number: string;
  readonly title: Texts;
  readonly minutes?: number;
  readonly exercises: readonly string[];
  /** From the server's root: the learner's own copies. */
  readonly path: Texts;
}

export interface Stage {
  readonly id: string;
  readonly title: Texts;
  readonly lessons: readonly Lesson[];
}

export interface Course {
  readonly stages: readonly Stage[];
}

/** Where `start` leaves the list of lessons, and where the library keeps the progress. */
export const files = { course: ".gradbook/course.json", progress: "progress.json" } as const;

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;
const isTexts = (value: unknown): value is Texts =>
  isObject(value) && typeof value.en === "string" && typeof value.zh === "string";
const isLesson = (value: unknown): value is Lesson =>
  isObject(value) &&
  typeof value.id === "string" &&
  typeof value.number === "string" &&
  isTexts(value.title) &&
  isTexts(value.path) &&
  Array.isArray(value.exercises) &&
  value.exercises.every((id) => typeof id === "string");
const isStage = (value: unknown): value is Stage =>
  isObject(value) &&
  typeof value.id === "string" &&
  isTexts(value.title) &&
  Array.isArray(value.lessons) &&
  value.lessons.every(isLesson);

/** Reads the list of lessons; null where the text is no such list. */
export function parseCourse(text: string): Course | null {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) && Array.isArray(value.stages) && value.stages.every(isStage)
      ? { stages: value.stages }
      : null;
  } catch {
    return null;
  }
}

/** Progress of a learner; empty where there is none yet, or where the file is damaged. */
export const readProgress = (text: string | null): Progress =>
  (text === null ? null : parseProgress(text)) ?? emptyProgress;

/** A lesson's title without the number that its heading starts with, which stands beside it already. */
export const titleOf = ({ title }: Lesson, language: Language): string =>
  title[language].replace(/^\d+\s*[·.:]\s*/, "");

export const lessonsOf = (course: Course): readonly Lesson[] => course.stages.flatMap(({ lessons }) => lessons);

/** The lesson that a notebook is, in whichever language. */
export const lessonAt = (course: Course, path: string): Lesson | undefined =>
  lessonsOf(course).find((lesson) => lesson.path.en === path || lesson.path.zh === path);

export const languageAt = (lesson: Lesson, path: string): Language => (lesson.path.zh === path ? "zh" : "en");

export interface Done {
  readonly passed: number;
  readonly of: number;
  readonly whole: boolean;
}

export function doneOf(lesson: Lesson, progress: Progress): Done {
  const passed = lesson.exercises.filter((id) => isPassed(progress, id)).length;
  const of = lesson.exercises.length;
  return { passed, of, whole: of > 0 && passed === of };
}

/** The lesson to go on with: the one last opened unless it is done, else the first that is not. */
export function nextLesson(course: Course, progress: Progress, last: string | null): Lesson | undefined {
  const all = lessonsOf(course);
  const at = all.findIndex(({ id }) => id === last);
  const order = at < 0 ? all : [...all.slice(at), ...all.slice(0, at)];
  return order.find((lesson) => !doneOf(lesson, progress).whole) ?? all.at(-1);
}

/** The lesson `step` places from another. */
export function neighbour(course: Course, lesson: Lesson, step: 1 | -1): Lesson | undefined {
  const all = lessonsOf(course);
  return all[all.findIndex(({ id }) => id === lesson.id) + step];
}
