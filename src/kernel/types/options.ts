/** How the learner's code is checked and compiled. */
import path from "node:path";
import ts from "typescript";

export interface EngineOptions {
  /** The notebook's folder. */
  readonly cwd: string;
  /** The kernel's own package: what cannot be found from the notebook is looked up here. */
  readonly home: string;
  /** Off for notebooks written for tslab, which checks loosely. */
  readonly strict: boolean;
}

/** Names that every cell can use. */
export const GLOBALS_FILE = "__notebook_globals__.d.ts";

export const GLOBALS = `
/** Shows a value below the cell at once, as it would be shown at the end of the cell; or a MIME bundle as it is. */
declare function display(value: unknown, options?: { displayId?: string; update?: boolean; metadata?: object }): void;
/** Asks the person at the notebook for a line of text. */
declare function input(prompt?: string): Promise<string>;
/** The type of a variable that its cell has left empty: anything may come. */
type __Known<T> = [T] extends [never[]] ? any[] : [T] extends [null | undefined] ? any : T;
`;

export function compilerOptions({ cwd, home, strict }: EngineOptions): ts.CompilerOptions {
  return {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    moduleDetection: ts.ModuleDetectionKind.Force,
    strict,
    noImplicitAny: strict,
    esModuleInterop: true,
    allowJs: true,
    checkJs: false,
    resolveJsonModule: true,
    allowImportingTsExtensions: true,
    experimentalDecorators: !strict,
    jsx: ts.JsxEmit.React,
    skipLibCheck: true,
    // Otherwise every cell looks again for packages that replace the standard library's types.
    libReplacement: false,
    preserveConstEnums: true,
    sourceMap: true,
    newLine: ts.NewLineKind.LineFeed,
    types: ["node"],
    typeRoots: [path.join(home, "node_modules", "@types"), ...rootsAbove(cwd)],
  };
}

function rootsAbove(folder: string): string[] {
  const roots: string[] = [];
  for (let at = folder; ; at = path.dirname(at)) {
    roots.push(path.join(at, "node_modules", "@types"));
    if (path.dirname(at) === at) return roots;
  }
}

/** How a learner's own module is compiled: to CommonJS, which a cell can load and reload. */
export const localModuleOptions: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.CommonJS,
  esModuleInterop: true,
  jsx: ts.JsxEmit.React,
  sourceMap: true,
  newLine: ts.NewLineKind.LineFeed,
};
