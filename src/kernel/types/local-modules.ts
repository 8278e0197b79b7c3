/** The learner's own files that a cell imports: compiled once a version, and again when they change. */
import ts from "typescript";
import type { LocalModule } from "../protocol/threads";
import { guardLoops } from "./guards";
import type { LanguageHost } from "./language-host";
import { localModuleOptions } from "./options";

export class LocalModules {
  private readonly compiled = new Map<string, LocalModule>();

  constructor(private readonly host: LanguageHost) {}

  /** Source files outside packages that this cell reaches through its imports. */
  usedBy(program: ts.Program, cell: ts.SourceFile): ts.SourceFile[] {
    const found = new Set<ts.SourceFile>();
    const visit = (source: ts.SourceFile): void => {
      for (const { text } of importSpecifiers(source)) {
        const target = this.host.resolve(text, source.fileName);
        const file = target && !this.host.isCell(target) ? program.getSourceFile(target) : undefined;
        if (!target || !file || found.has(file) || !isOwnSource(file)) continue;
        found.add(file);
        visit(file);
      }
    };
    visit(cell);
    return [...found];
  }

  emit(files: readonly ts.SourceFile[]): LocalModule[] {
    return files.map((file) => {
      const version = this.host.getScriptVersion(file.fileName);
      const known = this.compiled.get(file.fileName);
      if (known?.version === version) return known;
      const { outputText, sourceMapText } = ts.transpileModule(file.text, {
        fileName: file.fileName,
        compilerOptions: localModuleOptions,
        transformers: { before: [guardLoops] },
      });
      const js = outputText.replace(/\n\/\/# sourceMappingURL=.*\s*$/, "\n");
      const module: LocalModule = { path: file.fileName, version, source: file.text, js, map: sourceMapText ?? "" };
      this.compiled.set(file.fileName, module);
      return module;
    });
  }
}

function importSpecifiers(source: ts.SourceFile): ts.StringLiteralLike[] {
  const { imports } = source as ts.SourceFile & { readonly imports?: readonly ts.StringLiteralLike[] };
  return [...(imports ?? [])];
}

function isOwnSource(file: ts.SourceFile): boolean {
  return !file.isDeclarationFile && !file.fileName.includes("/node_modules/") && !file.fileName.endsWith(".json");
}
