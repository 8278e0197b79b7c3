/** What the kernel's threads say to each other: plain data only, so that it can be cloned from thread to thread. */

export type MimeBundle = Record<string, unknown>;

/** One name that an import statement brings into the notebook. */
export interface ImportBinding {
  readonly local: string;
  /** The exported name, `default`, `*` for the whole namespace, `=` for `import x = require(...)`. */
  readonly imported: string;
}

export interface CellImport {
  readonly specifier: string;
  readonly bindings: readonly ImportBinding[];
  /** Line of the statement in the cell, from 1. */
  readonly line: number;
}

/** A file of the learner's own, compiled for `require`. */
export interface LocalModule {
  readonly path: string;
  readonly version: string;
  readonly source: string;
  readonly js: string;
  readonly map: string;
}

/** A cell as JavaScript that the cell thread can run. */
export interface CompiledCell {
  readonly file: string;
  readonly source: string;
  readonly js: string;
  readonly map: string;
  readonly imports: readonly CellImport[];
  /** Variables of the notebook that the cell reads or writes. */
  readonly variables: readonly string[];
  /** Variables that the cell declares. */
  readonly declares: readonly string[];
  readonly isAsync: boolean;
  readonly modules: readonly LocalModule[];
}

/** A type or syntax error. Lines and columns count from 1. */
export interface CellDiagnostic {
  readonly line: number;
  readonly column: number;
  readonly endColumn: number;
  readonly code: number;
  readonly message: string;
  /** The same in plain words, for errors that learners meet often. */
  readonly plain?: string;
  /** Set when the error is in a file that the cell imports. */
  readonly file?: string;
  /** The text of the line. */
  readonly text: string;
}

export type CompileResult =
  | { readonly ok: true; readonly cell: CompiledCell }
  | { readonly ok: false; readonly diagnostics: readonly CellDiagnostic[] };

export interface CompletionItem {
  readonly text: string;
  readonly type: string;
  readonly signature?: string;
  readonly documentation?: string;
}

export interface Completions {
  readonly items: readonly CompletionItem[];
  readonly start: number;
  readonly end: number;
}

export interface Inspection {
  readonly signature: string;
  readonly documentation: string;
  /** The notebook's variable at the cursor, and which of its properties: `["model", "layers"]`. */
  readonly path?: readonly string[];
}

export type Completeness =
  { readonly status: "complete" | "invalid" | "unknown" } | { readonly status: "incomplete"; readonly indent: string };

/** What the types thread offers. */
export interface TypesMethods {
  compile(params: { code: string; file: string; check: boolean }): CompileResult;
  /** Makes the names of a compiled cell visible to later cells. */
  commit(params: { file: string; names: readonly string[] }): void;
  /** Reads the types of packages that will be needed soon, once nothing else is asked for. */
  warm(params: { specifiers: readonly string[] }): void;
  /** Forgets all names: the cell thread started anew. */
  reset(params: null): void;
  complete(params: { code: string; offset: number }): Completions;
  inspect(params: { code: string; offset: number }): Inspection | null;
  isComplete(params: { code: string }): Completeness;
}

/** An error as Jupyter shows it. */
export interface CellError {
  readonly ename: string;
  readonly evalue: string;
  readonly traceback: readonly string[];
}

export interface RunOutcome {
  readonly error?: CellError;
  /** Declared names that have a value now. */
  readonly assigned: readonly string[];
  /** The last expression's value, absent when undefined. */
  readonly result?: { readonly data: MimeBundle; readonly metadata: MimeBundle };
  /** What the front end shall do once the cell has run. */
  readonly payload?: readonly Payload[];
}

/** Opens a page of help, or writes a cell below this one (or over it). */
export type Payload =
  | { readonly source: "page"; readonly data: MimeBundle; readonly start: number }
  | { readonly source: "set_next_input"; readonly text: string; readonly replace: boolean };

/** What the cell thread offers. */
export interface CellMethods {
  run(params: { cell: CompiledCell; run: number; label: string; allowStdin: boolean }): Promise<RunOutcome>;
  /** Loads packages that a cell imports while its types are still being checked. */
  preload(params: { run: number; specifiers: readonly string[] }): void;
  /** Compiles packages that cells will probably import, without running anything of them. */
  prepare(params: { specifiers: readonly string[] }): void;
  /** The current value of a variable, or of a property of it, as short text; null where there is none. */
  preview(params: { path: readonly string[] }): string | null;
  interrupt(params: { run: number }): void;
  inputReply(params: { id: number; value: string | null }): void;
  comm(params: {
    type: "open" | "msg" | "close";
    content: Record<string, unknown>;
    metadata: Record<string, unknown>;
    buffers: readonly Uint8Array[];
    run: number;
  }): void;
  commInfo(params: { target?: string }): Record<string, { target_name: string }>;
}

/** What the cell thread tells the server; `run` says which cell's output it is. */
export interface ServerMethods {
  /** `size`: what it counts for in `shared.pending`. */
  output(params: { run: number; output: Output; size: number }): void;
  input(params: { run: number; id: number; prompt: string; password: boolean }): void;
  ready(params: { thread: string }): void;
  /** Moves the process to another folder, which a worker cannot do itself; the worker waits for `shared.moved`. */
  chdir(params: { folder: string }): void;
}

export type Output =
  | { readonly type: "stream"; readonly name: "stdout" | "stderr"; readonly text: string }
  | {
      readonly type: "display_data" | "update_display_data";
      readonly data: MimeBundle;
      readonly metadata: MimeBundle;
      readonly displayId?: string;
    }
  | { readonly type: "clear_output"; readonly wait: boolean }
  | { readonly type: "error"; readonly error: CellError }
  | {
      readonly type: "comm_open" | "comm_msg" | "comm_close";
      readonly content: Record<string, unknown>;
      readonly metadata: Record<string, unknown>;
      readonly buffers: readonly Uint8Array[];
    };

/** In `shared.stop`: nothing to stop, but hand over what was printed. No run has this number. */
export const LOOK = -1;

/** Places in the memory that all threads share (an Int32Array). */
export const shared = {
  /** Not zero: loops of cells look whether they must stop. */
  stop: 0,
  /** Bytes of output that the server has not sent yet. */
  pending: 1,
  /** Counts the answers to `chdir`. */
  moved: 2,
  length: 3,
} as const;
