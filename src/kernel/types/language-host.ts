/** The files that TypeScript sees: cells in memory, everything else on disk. */
import { readFileSync, statSync } from "node:fs";
import path from "node:path";
import ts from "typescript";
import { compilerOptions, GLOBALS, GLOBALS_FILE, type EngineOptions } from "./options";

export class LanguageHost implements ts.LanguageServiceHost {
  private readonly cells = new Map<string, { text: string; version: number }>();
  private readonly options: ts.CompilerOptions;
  private readonly resolutions: ts.ModuleResolutionCache;
  private readonly globalsFile: string;
  private version = 0;
  private roots: string[] = [];

  constructor(private readonly engine: EngineOptions) {
    this.options = compilerOptions(engine);
    this.resolutions = ts.createModuleResolutionCache(engine.cwd, (name) => name, this.options);
    this.globalsFile = path.join(engine.cwd, GLOBALS_FILE);
    this.cells.set(this.globalsFile, { text: GLOBALS, version: 0 });
    this.roots = [this.globalsFile];
  }

  /** Path of a cell's file as TypeScript sees it. */
  path(file: string): string {
    return path.join(this.engine.cwd, file);
  }

  /** Sets a cell's text and makes it the program's root. */
  setCell(file: string, text: string): void {
    const name = this.path(file);
    if (this.cells.get(name)?.text !== text) this.cells.set(name, { text, version: ++this.version });
    this.roots = [this.globalsFile, name];
  }

  /** Drops cells that nothing refers to any longer. */
  keepOnly(names: ReadonlySet<string>): void {
    for (const name of this.cells.keys()) if (name !== this.globalsFile && !names.has(name)) this.cells.delete(name);
  }

  isCell(name: string): boolean {
    return this.cells.has(name);
  }

  /** A new file may have appeared since the last cell: forget failed look-ups. */
  refresh(): void {
    this.resolutions.clear();
  }

  getCompilationSettings = (): ts.CompilerOptions => this.options;
  getScriptFileNames = (): string[] => this.roots;
  getCurrentDirectory = (): string => this.engine.cwd;
  getDefaultLibFileName = (options: ts.CompilerOptions): string => ts.getDefaultLibFilePath(options);
  useCaseSensitiveFileNames = (): boolean => ts.sys.useCaseSensitiveFileNames;
  directoryExists = (name: string): boolean => ts.sys.directoryExists(name);
  getDirectories = (name: string): string[] => ts.sys.getDirectories(name);
  readDirectory = ts.sys.readDirectory;
  realpath = (name: string): string => (this.cells.has(name) ? name : (ts.sys.realpath?.(name) ?? name));
  fileExists = (name: string): boolean => this.cells.has(name) || ts.sys.fileExists(name);
  readFile = (name: string): string | undefined => this.cells.get(name)?.text ?? ts.sys.readFile(name);

  getScriptVersion = (name: string): string => {
    const cell = this.cells.get(name);
    if (cell) return String(cell.version);
    return isPackageFile(name) ? "0" : fileVersion(name);
  };

  getScriptSnapshot = (name: string): ts.IScriptSnapshot | undefined => {
    const text = this.cells.get(name)?.text ?? readText(name);
    return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
  };

  /** Path of the file that an import means, if there is one. */
  resolve(specifier: string, containing: string): string | undefined {
    return this.find(specifier, containing, this.options).resolvedModule?.resolvedFileName;
  }

  resolveModuleNameLiterals = (
    literals: readonly ts.StringLiteralLike[],
    containing: string,
    redirected: ts.ResolvedProjectReference | undefined,
    options: ts.CompilerOptions,
  ): readonly ts.ResolvedModuleWithFailedLookupLocations[] =>
    literals.map(({ text }) => this.find(text, containing, options, redirected));

  /** Resolves from the importing file, then from the kernel's own package. */
  private find(
    specifier: string,
    containing: string,
    options: ts.CompilerOptions,
    redirected?: ts.ResolvedProjectReference,
  ): ts.ResolvedModuleWithFailedLookupLocations {
    const found = ts.resolveModuleName(specifier, containing, options, this, this.resolutions, redirected);
    if (found.resolvedModule || specifier.startsWith(".")) return found;
    const fallback = path.join(this.engine.home, "index.ts");
    return ts.resolveModuleName(specifier, fallback, options, this, this.resolutions, redirected);
  }
}

/** Files of packages do not change while a kernel runs. */
function isPackageFile(name: string): boolean {
  return name.includes("/node_modules/") || /\/dist\/.*\.d\.ts$/.test(name);
}

/** Changes when the file on disk changes. */
export function fileVersion(name: string): string {
  try {
    const { mtimeMs, size } = statSync(name);
    return `${mtimeMs}:${size}`;
  } catch {
    return "absent";
  }
}

function readText(name: string): string | undefined {
  try {
    return readFileSync(name, "utf8");
  } catch {
    return undefined;
  }
}
