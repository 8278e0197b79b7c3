/**
 * The kernel process. One file, three threads: the main thread speaks the Jupyter protocol (`server`), one worker runs
 * the learner's cells (`cell`), one worker type-checks and compiles them (`types`). See docs/kernel.md.
 */
import { isMainThread, workerData } from "node:worker_threads";

async function start(): Promise<void> {
  if (isMainThread) {
    const { startServer } = await import("./server/start");
    await startServer(process.argv.slice(2), __filename);
  } else if ((workerData as { role: string }).role === "cell") {
    const { startCellThread } = await import("./cell/thread");
    startCellThread();
  } else {
    const { startTypesThread } = await import("./types/thread");
    await startTypesThread();
  }
}

void start();
