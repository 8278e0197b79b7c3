import { createRequire } from "node:module";

/** Only an ES module has one. (It has no `__filename`, but `node --eval` and the REPL have one that is no file.) */
const url: string | undefined = import.meta.url;

/** `require` from this package's own place, in the CommonJS build as in the ES module build. */
export const ownRequire: NodeJS.Require = createRequire(url ?? __filename);
