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
  const pause = new Pause();
  const asked = async (): Promise<TypeEngine> => {
    const engine = await loading;
    pause.restart();
    return engine;
  };
  return {
    compile: async ({ code, file, check }) => (await asked()).compile(code, file, { check }),
    commit: async ({ file, names }) => (await asked()).commit(file, names),
    warm: async ({ specifiers }) => {
      const engine = await loading;
      return new Promise((resolve) => pause.use(() => resolve(engine.warm(specifiers))));
    },
    reset: async () => (await asked()).reset(),
    complete: async ({ code, offset }) => (await asked()).complete(code, offset),
    inspect: async ({ code, offset }) => (await asked()).inspect(code, offset),
    isComplete: async ({ code }) => (await asked()).isComplete(code),
  };
}

/** Nobody has asked for anything for so long (ms). */
const QUIET = 20;

/** Work that nobody waits for is done when nobody asks for anything else. */
class Pause {
  private work: (() => void) | undefined;
  private timer: NodeJS.Timeout | undefined;

  use(work: () => void): void {
    this.work = work;
    this.restart();
  }

  restart(): void {
    clearTimeout(this.timer);
    if (this.work) this.timer = setTimeout(() => this.run(), QUIET);
  }

  private run(): void {
    const { work } = this;
    this.work = undefined;
    work?.();
  }
}
