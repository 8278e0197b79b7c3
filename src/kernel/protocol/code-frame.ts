/** Lines of code around an error, with a caret below the place. */

const RED = "\u001b[31m";
const BOLD_RED = "\u001b[1;31m";
const DIM = "\u001b[2m";
const OFF = "\u001b[0m";

export const paint = {
  error: (text: string): string => `${BOLD_RED}${text}${OFF}`,
  dim: (text: string): string => `${DIM}${text}${OFF}`,
};

export interface Place {
  /** From 1. */
  readonly line: number;
  readonly column: number;
  readonly endColumn?: number;
}

/** `around` lines before and after the line that is meant; the caret is as wide as the place. */
export function codeFrame(source: string, { line, column, endColumn }: Place, around = 2): string {
  const lines = source.split("\n");
  const first = Math.max(1, line - around);
  const last = Math.min(lines.length, line + around);
  const width = String(last).length;
  const shown: string[] = [];
  for (let number = first; number <= last; number++) {
    const text = lines[number - 1] ?? "";
    const label = String(number).padStart(width);
    if (number !== line) {
      shown.push(`${DIM}    ${label} | ${OFF}${text}`);
      continue;
    }
    // Tabs stay tabs, so that the caret stands below its place at any tab width.
    const gap = text.slice(0, column - 1).replace(/[^\t]/g, " ");
    const caret = "^".repeat(Math.max(1, Math.min(endColumn ?? column + 1, text.length + 1) - column));
    shown.push(`${RED}  > ${OFF}${label} | ${text}`, `    ${" ".repeat(width)} | ${gap}${RED}${caret}${OFF}`);
  }
  return shown.join("\n");
}
