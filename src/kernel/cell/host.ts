/** What cells and libraries may ask of the notebook: `globalThis[Symbol.for("Jupyter.host")]`, `display` and `input`. */
import type { MimeBundle, Output } from "../protocol/threads";
import { bundleOf, cloneable, isBundle } from "./display";
import { Comms } from "./comms";
import type { OutputQueue } from "./output";
import { Interrupted, type CellRun, type Runs } from "./run";

export interface DisplayOptions {
  readonly displayId?: string;
  readonly update?: boolean;
  readonly metadata?: object;
}

/** Libraries find this object, and print text where it is absent. */
export interface JupyterHost {
  /** Shows a MIME bundle now, or updates what was shown under a display id. */
  display(data: MimeBundle, options?: DisplayOptions): void;
  clearOutput(options?: { wait?: boolean }): void;
  /** Writes a new cell below the running one, or over it. */
  setNextInput(code: string, options?: { replace?: boolean }): void;
  /** Opens the front end's pager with a MIME bundle. */
  page(data: MimeBundle): void;
  /** The learner has asked the running cell to stop. */
  interrupted(): boolean;
  /** Asks the learner for a line of text. */
  input(prompt?: string, options?: { password?: boolean }): Promise<string>;
  /** Lines to the front end, as widgets use them. */
  readonly comms: Comms;
}

type AskServer = (request: { run: number; id: number; prompt: string; password: boolean }) => void;

export class Host implements JupyterHost {
  readonly comms = new Comms((output) => this.emit(output));
  private readonly questions = new Map<number, { resolve: (text: string) => void; reject: (error: Error) => void }>();
  private nextQuestion = 1;

  constructor(
    private readonly runs: Runs,
    private readonly queue: OutputQueue,
    private readonly ask: AskServer,
  ) {}

  readonly display = (data: MimeBundle, { displayId, update = false, metadata = {} }: DisplayOptions = {}): void => {
    this.emit({
      type: update ? "update_display_data" : "display_data",
      data: cloneable(data),
      metadata: cloneable(metadata),
      ...(displayId !== undefined && { displayId }),
    });
  };

  readonly clearOutput = ({ wait = false }: { wait?: boolean } = {}): void => this.emit({ type: "clear_output", wait });

  readonly setNextInput = (code: string, { replace = false }: { replace?: boolean } = {}): void => {
    this.runs.own?.payload.push({ source: "set_next_input", text: String(code), replace });
  };

  readonly page = (data: MimeBundle): void => {
    this.runs.own?.payload.push({ source: "page", data: cloneable(data), start: 0 });
  };

  readonly interrupted = (): boolean => this.runs.isStopping();

  readonly input = (prompt = "", { password = false }: { password?: boolean } = {}): Promise<string> => {
    const run = this.runs.own;
    if (!run?.allowStdin)
      return Promise.reject(new Error("input: nobody can answer here (the front end allows no input)"));
    this.queue.flush();
    const id = this.nextQuestion++;
    return new Promise((resolve, reject) => {
      this.questions.set(id, { resolve, reject });
      this.ask({ run: run.number, id, prompt: String(prompt), password });
    });
  };

  /** The learner's answer, or null when there will be none. */
  answer(id: number, value: string | null): void {
    const question = this.questions.get(id);
    this.questions.delete(id);
    if (value === null) question?.reject(new Interrupted());
    else question?.resolve(value);
  }

  /** The global `display(value)`: a MIME bundle as it is, anything else as at the end of a cell. */
  readonly displayValue = (value: unknown, options?: DisplayOptions): void => {
    if (isBundle(value)) return this.display(value, options);
    const bundle = bundleOf(value);
    if (!(bundle instanceof Promise)) return this.display(bundle, options);
    this.runs.own?.displays.push(bundle.then((made) => this.display(made, options)));
  };

  private emit(output: Output): void {
    const run = this.runs.own;
    if (run && !run.stopped) this.queue.emit(run.number, output);
  }

  /** Waits until every value that this run displays is shown. */
  static async settle(run: CellRun): Promise<void> {
    while (run.displays.length > 0) await run.displays.shift();
  }
}
