import { setFlagsFromString } from "node:v8";
import { createContext, runInNewContext, Script } from "node:vm";

/**
 * Finds unreachable objects now, in Node. What a WeakRef was asked for stays alive until the running job ends; a microtask queue of
 * its own that runs dry ends it for this purpose, so that also a long loop without a pause can let go of its tensors.
 */
export function garbageCollector(): () => void {
  const collect = exposed();
  const context = createContext({}, { microtaskMode: "afterEvaluate" });
  const nothing = new Script("0");
  return () => {
    nothing.runInContext(context);
    collect();
    nothing.runInContext(context);
  };
}

function exposed(): () => void {
  // The flag is the whole process's: another thread that does the same may just have taken it back.
  for (let tries = 0; tries < 1000; tries++) {
    setFlagsFromString("--expose-gc");
    const collect = runInNewContext("globalThis.gc") as (() => void) | undefined;
    setFlagsFromString("--no-expose-gc");
    if (collect) return collect;
  }
  throw new Error("the garbage collector cannot be called");
}
