/** What the kernel says of itself. */
import { createRequire } from "node:module";
import path from "node:path";
import { PROTOCOL_VERSION, type Content } from "../protocol/wire";

export function kernelInfo(home: string): Content {
  const require = createRequire(path.join(home, "index.js"));
  const own = require(path.join(home, "package.json")) as { version: string };
  const typescript = require("typescript/package.json") as { version: string };
  return {
    status: "ok",
    protocol_version: PROTOCOL_VERSION,
    implementation: "gradbook",
    implementation_version: own.version,
    banner: `TypeScript ${typescript.version} on Node.js ${process.version} (Gradbook ${own.version})`,
    debugger: false,
    help_links: [
      { text: "TypeScript handbook", url: "https://www.typescriptlang.org/docs/handbook/intro.html" },
      { text: "Node.js API", url: "https://nodejs.org/api/" },
    ],
    language_info: {
      name: "typescript",
      version: typescript.version,
      mimetype: "text/typescript",
      file_extension: ".ts",
      pygments_lexer: "typescript",
      codemirror_mode: { mode: "typescript", name: "javascript", typescript: true },
      nbconvert_exporter: "script",
    },
  };
}
