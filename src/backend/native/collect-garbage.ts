import { setFlagsFromString } from "node:v8";
import { createContext, runInNewContext, Script } from "node:vm";

/**
 * Finds unreachable objects now, in Node. What a WeakRef was asked for stays alive until the running job ends; a microtask queue of
 * its own that runs dry ends it for this purpose, so that also a long loop without a pause can let go of its tensors.
 */
export function garbageCollector(): () => void {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  setFlagsFromString("--no-expose-gc");
  const context = createContext({}, { microtaskMode: "afterEvaluate" });
  const nothing = new Script("0");
  return () => {
    nothing.runInContext(context);
    collect();
    nothing.runInContext(context);
  };
}
