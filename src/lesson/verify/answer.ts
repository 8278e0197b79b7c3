import vm from "node:vm";
import ts from "typescript";

/** Names that an answer's code may use without importing them: everything that the library exports. */
type Library = Readonly<Record<string, unknown>>;

/** Milliseconds that an answer's code may take until it has declared its names. */
const timeToDeclare = 20_000;

/** The code of earlier cells that an answer needs, and the answer's own, which may declare the same names again. */
export interface AnswerCode {
  readonly setup: string;
  readonly code: string;
}

/**
 * Runs an answer's code as a cell would and gives the values of `names`. The library's exports are in scope, `await` is
 * allowed, and a loop that never ends is stopped.
 */
export async function evaluateAnswer(
  { setup, code }: AnswerCode,
  names: readonly string[],
  library: Library,
  load: (name: string) => unknown,
): Promise<Record<string, unknown>> {
  const given = names.map((name) => `${name}: (() => { try { return ${name}; } catch { return undefined; } })()`);
  const { outputText } = ts.transpileModule(`${setup}\n{\n${code}\n;exports.answer = { ${given.join(", ")} };\n}`, {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.CommonJS, esModuleInterop: true },
  });
  const own = Object.keys(library).filter((name) => /^[A-Za-z_$][\w$]*$/.test(name) && name !== "default");
  // A function inside a function: what the code declares may have the same name as an export of the library.
  const source = `(exports, require, ${own.join(", ")}) => (async () => {\n${outputText.replace(/^"use strict";/, "")}\n})()`;
  const wrapped = new vm.Script(`"use strict";\n${source}`, { filename: "answer.ts" }).runInThisContext() as (
    ...args: unknown[]
  ) => Promise<void>;
  const exports: { answer?: Record<string, unknown> } = {};
  const globals = globalThis as unknown as Record<symbol, unknown>;
  const slot = Symbol.for("gradbook.verify.answer");
  globals[slot] = () => wrapped(exports, load, ...own.map((name) => library[name]));
  const run = new vm.Script(`globalThis[Symbol.for("gradbook.verify.answer")]()`);
  await (run.runInThisContext({ timeout: timeToDeclare, displayErrors: false }) as Promise<void>);
  const answer = exports.answer ?? {};
  return Object.fromEntries(Object.entries(answer).filter(([, value]) => value !== undefined));
}
