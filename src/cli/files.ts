import { randomBytes } from "node:crypto";
import * as fs from "node:fs";
import path from "node:path";

/** The few operations on the learner's folder, each whole or not at all. Paths are relative, with `/`. */
export interface FileSystem {
  /** The bytes of a file; undefined where there is none. */
  read(name: string): Uint8Array | undefined;
  exists(name: string): boolean;
  /** Puts a new file in place; false, and nothing done, when something is there already. */
  place(name: string, bytes: Uint8Array | string): boolean;
  /** Writes a file that is our own (never the learner's), over what is there. */
  replace(name: string, bytes: Uint8Array | string): void;
  /** Moves a file to a place where none is; false when there was nothing to move. */
  move(from: string, to: string): boolean;
}

/** The operations on a real folder. A new file is written and flushed beside its place under `.gradbook/tmp`, then linked in. */
export function folderFiles(folder: string): FileSystem {
  const at = (name: string): string => path.join(folder, ...name.split("/"));
  const temporary = (bytes: Uint8Array | string): string => {
    const file = at(`.gradbook/tmp/${randomBytes(8).toString("hex")}`);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    const handle = fs.openSync(file, "wx");
    try {
      fs.writeFileSync(handle, bytes);
      fs.fsyncSync(handle);
    } finally {
      fs.closeSync(handle);
    }
    return file;
  };
  const files: FileSystem = {
    read(name) {
      try {
        return fs.readFileSync(at(name));
      } catch (error) {
        if (isCode(error, "ENOENT", "EISDIR", "ENOTDIR")) return undefined;
        throw error;
      }
    },
    exists: (name) => fs.existsSync(at(name)),
    place(name, bytes) {
      if (files.exists(name)) return false;
      const from = temporary(bytes);
      fs.mkdirSync(path.dirname(at(name)), { recursive: true });
      try {
        fs.linkSync(from, at(name)); // fails when something is there: no check can be late
      } catch (error) {
        if (isCode(error, "EEXIST")) return false;
        if (files.exists(name)) return false;
        fs.renameSync(from, at(name)); // a file system without hard links
        return true;
      } finally {
        fs.rmSync(from, { force: true });
      }
      return true;
    },
    replace(name, bytes) {
      const from = temporary(bytes);
      fs.mkdirSync(path.dirname(at(name)), { recursive: true });
      fs.renameSync(from, at(name));
    },
    move(from, to) {
      fs.mkdirSync(path.dirname(at(to)), { recursive: true });
      try {
        fs.renameSync(at(from), at(to));
      } catch (error) {
        if (isCode(error, "ENOENT")) return false;
        throw error;
      }
      return true;
    },
  };
  return files;
}

function isCode(error: unknown, ...codes: string[]): boolean {
  return error instanceof Error && codes.includes(String((error as NodeJS.ErrnoException).code));
}
