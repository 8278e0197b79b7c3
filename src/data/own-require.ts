import { createRequire } from "node:module";

/** `require` from this package's own place, in the CommonJS build as in the ES module build. */
export const ownRequire: NodeJS.Require = createRequire(typeof __filename === "string" ? __filename : import.meta.url);
