/** Starts the two workers: the learner's cells and TypeScript. */
import { SHARE_ENV, Worker, type ResourceLimits } from "node:worker_threads";
import type { CellThreadData } from "../cell/thread";
import { Rpc } from "../protocol/rpc";
import type { CellMethods, ServerMethods, TypesMethods } from "../protocol/threads";

export interface ThreadOptions {
  /** The kernel's one file: a worker starts it again in another role. */
  readonly kernelFile: string;
  readonly cwd: string;
  readonly home: string;
  readonly strict: boolean;
  readonly flags: Int32Array;
}

export interface Thread<Methods extends Record<keyof Methods, (params: never) => unknown>> {
  readonly worker: Worker;
  readonly rpc: Rpc<Methods>;
  /** Resolves when the thread is gone: with the reason, if it died of one. */
  readonly ended: Promise<NodeJS.ErrnoException | undefined>;
}

export function startTypes({ kernelFile, cwd, home, strict }: ThreadOptions): Thread<TypesMethods> {
  // TypeScript makes many short-lived objects: room for them halves the work of the garbage collector.
  return start(kernelFile, { role: "types", options: { cwd, home, strict } }, { maxYoungGenerationSizeMb: 48 });
}

export function startCells(options: ThreadOptions, serve: ServerMethods): Thread<CellMethods> {
  const { kernelFile, cwd, home, flags } = options;
  const data: CellThreadData & { role: string } = { role: "cell", kernelFile, cwd, home, flags };
  const thread = start<CellMethods>(kernelFile, data, heapLimit());
  thread.rpc.serve({ ...serve });
  return thread;
}

function start<Methods extends Record<keyof Methods, (params: never) => unknown>>(
  kernelFile: string,
  workerData: object,
  resourceLimits: ResourceLimits = {},
): Thread<Methods> {
  const worker = new Worker(kernelFile, { workerData, env: SHARE_ENV, resourceLimits });
  const rpc = new Rpc<Methods>(worker);
  let reason: NodeJS.ErrnoException | undefined;
  worker.on("error", (error: NodeJS.ErrnoException) => (reason = error));
  const ended = new Promise<NodeJS.ErrnoException | undefined>((resolve) => worker.on("exit", () => resolve(reason)));
  return { worker, rpc, ended };
}

/** Megabytes that the objects of cells may take, from GRADBOOK_MEMORY; Node's own limit otherwise. */
function heapLimit(): ResourceLimits {
  const megabytes = Number(process.env["GRADBOOK_MEMORY"]);
  return megabytes > 0 ? { maxOldGenerationSizeMb: megabytes } : {};
}
