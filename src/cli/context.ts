import path from "node:path";

/** Where a command works. */
export interface Context {
  /** Gradbook's own folder. */
  readonly root: string;
  /** The learner's folder: lessons, progress, own notebooks. */
  readonly work: string;
  /** Settings and run-time files of Jupyter. */
  readonly state: string;
  /** File that everything is logged to, and how to write to it. */
  readonly log: Log;
}

export interface Log {
  readonly file: string;
  /** The file's name from the root, for sentences. */
  readonly name: string;
  write(text: string): void;
}

/** One command: `run` gets the words after its name and returns the exit code. */
export interface Command {
  run(args: readonly string[], context: Context): Promise<number>;
}

/** Something that stands in the learner's way, and the way out. Shown without a stack. */
export class Problem extends Error {
  override readonly name = "Problem";
  constructor(sentence: string, wayOut = "") {
    super(wayOut === "" ? sentence : `${sentence}\n${wayOut}`);
  }
}

/** The folders of a run. `GRADBOOK_WORK` and `GRADBOOK_STATE` name others than `work/` and `.jupyter/`. */
export function folders(root: string, env: NodeJS.ProcessEnv = process.env): Pick<Context, "root" | "work" | "state"> {
  const own = env["GRADBOOK_WORK"];
  const work = path.resolve(own ?? path.join(root, "work"));
  const state = env["GRADBOOK_STATE"] ?? path.join(own ? path.join(work, ".gradbook") : root, ".jupyter");
  return { root, work, state: path.resolve(state) };
}
