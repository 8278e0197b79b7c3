import type { Exercise, WrongAnswer } from "../exercise";
import type { Outcome } from "../run";
import type { Job, JobReport } from "./jobs";
import type { Lesson } from "./lessons";
import { mutantsOf } from "./mutate";
import type { Mutant } from "./mutate";
import { findStub } from "./notebook";

/** How thoroughly an exercise is verified. */
export type Depth = "quick" | "deep";

/** What was found of one exercise. */
export interface Verdict {
  readonly id: string;
  readonly title: string;
  /** What does not hold; empty when all does. */
  readonly faults: readonly string[];
  /** Figures for the one line of the report. */
  readonly figures: Figures;
  /** Changes of the solution that the check let pass, with why they count or do not. */
  readonly survivors: readonly string[];
}

export interface Figures {
  readonly seeds: number;
  readonly milliseconds: number;
  readonly alternatives: number;
  readonly wrong: number;
  readonly variants: number;
  readonly refused: number;
  readonly same: number;
  readonly alsoRight: number;
}

/** Runs jobs somewhere; a pool of workers does. */
export interface Runner {
  run(job: Omit<Job, "number">): Promise<JobReport>;
}

const leastVariants = 30;
const refusedShare = 0.95;

/** Seeds that a correct answer must pass, by how long one check takes. */
function seedCount(milliseconds: number, depth: Depth): number {
  const full = milliseconds < 10 ? 1000 : milliseconds < 1000 ? 20 : 2;
  return depth === "deep" ? full : Math.ceil(full / 10);
}

const seedsFrom = (first: number, count: number): number[] => Array.from({ length: count }, (_, i) => first + i);
const firstLine = (text: string): string => text.split("\n").slice(1, 3).join(" / ").slice(0, 240);

/** Everything about one exercise. */
class Examination {
  readonly faults: string[] = [];
  readonly survivors: string[] = [];
  readonly #limit: number;

  constructor(
    readonly lesson: Lesson,
    readonly exercise: Exercise,
    readonly runner: Runner,
    readonly depth: Depth,
  ) {
    this.#limit = exercise.timeLimit ?? 10;
  }

