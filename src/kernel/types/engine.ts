/** Checks, compiles, completes and explains cells, on TypeScript's language service. */
import ts from "typescript";
import type { CompileResult, Completions, Completeness, Inspection } from "../protocol/threads";
import { completions } from "./completion";
import { completeness } from "./completeness";
import { declaredNames, type DeclaredName } from "./declared-names";
import { cellDiagnostics } from "./diagnostics";
import { emitCell } from "./emit";
import { inspection } from "./inspection";
import { CURRENT_CELL, LanguageHost } from "./language-host";
import { LocalModules } from "./local-modules";
import { moduleName } from "./module-cell";
import { endType, NotebookNames } from "./names";
import type { EngineOptions } from "./options";

/** A cell as it stands in the program: one line before the learner's text, one after. */
export interface PlacedCell {
  readonly path: string;
  readonly code: string;
  /** Where the learner's text starts in the file. */
  readonly start: number;
  readonly declared: ReadonlyMap<string, DeclaredName>;
}

export class TypeEngine {
  private readonly host: LanguageHost;
  private readonly service: ts.LanguageService;
  private readonly names = new NotebookNames();
  private readonly compiled = new Map<string, ReadonlyMap<string, DeclaredName>>();
  private readonly modules: LocalModules;
  /** Variables that functions of cells mention. */
  private readonly captured = new Set<string>();

  constructor(options: EngineOptions) {
    this.host = new LanguageHost(options);
    const registry = ts.createDocumentRegistry(true, options.cwd);
    // The options never change, so they need not be written out for every cell.
    const key = registry.getKeyForCompilationSettings(this.host.getCompilationSettings());
    this.service = ts.createLanguageService(this.host, { ...registry, getKeyForCompilationSettings: () => key });
    this.modules = new LocalModules(this.host);
    this.warmUp();
  }

  compile(code: string, file: string, { check }: { check: boolean }): CompileResult {
    this.host.refresh();
    const module = moduleName(code);
    if (module !== undefined) return this.compileModule(code, { file, module });
    const cell = this.place(code, "used");
    const program = this.program();
    const source = sourceOf(program, cell.path);
    const locals = this.modules.usedBy(program, source);
    const diagnostics = cellDiagnostics(program, source, cell, check ? locals : []);
    const serious = check ? diagnostics : diagnostics.filter(({ code: number }) => number < 2000);
    if (serious.length > 0) return { ok: false, diagnostics: serious };
    this.compiled.set(file, cell.declared);
    this.host.copyCell(CURRENT_CELL, file);
    return {
      ok: true,
      cell: {
        ...emitCell(program, source, cell, { file, captured: this.captured }),
        file,
        source: code,
        modules: this.modules.emit(locals),
      },
    };
  }

  /** A cell that is a module beside the notebook does nothing until it is imported. */
  private compileModule(code: string, { file, module }: { file: string; module: string }): CompileResult {
    const name = `${module}.ts`;
    this.host.setModule(name, code);
    const cell = this.place(`import "./${module}";`, "used");
    const program = this.program();
    const path = this.host.path(name);
    const diagnostics = cellDiagnostics(
      program,
      sourceOf(program, path),
      { path, code, start: 0, declared: new Map() },
      [],
    );
    if (diagnostics.length > 0)
      return { ok: false, diagnostics: diagnostics.map((one) => ({ ...one, line: one.line + 1 })) };
    const emitted = emitCell(program, sourceOf(program, cell.path), cell, { file, captured: this.captured });
    return { ok: true, cell: { ...emitted, imports: [], file, source: code, modules: [] } };
  }

  commit(file: string, names: readonly string[]): void {
    const declared = this.compiled.get(file);
    this.compiled.delete(file);
    if (!declared) return;
    const wanted = new Set(names);
    const visible = [...declared.values()].filter(({ name }) => wanted.has(name));
    this.names.commit(file, visible);
    this.host.keep(visible.flatMap(({ imported }) => (imported?.specifier ? [imported.specifier] : [])));
  }

  warm(specifiers: readonly string[]): void {
    this.host.keep(specifiers.filter((specifier) => this.host.resolve(specifier, this.host.path(CURRENT_CELL))));
    this.place("", "used");
    this.program();
  }

  reset(): void {
    this.names.clear();
  }

  complete(code: string, offset: number): Completions {
    const cell = this.place(code, "all");
    return completions(this.service, cell, offset);
  }

  inspect(code: string, offset: number): Inspection | null {
    const cell = this.place(code, "used");
    return inspection(this.service, cell, offset, (name) => this.names.has(name));
  }

  isComplete(code: string): Completeness {
    return completeness(code);
  }

  private place(code: string, scope: "used" | "all"): PlacedCell {
    const declared = declaredNames(ts.createSourceFile(CURRENT_CELL, code, ts.ScriptTarget.ESNext, true));
    const used = scope === "used" ? new Set(code.match(/[\p{ID_Start}$_][\p{ID_Continue}$]*/gu)) : undefined;
    const prefix = this.names.prefix((name) => !declared.has(name) && (used?.has(name) ?? true));
    this.host.setCell(CURRENT_CELL, `${prefix}\n${code}\n${suffixOf(declared)}`);
    return { path: this.host.path(CURRENT_CELL), code, start: prefix.length + 1, declared };
  }

  private program(): ts.Program {
    const program = this.service.getProgram();
    if (!program) throw new Error("TypeScript made no program");
    return program;
  }

  /** Reads the standard library's types once, so that the first cell does not wait for them. */
  private warmUp(): void {
    const cell = this.place('console.log("ready")', "used");
    this.program().getSemanticDiagnostics(this.program().getSourceFile(cell.path));
  }
}

function sourceOf(program: ts.Program, path: string): ts.SourceFile {
  const source = program.getSourceFile(path);
  if (!source) throw new Error(`${path} is not in its own program`);
  return source;
}

/** The line after the cell: it exports what later cells may use. */
function suffixOf(declared: ReadonlyMap<string, DeclaredName>): string {
  const names = [...declared.values()].filter(({ kind, exported }) => kind !== "import" && !exported);
  const ends = names
    .filter(({ evolving }) => evolving)
    .map(({ name }) => `export type ${endType(name)} = __Known<typeof ${name}>;`);
  return [`export { ${names.map(({ name }) => name).join(", ")} };`, ...ends].join(" ");
}
