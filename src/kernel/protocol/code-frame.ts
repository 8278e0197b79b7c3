/** Lines of code around an error, with a caret below the place. */

const RED = "\u001b[31m";
const BOLD_RED = "\u001b[1;31m";
const DIM = "\u001b[2m";
const OFF = "\u001b[0m";

/** Of longer lines only so many characters are shown. */
const LONGEST_LINE = 160;

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
      shown.push(`${DIM}    ${label} | ${OFF}${aroundPlace(text, 1).text}`);
      continue;
    }
    const window = aroundPlace(text, column);
    const at = column - 1 - window.start + window.before.length;
    // Tabs stay tabs, so that the caret stands below its place at any tab width.
    const gap = window.text.slice(0, at).replace(/[^\t]/g, " ");
    const end = Math.min(endColumn ?? column + 1, text.length + 1) - column;
    const caret = "^".repeat(Math.max(1, Math.min(end, window.text.length - at)));
    shown.push(`${RED}  > ${OFF}${label} | ${window.text}`, `    ${" ".repeat(width)} | ${gap}${RED}${caret}${OFF}`);
  }
  return shown.join("\n");
}

/** The part of a long line that the place is in. */
function aroundPlace(line: string, column: number): { text: string; start: number; before: string } {
  if (line.length <= LONGEST_LINE) return { text: line, start: 0, before: "" };
  const start = Math.max(0, Math.min(column - 1 - LONGEST_LINE / 2, line.length - LONGEST_LINE));
  const before = start > 0 ? "... " : "";
  const after = start + LONGEST_LINE < line.length ? " ..." : "";
  return { text: `${before}${line.slice(start, start + LONGEST_LINE)}${after}`, start, before };
}
