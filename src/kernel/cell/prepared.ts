/**
 * Packages that cells will probably import are compiled ahead: V8 needs 30 ms for a megabyte of JavaScript. Nothing of them
 * runs before a cell imports them.
 */
import { readFileSync } from "node:fs";
import Module, { createRequire } from "node:module";
import path from "node:path";
import vm from "node:vm";

/** Smaller files (in characters) are compiled in no time. */
const WORTH_IT = 100_000;

interface Prepared {
  readonly content: string;
  readonly script: vm.Script;
}

interface CommonJsModule {
  exports: unknown;
  _compile(content: string, filename: string, ...rest: unknown[]): unknown;
}

export class PreparedFiles {
  private readonly files = new Map<string, Prepared>();

  /** From now on Node runs what was compiled here, where it would compile the same text. */
  install(): void {
    const prototype = Module.prototype as unknown as CommonJsModule;
    const compile = prototype._compile;
    const take = (content: string, filename: string): vm.Script | undefined => this.take(content, filename);
    prototype._compile = function (this: CommonJsModule, content, filename, ...rest) {
      const script = take(content, filename);
      if (!script) return compile.call(this, content, filename, ...rest);
      const body = script.runInThisContext() as (...parameters: unknown[]) => unknown;
      return body.call(this.exports, this.exports, createRequire(filename), this, filename, path.dirname(filename));
    };
  }

  /** Compiles a file, if it is CommonJS. */
  prepare(filename: string): void {
    if (!/\.c?js$/.test(filename)) return;
    try {
      const content = readFileSync(filename, "utf8");
      if (content.length < WORTH_IT) return;
      const importModuleDynamically = vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER;
      const script = new vm.Script(Module.wrap(content), { filename, importModuleDynamically });
      this.files.set(filename, { content, script });
    } catch {
      // An ES module, or a file that is broken: whoever imports it will be told.
    }
  }

  private take(content: string, filename: string): vm.Script | undefined {
    const file = this.files.get(filename);
    this.files.delete(filename);
    return file?.content === content ? file.script : undefined;
  }
}
