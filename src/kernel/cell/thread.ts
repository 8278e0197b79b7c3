/** The worker that runs the learner's cells. */
import { parentPort, workerData } from "node:worker_threads";
import { Rpc } from "../protocol/rpc";
import type { CellMethods, ServerMethods } from "../protocol/threads";
import { CellRunner } from "./runner";

export interface CellThreadData {
  readonly cwd: string;
  readonly home: string;
  readonly kernelFile: string;
  readonly flags: Int32Array;
}

export function startCellThread(): void {
  if (!parentPort) throw new Error("the cell thread needs a parent");
  const rpc = new Rpc<ServerMethods>(parentPort);
  const runner = new CellRunner(workerData as CellThreadData, rpc);
  const methods: CellMethods = {
    run: ({ cell, run, label, allowStdin }) => runner.run(cell, { number: run, label, allowStdin }),
    preload: ({ run, specifiers }) => runner.preload(run, specifiers),
    prepare: ({ specifiers }) => runner.prepare(specifiers),
    preview: ({ path }) => runner.preview(path),
    interrupt: ({ run }) => runner.interrupt(run),
    inputReply: ({ id, value }) => runner.host.answer(id, value),
    comm: ({ type, content, metadata, buffers, run }) => runner.comm(run, type, content, { metadata, buffers }),
    commInfo: ({ target }) => runner.host.comms.info(target),
  };
  rpc.serve({ ...methods });
  rpc.notify("ready", { thread: "cell" });
}
