/** TypeScript is 9 MB of JavaScript: V8's compiled form of it is kept on disk, so that a kernel starts sooner. */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import Module from "node:module";
import path from "node:path";
import vm from "node:vm";

interface CommonJsModule {
  exports: unknown;
  require(specifier: string): unknown;
  _compile(content: string, filename: string): unknown;
}

const TYPESCRIPT = path.join("typescript", "lib", "typescript.js");

/** Call before TypeScript is loaded; the result writes the cache, and is called once TypeScript has worked a little. */
export function cacheTypeScriptCode(folder: string): () => void {
  const prototype = Module.prototype as unknown as CommonJsModule;
  const compile = prototype._compile;
  let write = (): void => undefined;
  prototype._compile = function (this: CommonJsModule, content, filename) {
    if (!filename.endsWith(TYPESCRIPT)) return compile.call(this, content, filename);
    prototype._compile = compile;
    const file = path.join(folder, `typescript-${process.version}-${process.arch}-${content.length}.code`);
    const cachedData = readIfThere(file);
    const script = new vm.Script(Module.wrap(content), { filename, ...(cachedData && { cachedData }) });
    if (!cachedData || script.cachedDataRejected) write = () => writeWhole(file, script.createCachedData());
    const body = script.runInThisContext() as (...parameters: unknown[]) => unknown;
    const require = (specifier: string): unknown => this.require(specifier);
    return body.call(this.exports, this.exports, require, this, filename, path.dirname(filename));
  };
  return () => write();
}

function readIfThere(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}

/** Another kernel may read at the same time: the file appears whole or not at all. */
function writeWhole(file: string, data: Buffer): void {
  try {
    mkdirSync(path.dirname(file), { recursive: true });
    const part = `${file}.${process.pid}`;
    writeFileSync(part, data);
    renameSync(part, file);
  } catch {
    // A read-only installation starts a little slower.
  }
}
