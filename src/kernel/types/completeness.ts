/** Does Enter run the cell, or start a new line? */
import ts from "typescript";
import type { Completeness } from "../protocol/threads";

type Parsed = ts.SourceFile & { readonly parseDiagnostics?: readonly ts.DiagnosticWithLocation[] };

export function completeness(code: string): Completeness {
  const parsed: Parsed = ts.createSourceFile("cell.ts", code, ts.ScriptTarget.ESNext, true);
  const first = parsed.parseDiagnostics?.[0];
  if (!first) return { status: "complete" };
  // Only the end is missing: more lines may mend it. What is wrong before the end, they cannot.
  const atEnd = first.start >= code.trimEnd().length && first.code !== UNTERMINATED_STRING;
  const unfinished = atEnd || UNTERMINATED.has(first.code);
  if (!unfinished) return { status: "invalid" };
  return { status: "incomplete", indent: indentAfter(code) };
}

/** A string ends with its line. */
const UNTERMINATED_STRING = 1002;

/** Comment, template and regular expression that reach the end of the text. */
const UNTERMINATED = new Set([1010, 1160]);

function indentAfter(code: string): string {
  const line = code.trimEnd().split("\n").at(-1) ?? "";
  const indent = /^\s*/.exec(line)?.[0] ?? "";
  return /[{([]\s*$/.test(line) ? `${indent}  ` : indent;
}
