/** The worker that holds TypeScript. */
import { parentPort, workerData } from "node:worker_threads";
import { Rpc } from "../protocol/rpc";
import type { ServerMethods, TypesMethods } from "../protocol/threads";
import { TypeEngine } from "./engine";
import type { EngineOptions } from "./options";

export function startTypesThread(): void {
  if (!parentPort) throw new Error("the types thread needs a parent");
  const engine = new TypeEngine((workerData as { options: EngineOptions }).options);
  const methods: TypesMethods = {
    compile: ({ code, file, check }) => engine.compile(code, file, { check }),
    commit: ({ file, names }) => engine.commit(file, names),
    reset: () => engine.reset(),
    complete: ({ code, offset }) => engine.complete(code, offset),
    inspect: ({ code, offset }) => engine.inspect(code, offset),
    isComplete: ({ code }) => engine.isComplete(code),
  };
  const rpc = new Rpc<ServerMethods>(parentPort);
  rpc.serve({ ...methods });
  rpc.notify("ready", { thread: "types" });
}
