/** Loads what cells import: packages from the notebook's folder, the learner's own files as compiled by the types thread. */
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";
import vm from "node:vm";
import type { CellImport, LocalModule } from "../protocol/threads";
import { isInstalled } from "./installed";
import { PreparedFiles } from "./prepared";
import type { Runs } from "./run";
import type { Scope } from "./scope";
import type { Stacks } from "./stack";

type Exports = Record<string, unknown>;
type Factory = (
  exports: Exports,
  require: (specifier: string) => unknown,
  module: { exports: Exports },
  filename: string,
  dirname: string,
  stop: Int32Array,
  check: () => void,
  resume: Runs["resume"],
  meta: Meta,
) => void;

/** `import.meta` as Node has it. */
interface Meta {
  readonly url: string;
  readonly filename: string;
  readonly dirname: string;
  resolve(specifier: string): string;
}

const EXTENSIONS = ["", ".ts", ".tsx", ".mts", ".cts", ".js", ".mjs", "/index.ts", "/index.js"];

export class Modules {
  private readonly sources = new Map<string, LocalModule>();
  private readonly loaded = new Map<string, { exports: Exports }>();
  private readonly fallback: NodeRequire;
  private readonly prepared = new PreparedFiles();
  /** `import.meta` of cells. */
  readonly meta: Meta;

  constructor(
    private readonly cwd: string,
    private readonly home: string,
    private readonly stacks: Stacks,
    private readonly runs: Runs,
    private readonly flags: Int32Array,
    /** Packages that must be told of this kernel once they are loaded. */
    private readonly connect: Readonly<Record<string, (require: (specifier: string) => unknown) => void>>,
  ) {
    this.fallback = createRequire(path.join(home, "index.js"));
    this.meta = this.metaOf(path.join(cwd, "notebook.ts"));
    this.prepared.install();
  }

  /** `require` as it works in a cell. */
  readonly require = (specifier: string): unknown => this.requireFrom(this.cwd, specifier);

  /** `import(...)` as it works in a cell. */
  readonly import = async (specifier: string): Promise<Exports> => namespace(await this.load(specifier));

  /** Compiles packages that cells will probably import; nothing of them runs yet. */
  prepare(specifiers: readonly string[]): void {
    for (const specifier of specifiers) {
      if (!this.isInstalled(specifier)) continue;
      try {
        this.prepared.prepare(this.finderOf(this.cwd, specifier).resolve(specifier));
      } catch {
        continue;
      }
    }
  }

  /** Loads packages ahead of the cell that imports them; what goes wrong is told when that cell runs. */
  preload(specifiers: readonly string[]): void {
    for (const specifier of specifiers) {
      if (!this.isInstalled(specifier)) continue;
      try {
        this.require(specifier);
      } catch {
        continue;
      }
    }
  }

  private isInstalled(specifier: string): boolean {
    return [this.cwd, this.home].some((folder) => isInstalled(specifier, folder));
  }

  /** Takes over compiled files; a file that changed is loaded again, and with it all own files, which may use it. */
  update(modules: readonly LocalModule[]): void {
    const changed = modules.filter(({ path: file, version }) => this.sources.get(file)?.version !== version);
    for (const module of changed) this.sources.set(module.path, module);
    if (changed.length > 0) this.loaded.clear();
  }

  /** Carries out a cell's import statements. */
  async bind(imports: readonly CellImport[], scope: Scope): Promise<void> {
    for (const { specifier, bindings } of imports) {
      const loaded = await this.load(specifier);
      for (const { local, imported } of bindings) scope.box(local).v = pick(loaded, imported, specifier);
    }
  }

  /** All imports can be loaded at once, without waiting. */
  private async load(specifier: string): Promise<unknown> {
    try {
      return this.require(specifier);
    } catch (error) {
      if (!isForImportOnly(error)) throw error;
    }
    return importFrom(this.cwd, specifier);
  }

  private requireFrom(folder: string, specifier: string): unknown {
    const own = this.ownFile(folder, specifier);
    if (own) return this.run(own).exports;
    const finder = this.finderOf(folder, specifier);
    const loaded = finder(specifier) as unknown;
    this.connect[specifier]?.(finder);
    return loaded;
  }

