/** The worker that holds TypeScript. */
import path from "node:path";
import { parentPort, workerData } from "node:worker_threads";
import { Rpc } from "../protocol/rpc";
import type { ServerMethods, TypesMethods } from "../protocol/threads";
import { cacheTypeScriptCode } from "./code-cache";
import type { TypeEngine } from "./engine";
import type { EngineOptions } from "./options";

export async function startTypesThread(): Promise<void> {
  if (!parentPort) throw new Error("the types thread needs a parent");
  const rpc = new Rpc<ServerMethods>(parentPort);
  const { options } = workerData as { options: EngineOptions };
  const writeCache = cacheTypeScriptCode(path.join(options.home, ".cache"));
  // Calls that come before TypeScript is there wait for it.
  const loading = import("./engine").then((engine) => new engine.TypeEngine(options));
  rpc.serve(methodsOf(loading));
  await loading;
  rpc.notify("ready", { thread: "types" });
  setImmediate(writeCache);
}

type Later<Methods> = {
  [Name in keyof Methods]: Methods[Name] extends (params: infer Params) => infer Value
    ? (params: Params) => Promise<Value>
    : never;
};

function methodsOf(loading: Promise<TypeEngine>): Later<TypesMethods> {
  return {
    compile: async ({ code, file, check }) => (await loading).compile(code, file, { check }),
    commit: async ({ file, names }) => (await loading).commit(file, names),
    warm: async ({ specifiers }) => (await loading).warm(specifiers),
    reset: async () => (await loading).reset(),
    complete: async ({ code, offset }) => (await loading).complete(code, offset),
    inspect: async ({ code, offset }) => (await loading).inspect(code, offset),
    isComplete: async ({ code }) => (await loading).isComplete(code),
  };
}
