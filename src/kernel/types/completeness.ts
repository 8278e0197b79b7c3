/** Does Enter run the cell, or start a new line? */
import ts from "typescript";
import type { Completeness } from "../protocol/threads";

type Parsed = ts.SourceFile & { readonly parseDiagnostics?: readonly ts.DiagnosticWithLocation[] };

export function completeness(code: string): Completeness {
  const parsed: Parsed = ts.createSourceFile("cell.ts", code, ts.ScriptTarget.ESNext, true);
  const errors = parsed.parseDiagnostics ?? [];
  if (errors.length === 0) return { status: "complete" };
  const end = code.trimEnd().length;
  const unfinished = errors.some(({ start, code: number }) => start >= end || UNTERMINATED.has(number));
  if (!unfinished) return { status: "invalid" };
  return { status: "incomplete", indent: indentAfter(code) };
}

/** Comment, template and regular expression that reach the end of the text. */
const UNTERMINATED = new Set([1010, 1160]);

function indentAfter(code: string): string {
  const line = code.trimEnd().split("\n").at(-1) ?? "";
  const indent = /^\s*/.exec(line)?.[0] ?? "";
  return /[{([]\s*$/.test(line) ? `${indent}  ` : indent;
}