  async run(
    code: string,
    options: { seeds: readonly number[]; while?: Outcome; seconds?: number; fingerprint?: boolean },
  ): Promise<JobReport> {
    const { seconds = this.#limit, ...rest } = options;
    return this.runner.run({ exercise: this.exercise.id, code, seconds, ...rest });
  }

  fault(text: string): void {
    this.faults.push(text);
  }

  form(): void {
    const { wrong, hints, id } = this.exercise;
    if (wrong.length < 3) this.fault(`has ${wrong.length} wrong answers, needs three or more`);
    if (!wrong.some(({ kind }) => kind === "constant")) this.fault('no wrong answer has kind: "constant"');
    if (!wrong.some(({ kind }) => kind === "misconception")) this.fault('no wrong answer has kind: "misconception"');
    if (hints.length < 2) this.fault(`has ${hints.length} hints; a ladder needs two or more`);
    if (!id.startsWith(this.lesson.name.slice(0, 2)))
      this.fault(`its id does not belong to lesson ${this.lesson.name}`);
  }

  /** The stub stands in both notebooks, and counts as not attempted. */
  async stub(isAsync: boolean): Promise<void> {
    const { exercise, lesson } = this;
    for (const language of ["en", "zh"] as const) {
      const cells = lesson.notebooks[language];
      if (!cells) {
        this.fault(`there is no ${language === "en" ? "English" : "Chinese"} notebook of ${lesson.name}`);
        continue;
      }
      const stub = findStub(cells, exercise.id, exercise.names);
      if (!stub) {
        this.fault(`the ${language} notebook has no cell with lesson.check("${exercise.id}", ...)`);
        continue;
      }
      const [given, wanted] = [[...stub.call.names].sort().join(", "), [...exercise.names].sort().join(", ")];
      if (given !== wanted) this.fault(`the ${language} cell gives { ${given} }, the exercise names { ${wanted} }`);
      if (isAsync && !stub.call.isAwaited)
        this.fault(`the ${language} cell must await lesson.check: the check is asynchronous`);
      if (exercise.stub === "type-error") {
        if (!stub.cell.tags.includes("raises-exception"))
          this.fault(`the ${language} cell needs the tag raises-exception`);
        continue;
      }
      if (language === "zh") continue;
      const { runs, failure } = await this.run(stub.code, { seeds: [1, 2] });
      if (failure !== undefined) this.fault(`the stub does not run: ${failure}`);
      const other = runs.find(({ outcome }) => outcome !== "notAttempted");
      if (other) this.fault(`the stub counts as ${other.outcome}, not as not attempted: ${firstLine(other.text)}`);
    }
  }

  /** A right answer passes on every seed. */
  async right(code: string, name: string, seeds: readonly number[]): Promise<JobReport> {
    // In pieces, so that no job is longer than the pool's patience.
    let last: JobReport = { number: 0, runs: [] };
    for (let i = 0; i < seeds.length; i += 50) {
      last = await this.run(code, { seeds: seeds.slice(i, i + 50), while: "passed" });
      if (last.failure !== undefined) {
        this.fault(`${name} does not run: ${last.failure}`);
        break;
      }
      const refused = last.runs.find(({ outcome }) => outcome !== "passed");
      if (refused) {
        this.fault(`${name} is ${refused.outcome} with seed ${refused.seed}: ${firstLine(refused.text)}`);
        break;
      }
    }
    return last;
  }

  /** A wrong answer is refused with the message meant for it. */
  async wrong(answer: WrongAnswer, index: number, count: number): Promise<void> {
    const name = `wrong answer ${index + 1} (${answer.kind ?? "typical"})`;
    const { runs, failure } = await this.run(answer.code, { seeds: seedsFrom(1, count) });
    if (failure !== undefined) return this.fault(`${name} does not run: ${failure}`);
    const other = runs.find(({ outcome }) => outcome !== "wrong");
    if (other) return this.fault(`${name} is ${other.outcome} with seed ${other.seed}: ${firstLine(other.text)}`);
    const says = (text: string): boolean =>
      typeof answer.says === "string" ? text.includes(answer.says) : answer.says.test(text);
    const silent = runs.filter(({ text }) => !says(text));
    const sample = silent[0];
    if (sample) {
      this.fault(
        `${name} is not told ${String(answer.says)} with seed ${sample.seed} (${silent.length} of ${runs.length} seeds), but: ${firstLine(sample.text)}`,
      );
    }
  }

  /** Mechanical variants of the solution: which are refused, which compute the same, which are right too. */
  async variants(milliseconds: number): Promise<Pick<Figures, "variants" | "refused" | "same" | "alsoRight">> {
    const isSlow = milliseconds > 1000 && this.depth === "quick";
    const least = isSlow ? 10 : leastVariants + 6;
    const most = this.depth === "deep" ? 160 : isSlow ? 10 : milliseconds > 300 ? least : 60;
    const mutants = mutantsOf(this.exercise.solution, { least, most });
    const seconds = Math.min(this.#limit, Math.max(1, (milliseconds / 1000) * 20));
    const seeds = seedsFrom(1, milliseconds > 300 ? 1 : 5);
    const original = await this.run(this.exercise.solution, { seeds, fingerprint: true });
    const fates = await Promise.all(mutants.map((mutant) => this.#fate(mutant, original, seeds, seconds)));
    const count = (fate: string): number => fates.filter((each) => each === fate).length;
    // A solution that is mostly settings has few variants that are wrong: those of the alternatives join them then.
    for (const code of this.depth === "deep" ? (this.exercise.alternatives ?? []) : []) {
      if (fates.length - count("same") - count("alsoRight") >= leastVariants) break;
      const more = mutantsOf(code, { least, most });
      fates.push(...(await Promise.all(more.map((mutant) => this.#fate(mutant, original, seeds, seconds)))));
    }
    const [same, alsoRight, refused] = [count("same"), count("alsoRight"), count("refused")];
    const variants = fates.length - same - alsoRight;
    if (variants < leastVariants && this.depth === "deep")
      this.fault(`only ${variants} variants that compute something else; 30 are wanted`);
    if (refused < refusedShare * variants)
      this.fault(`only ${refused} of ${variants} variants are refused; 95 % are wanted`);
    return { variants, refused, same, alsoRight };
  }

  async #fate(
    mutant: Mutant,
    original: JobReport,
    seeds: readonly number[],
    seconds: number,
  ): Promise<"refused" | "same" | "alsoRight" | "survived" | "broke"> {
    const report = await this.run(mutant.code, { seeds, while: "passed", seconds, fingerprint: true });
    const broke = report.runs.find(({ outcome }) => outcome === "broken");
    if (broke) {
      this.fault(`the check itself broke on the variant '${mutant.change}': ${firstLine(broke.text)}`);
      return "broke";
    }
    const passedAll = report.failure === undefined && report.runs.every(({ outcome }) => outcome === "passed");
    if (!passedAll) return "refused";
    if (report.fingerprint === original.fingerprint) return "same";
    const known = this.exercise.alsoRight?.find(({ change }) =>
      typeof change === "string" ? mutant.change.includes(change) : change.test(mutant.change),
    );
    this.survivors.push(known ? `right too (${known.why}): ${mutant.change}` : `passed: ${mutant.change}`);
    return known ? "alsoRight" : "survived";
  }
}

/** Verifies one exercise: its form, stub, solution, alternatives, wrong answers and mechanical variants. */
export async function verifyExercise(
  lesson: Lesson,
  exercise: Exercise,
  runner: Runner,
  depth: Depth,
): Promise<Verdict> {
  const examination = new Examination(lesson, exercise, runner, depth);
  examination.form();
  const first = await examination.right(exercise.solution, "the solution", [1, 2]);
  const times = first.runs.map((run) => run.milliseconds);
  const milliseconds = times.length > 0 ? Math.min(...times) : 1000;
  const isAsync = first.runs.some((run) => run.isAsync);
  const seeds = seedCount(milliseconds, depth);
  await examination.stub(isAsync);
  const alternatives = exercise.alternatives ?? [];
  let found: Pick<Figures, "variants" | "refused" | "same" | "alsoRight"> = {
    variants: 0,
    refused: 0,
    same: 0,
    alsoRight: 0,
  };
  if (examination.faults.every((fault) => !fault.startsWith("the solution"))) {
    await examination.right(exercise.solution, "the solution", seedsFrom(3, Math.max(0, seeds - 2)));
    await Promise.all(
      alternatives.map((code, i) => examination.right(code, `alternative ${i + 1}`, seedsFrom(1, seeds))),
    );
    const wrongSeeds = Math.min(seeds, depth === "deep" ? 20 : 5);
    await Promise.all(exercise.wrong.map((answer, i) => examination.wrong(answer, i, wrongSeeds)));
    found = await examination.variants(milliseconds);
  }
  const title = typeof exercise.title === "string" ? exercise.title : exercise.title.en;
  const figures = { seeds, milliseconds, alternatives: alternatives.length, wrong: exercise.wrong.length, ...found };
  return { id: exercise.id, title, faults: examination.faults, survivors: examination.survivors, figures };
}
