/** All type errors of a cell as one Jupyter error, each at its line with a caret. */
import { codeFrame, paint } from "../protocol/code-frame";
import type { CellDiagnostic, CellError } from "../protocol/threads";

/** TypeScript's numbers below this are about grammar. */
const FIRST_TYPE_ERROR = 2000;

export function typeErrors(diagnostics: readonly CellDiagnostic[], source: string, label: string): CellError {
  const first = diagnostics[0];
  const ename = first && first.code < FIRST_TYPE_ERROR ? "SyntaxError" : "TypeScriptError";
  const counted = diagnostics.length === 1 ? "" : ` (and ${diagnostics.length - 1} more)`;
  const evalue = first ? `line ${first.line}: ${headline(first)}${counted}` : "";
  const traceback = diagnostics.flatMap((diagnostic) => {
    const place = `${diagnostic.file ?? label}, line ${diagnostic.line}`;
    const frame = diagnostic.file
      ? codeFrame(diagnostic.text, { ...diagnostic, line: 1 })
      : codeFrame(source, diagnostic, 1);
    const original = paint.dim(`TypeScript (TS${diagnostic.code}): ${diagnostic.message}`);
    const said = diagnostic.plain === undefined ? [original] : [diagnostic.plain, original];
    return [`${paint.error(ename)}: ${place}`, frame, ...said, ""];
  });
  return { ename, evalue, traceback: [...traceback, "Nothing of this cell has run."] };
}

function headline({ plain, message }: CellDiagnostic): string {
  return plain ?? message.split("\n")[0] ?? message;
}
