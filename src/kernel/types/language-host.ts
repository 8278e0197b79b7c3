/** The files that TypeScript sees: cells in memory, everything else on disk. */
import { statSync } from "node:fs";
import { isBuiltin } from "node:module";
import path from "node:path";
import ts from "typescript";
import { compilerOptions, GLOBALS, GLOBALS_FILE, type EngineOptions } from "./options";
import { StandardLibrary } from "./standard-library";

/** The file of the cell that is looked at; a cell that has run is kept under a name of its own. */
export const CURRENT_CELL = "__cell__.ts";

/** Imports every package that some cell has imported. */
const KEPT_PACKAGES = "__packages__.ts";

export class LanguageHost implements ts.LanguageServiceHost {
  private readonly cells = new Map<string, { text: string; version: number }>();
  private readonly modules = new Set<string>();
  private readonly snapshots = new Map<string, { version: string; snapshot: ts.IScriptSnapshot }>();
  private readonly options: ts.CompilerOptions;
  private readonly resolutions: ts.ModuleResolutionCache;
  private readonly globalsFile: string;
  private readonly library: StandardLibrary;
  private readonly libraryFile: string;
  private version = 0;
  /** Always the same, so that TypeScript can keep what it knows of all other files. */
  private readonly roots: string[];
  private readonly kept = new Set<string>();
  private failed = false;

  constructor(private readonly engine: EngineOptions) {
    this.options = compilerOptions(engine);
    this.resolutions = ts.createModuleResolutionCache(engine.cwd, (name) => name, this.options);
    this.globalsFile = path.join(engine.cwd, GLOBALS_FILE);
    this.cells.set(this.globalsFile, { text: GLOBALS, version: 0 });
    const libraries = path.dirname(ts.getDefaultLibFilePath(this.options));
    this.library = new StandardLibrary(libraries, "esnext");
    this.libraryFile = path.join(libraries, "lib.whole.d.ts");
    this.cells.set(this.libraryFile, { text: this.library.text, version: 0 });
    this.roots = [this.globalsFile, this.path(CURRENT_CELL), this.path(KEPT_PACKAGES)];
    this.setCell(KEPT_PACKAGES, "export {};");
  }

  /** Path of a cell's file as TypeScript sees it. */
  path(file: string): string {
    return path.join(this.engine.cwd, file);
  }

  /** Sets the text of a file in memory. */
  setCell(file: string, text: string): void {
    // A new version even of the same text: what it imports may have changed.
    this.cells.set(this.path(file), { text, version: ++this.version });
  }

  /** Makes a text importable as a file beside the notebook. */
  setModule(file: string, text: string): void {
    this.setCell(file, text);
    this.modules.add(this.path(file));
  }

  /** Keeps the types of packages, so that they are not read anew whenever a cell needs them after one that does not. */
  keep(specifiers: Iterable<string>): void {
    const before = this.kept.size;
    for (const specifier of specifiers) if (!/^[./]/.test(specifier)) this.kept.add(specifier);
    if (this.kept.size === before) return;
    const lines = [...this.kept].map((specifier) => `import ${JSON.stringify(specifier)};`);
    this.setCell(KEPT_PACKAGES, lines.join("\n"));
  }

  /** A copy of a cell under another name. */
  copyCell(from: string, to: string): void {
    const text = this.cells.get(this.path(from))?.text;
    if (text !== undefined) this.setCell(to, text);
  }

  isCell(name: string): boolean {
    return this.cells.has(name) && !this.modules.has(name);
  }

  /** What was not found may be there now: the learner has installed it or written it. */
  refresh(): void {
    if (this.failed) this.resolutions.clear();
    this.failed = false;
  }

  /** What own files import is looked up anew for every cell; a package's imports stay where they are. */
  hasInvalidatedResolutions = (name: string): boolean => !this.cells.has(name) && !isPackageFile(name);

  /** TypeScript asks of every file which package it lies in: without this it would parse each package.json with every cell. */
  getModuleResolutionCache = (): ts.ModuleResolutionCache => this.resolutions;
  getCompilationSettings = (): ts.CompilerOptions => this.options;
  getScriptFileNames = (): string[] => this.roots;
  getCurrentDirectory = (): string => this.engine.cwd;
  getDefaultLibFileName = (): string => this.libraryFile;
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

  /** TypeScript asks for every file with every cell: what has not changed is not read again. */
  getScriptSnapshot = (name: string): ts.IScriptSnapshot | undefined => {
    const version = this.getScriptVersion(name);
    const known = this.snapshots.get(name);
    if (known?.version === version) return known.snapshot;
    const text = this.readFile(name);
    if (text === undefined) return undefined;
    const snapshot = ts.ScriptSnapshot.fromString(name.endsWith(".d.ts") ? this.library.withoutReferences(text) : text);
    this.snapshots.set(name, { version, snapshot });
    return snapshot;
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
    // Node's own modules are declared in @types/node, the library's rooms in its one file, and in no file of their name.
    if (isBuiltin(specifier) || specifier.startsWith("gradbook:")) return { resolvedModule: undefined };
    const found = ts.resolveModuleName(specifier, containing, options, this, this.resolutions, redirected);
    if (found.resolvedModule) return found;
    if (specifier.startsWith(".")) {
      this.failed = true;
      return found;
    }
    const fallback = path.join(this.engine.home, "index.ts");
    const beside = ts.resolveModuleName(specifier, fallback, options, this, this.resolutions, redirected);
    if (!beside.resolvedModule) this.failed = true;
    return beside;
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
