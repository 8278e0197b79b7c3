/** Errors of a cell at the learner's own lines. */
import path from "node:path";
import ts from "typescript";
import type { CellDiagnostic } from "../protocol/threads";
import type { PlacedCell } from "./engine";
import { plainWords } from "./plain-words";
import { withoutPaths } from "./signature";

/** Complaints that make no sense in a notebook. */
const IGNORED = new Set([
  7016, // A JavaScript package without types: its values are `any`.
  1375, // `await` at the top level needs a module: a cell is one.
]);

export function cellDiagnostics(
  program: ts.Program,
  source: ts.SourceFile,
  cell: PlacedCell,
  locals: readonly ts.SourceFile[],
): CellDiagnostic[] {
  const found: CellDiagnostic[] = [];
  for (const file of [source, ...locals]) {
    const syntactic = program.getSyntacticDiagnostics(file);
    const all = syntactic.length > 0 ? syntactic : program.getSemanticDiagnostics(file);
    for (const diagnostic of all) {
      if (diagnostic.category !== ts.DiagnosticCategory.Error || IGNORED.has(diagnostic.code)) continue;
      if (file === source && isOutside(diagnostic, cell)) continue;
      found.push(located(diagnostic, file, file === source ? cell : undefined, program.getCurrentDirectory()));
    }
  }
  return withoutEchoes(found);
}

/**
 * A variable whose type cannot be found is reported where it is declared (7034) and where that hurts (7005). Told once is
 * enough; and where the only use is in the line that the kernel wrote, nothing is wrong.
 */
function withoutEchoes(found: readonly CellDiagnostic[]): CellDiagnostic[] {
  const nameOf = ({ message }: CellDiagnostic): string => /Variable '(.+?)'/.exec(message)?.[1] ?? "";
  const names = (code: number): Set<string> => new Set(found.filter((one) => one.code === code).map(nameOf));
  const declared = names(7034);
  const used = names(7005);
  return found.filter((one) => {
    if (one.code === 7034) return used.has(nameOf(one));
    return one.code !== 7005 || !declared.has(nameOf(one));
  });
}

/** In the lines that the kernel wrote around the learner's text. */
function isOutside(diagnostic: ts.Diagnostic, cell: PlacedCell): boolean {
  const start = diagnostic.start ?? 0;
  return start < cell.start || start > cell.start + cell.code.length;
}

function located(
  diagnostic: ts.Diagnostic,
  file: ts.SourceFile,
  cell: PlacedCell | undefined,
  cwd: string,
): CellDiagnostic {
  const start = diagnostic.start ?? 0;
  const from = file.getLineAndCharacterOfPosition(start);
  const to = file.getLineAndCharacterOfPosition(start + (diagnostic.length ?? 0));
  const text = file.text.split("\n")[from.line] ?? "";
  const message = withoutPaths(ts.flattenDiagnosticMessageText(diagnostic.messageText, "\n"));
  const plain = plainWords(diagnostic.code, message);
  return {
    line: cell ? from.line : from.line + 1,
    column: from.character + 1,
    endColumn: Math.max(from.character + 2, to.line === from.line ? to.character + 1 : text.length + 1),
    code: diagnostic.code,
    message,
    text,
    ...(plain !== undefined && { plain }),
    ...(cell === undefined && { file: path.relative(cwd, file.fileName) }),
  };
}
