import { Random } from "../data/random";
import { containsBlank } from "./blank";
import { defaultTolerance, difference, resemblance, tensorTolerance } from "./compare";
import { NotAttempted, Wrong } from "./findings";
import { printCall } from "./guard";
import type { GuardLog } from "./guard";
import { isThenable } from "./is";
import { word } from "./pure/catalogue";
import { inBoth } from "./pure/text";
import type { Text } from "./pure/text";
import { isTensor, printValue } from "./print";

/** A wrong value that a known mistake gives, and what to say to it. */
export interface Mistake {
  readonly value: unknown;
  readonly says: Text;
}

/** How `c.equal` compares and what it shows. */
export interface EqualOptions {
  /** `|got - expected| <= tolerance * max(1, |expected|)`. Default 1e-6; for tensors 1e-5. */
  readonly tolerance?: number;
  /** What was computed, in the learner's words. Default: the last call of a function of theirs. */
  readonly call?: string;
  /** A sentence on what this value is, shown first. */
  readonly message?: Text;
  /** Values that known mistakes give; the first that `got` equals says its sentence. */
  readonly mistakes?: readonly Mistake[];
}

/** What `c.that` shows beside its message. */
export interface ThatOptions {
  readonly call?: string;
  readonly got?: unknown;
  readonly expected?: unknown;
}

/** What a check has in hand: random draws, cases and comparisons. The first thing that does not hold ends the check. */
export interface CheckContext {
  /** The draws of this case. The same seed gives the same draws. */
  readonly rng: Random;
  /** Runs `body` for `count` random cases, each with draws of its own. */
  cases(count: number, body: (index: number) => void): void;
  cases(count: number, body: (index: number) => Promise<void>): Promise<void>;
  /** Compares numbers, texts, lists, objects, tensors, entry by entry. */
  equal(got: unknown, expected: unknown, options?: EqualOptions): void;
  /** Goes on when `condition` holds; otherwise the answer is wrong with this message. */
  that(condition: boolean, message: Text, options?: ThatOptions): void;
  /** The answer is wrong with this message. */
  fail(message: Text, options?: ThatOptions): never;
  /** The body must throw, as an answer does that refuses bad input. Gives what was thrown. */
  throws(body: () => unknown, message: Text): unknown;
}

/** Mixes a case's number into the run's seed, so that each case can be drawn alone. */
function caseSeed(seed: number, block: number, index: number): number {
  return (
    (Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) + Math.imul(block + 1, 0xc2b2ae35) + Math.imul(index + 1, 0x27d4eb2f)) | 0
  );
}

/** The context of one run. `log` is what the guards share with it. */
export class Context implements CheckContext {
  rng: Random;
  /** Cases begun so far; the case at which a finding arose is the last one. */
  passedCases = 0;
  currentCase: number | undefined;
  #blocks = 0;

  constructor(
    readonly seed: number,
    readonly log: GuardLog,
  ) {
    this.rng = new Random(seed);
  }

  cases(count: number, body: (index: number) => void): void;
  cases(count: number, body: (index: number) => Promise<void>): Promise<void>;
  cases(count: number, body: (index: number) => void | Promise<void>): void | Promise<void> {
    const block = this.#blocks++;
    const outer = this.rng;
    const end = (): void => {
      this.currentCase = undefined;
      this.rng = outer;
    };
    const from = (start: number): void | Promise<void> => {
      for (let index = start; index < count; index++) {
        this.currentCase = this.passedCases + 1;
        this.rng = new Random(caseSeed(this.seed, block, index));
        const pending = body(index);
        if (isThenable(pending)) {
          return Promise.resolve(pending).then(() => {
            this.passedCases++;
            return from(index + 1);
          });
        }
        this.passedCases++;
      }
      end();
    };
    return from(0);
  }

  equal(got: unknown, expected: unknown, options: EqualOptions = {}): void {
    if (containsBlank(got)) throw new NotAttempted("fillBlank");
    this.log.trace?.push(got);
    const tolerance = options.tolerance ?? (isTensor(got) || isTensor(expected) ? tensorTolerance : defaultTolerance);
    const found = difference(got, expected, tolerance);
    if (!found) return;
    const known = options.mistakes?.find(({ value }) => difference(got, value, tolerance) === undefined);
    const where: Text =
      found.place === ""
        ? found.says
        : inBoth((language) =>
            word(language, "at", { place: found.place.replace(/^\./, ""), message: textIn(found.says, language) }),
          );
    const says = [options.message, ...(known ? [known.says] : [where, ...resemblance(got, expected, tolerance)])];
    throw new Wrong({
      says: says.filter((line) => line !== undefined),
      ...this.#call(options.call),
      got: printValue(got),
      expected: printValue(expected),
    });
  }

  that(condition: boolean, message: Text, options: ThatOptions = {}): void {
    if (containsBlank(condition)) throw new NotAttempted("fillBlank");
    this.log.trace?.push(condition, options.got);
    if (!condition) this.fail(message, options);
  }

  fail(message: Text, options: ThatOptions = {}): never {
    if (containsBlank(options.got)) throw new NotAttempted("fillBlank");
    throw new Wrong({
      says: [message],
      ...this.#call(options.call),
      ...("got" in options ? { got: printValue(options.got) } : {}),
      ...("expected" in options ? { expected: printValue(options.expected) } : {}),
    });
  }

  throws(body: () => unknown, message: Text): unknown {
    let got: unknown;
    try {
      got = body();
    } catch (error) {
      if (!(error instanceof Wrong)) throw error;
      if (error.details.threw === undefined) throw error;
      this.log.trace?.push(String(error.details.threw));
      return error.details.threw;
    }
    this.log.trace?.push(got);
    return this.fail(message, { got });
  }

  #call(own: string | undefined): { call: string } | Record<string, never> {
    if (own !== undefined) return { call: own };
    return this.log.last ? { call: printCall(this.log.last.name, this.log.last.args) } : {};
  }
}

const textIn = (text: Text, language: "en" | "zh"): string => (typeof text === "string" ? text : text[language]);
