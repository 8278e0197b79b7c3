/** `process.chdir` of cells: a worker cannot move the process, so the main thread does, and the cell waits for it. */
import { accessSync, constants, realpathSync, statSync } from "node:fs";
import path from "node:path";
import type { Rpc } from "../protocol/rpc";
import { shared, type ServerMethods } from "../protocol/threads";

/** So long (ms) the main thread may take. */
const PATIENCE = 5000;

export function moveFolder(server: Rpc<ServerMethods>, flags: Int32Array): void {
  process.chdir = (wanted: string): void => {
    const folder = path.resolve(wanted);
    // What would go wrong in the main thread goes wrong here, where the learner sees it.
    accessSync(folder, constants.X_OK);
    if (!statSync(folder).isDirectory()) throw new Error(`process.chdir: ${folder} is no folder`);
    const before = Atomics.load(flags, shared.moved);
    server.notify("chdir", { folder: realpathSync(folder) });
    Atomics.wait(flags, shared.moved, before, PATIENCE);
  };
}
