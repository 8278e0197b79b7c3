import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import path from "node:path";
import { emptyProgress, parseProgress } from "./pure/progress";
import type { Progress } from "./pure/progress";

/** Progress of this process, for learners without a work folder (a plain program, a notebook elsewhere). */
let session: Progress = emptyProgress;

const staleLock = 3_000;
const patience = 2_000;

function nearest(folder: string): string | undefined {
  if (existsSync(path.join(folder, ".gradbook"))) return folder;
  const parent = path.dirname(folder);
  return parent === folder ? undefined : nearest(parent);
}

/** The learner's work folder: the nearest one, from here upwards, that holds `.gradbook/`; else `GRADBOOK_WORK`. */
export function workFolder(): string | undefined {
  const named = process.env.GRADBOOK_WORK;
  return nearest(process.cwd()) ?? (named !== undefined && existsSync(named) ? named : undefined);
}

const pause = (milliseconds: number): void => {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
};

/** Holds the file's lock during `body`, so that two kernels never write over each other. A lock of a dead one is broken. */
function locked<T>(file: string, body: () => T): T {
  const lock = `${file}.lock`;
  const start = Date.now();
  for (;;) {
    try {
      closeSync(openSync(lock, "wx"));
      break;
    } catch (error) {
      if ((error as { code?: string }).code !== "EEXIST") throw error;
      const age = Date.now() - (statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
      if (age > staleLock || Date.now() - start > patience) rmSync(lock, { force: true });
      else pause(15);
    }
  }
  try {
    return body();
  } finally {
    rmSync(lock, { force: true });
  }
}

/** Writes a file so that after a crash either the old or the new content stands, whole. */
function writeWhole(file: string, content: string): void {
  const temporary = `${file}.${process.pid}.tmp`;
  const handle = openSync(temporary, "w");
  try {
    writeSync(handle, content);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(temporary, file);
}

interface Reading {
  readonly progress: Progress;
  /** Where a damaged file was set aside. */
  readonly setAside?: string;
}

function readFile(file: string): Reading {
  if (!existsSync(file)) return { progress: emptyProgress };
  const progress = parseProgress(readFileSync(file, "utf8"));
  if (progress) return { progress };
  const stamp = new Date().toISOString().replace(/[:.]/g, "-");
  const setAside = path.join(path.dirname(file), `progress.damaged-${stamp}.json`);
  renameSync(file, setAside);
  return { progress: emptyProgress, setAside };
}

/** What came of a change: the progress now, and what the learner should hear of the file. */
export interface Kept {
  readonly progress: Progress;
  readonly setAside?: string;
  readonly notSaved?: string;
}

/** The progress as it stands. */
export function readProgress(): Progress {
  const folder = workFolder();
  if (folder === undefined) return session;
  try {
    return parseProgress(readFileSync(path.join(folder, "progress.json"), "utf8")) ?? emptyProgress;
  } catch {
    return emptyProgress;
  }
}

/** Changes the progress: reads what is on disk now, changes that, writes it whole. Never throws. */
export function updateProgress(change: (progress: Progress) => Progress): Kept {
  const folder = workFolder();
  if (folder === undefined) {
    session = change(session);
    return { progress: session };
  }
  const file = path.join(folder, "progress.json");
  try {
    return locked(file, () => {
      const { progress: before, setAside } = readFile(file);
      const progress = change(before);
      if (progress !== before) writeWhole(file, `${JSON.stringify(progress, null, 2)}\n`);
      return { progress, ...(setAside === undefined ? {} : { setAside: path.basename(setAside) }) };
    });
  } catch (error) {
    session = change(session);
    return { progress: session, notSaved: error instanceof Error ? error.message : String(error) };
  }
}