  private finderOf(folder: string, specifier: string): NodeRequire {
    const require = createRequire(path.join(folder, "__cell__.js"));
    return canFind(require, specifier) || specifier.startsWith(".") ? require : this.fallback;
  }

  private metaOf(filename: string): Meta {
    const dirname = path.dirname(filename);
    const resolve = (specifier: string): string => {
      const found = this.finderOf(dirname, specifier).resolve(specifier);
      return path.isAbsolute(found) ? pathToFileURL(found).href : found;
    };
    return { url: pathToFileURL(filename).href, filename, dirname, resolve };
  }

  private ownFile(folder: string, specifier: string): LocalModule | undefined {
    if (!/^\.{0,2}\//.test(specifier)) return undefined;
    const base = path.resolve(folder, specifier);
    for (const candidate of [...EXTENSIONS.map((end) => base + end), base.replace(/\.([mc]?)js$/, ".$1ts")]) {
      const source = this.sources.get(candidate);
      if (source) return source;
    }
    return undefined;
  }

  private run(source: LocalModule): { exports: Exports } {
    const known = this.loaded.get(source.path);
    if (known) return known;
    const module = { exports: {} as Exports };
    this.loaded.set(source.path, module);
    const folder = path.dirname(source.path);
    const label = path.relative(this.cwd, source.path);
    const { source: text, map } = source;
    this.stacks.register(source.path, { label, source: text, map, compiledOffset: 1, sourceOffset: 0 });
    const parameters = "exports, require, module, __filename, __dirname, $$stop, $$check, $$resume, $$meta";
    const script = new vm.Script(`(function (${parameters}) {\n${source.js}\n})`, { filename: source.path });
    const require = (specifier: string): unknown => this.requireFrom(folder, specifier);
    try {
      const factory = script.runInThisContext() as Factory;
      const { check, resume } = this.runs;
      const meta = this.metaOf(source.path);
      factory(module.exports, require, module, source.path, folder, this.flags, check, resume, meta);
    } catch (error) {
      this.loaded.delete(source.path);
      throw error;
    }
    return module;
  }
}

/** The imported name of a loaded module, CommonJS or not. */
function pick(loaded: unknown, imported: string, specifier: string): unknown {
  if (imported === "=") return loaded;
  if (imported === "*") return namespace(loaded);
  const exports = loaded as Exports;
  if (imported === "default") return isEsModule(exports) ? exports["default"] : loaded;
  if (exports === null || exports === undefined || !(imported in Object(exports))) {
    throw new SyntaxError(`${specifier} exports nothing called ${imported}`);
  }
  return exports[imported];
}

function namespace(loaded: unknown): Exports {
  if (isEsModule(loaded)) return loaded as Exports;
  if (typeof loaded !== "object" || loaded === null) return { default: loaded };
  return "default" in loaded
    ? (loaded as Exports)
    : Object.assign(Object.create(loaded) as Exports, { default: loaded });
}

function isEsModule(loaded: unknown): boolean {
  if (loaded === null || (typeof loaded !== "object" && typeof loaded !== "function")) return false;
  return "__esModule" in loaded || Object.prototype.toString.call(loaded) === "[object Module]";
}

/** ESM packages, seen from a folder: Node's own loader resolves them. */
function importFrom(folder: string, specifier: string): Promise<unknown> {
  const script = new vm.Script("(specifier) => import(specifier)", {
    filename: pathToFileURL(path.join(folder, "__cell__.js")).href,
    importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  });
  return (script.runInThisContext() as (specifier: string) => Promise<unknown>)(specifier);
}

function isForImportOnly(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  return code === "ERR_REQUIRE_ESM" || code === "ERR_REQUIRE_ASYNC_MODULE" || code === "ERR_PACKAGE_PATH_NOT_EXPORTED";
}

/** Found from the notebook's folder; what is not is looked for beside the kernel. */
function canFind(require: NodeRequire, specifier: string): boolean {
  try {
    require.resolve(specifier);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "MODULE_NOT_FOUND";
  }
}
