const environment = /^\\begin\{([a-zA-Z]+\*?)\}/;

/** Finds `end` from `from` on, outside braces and escapes; -1 when the text has no such place before a blank line. */
function findEnd(text: string, from: number, end: string): number {
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    if (depth <= 0 && text.startsWith(end, at)) return at;
    const char = text[at];
    if (char === "\\") at++;
    else if (char === "{") depth++;
    else if (char === "}") depth--;
    else if (char === "\n" && /^[ \t]*\n/.test(text.slice(at + 1, at + 80))) return -1;
  }
  return -1;
}

export interface Formula {
  readonly tex: string;
  readonly display: boolean;
  /** As it stands in the text, delimiters included. */
  readonly source: string;
}

/** The formula that starts at `at`, by JupyterLab's delimiters: `$ $`, `$$ $$`, `\\( \\)`, `\\[ \\]`, `\begin{} \end{}`. */
function formulaAt(text: string, at: number): Formula | null {
  const between = (open: string, close: string, display: boolean): Formula | null => {
    const from = at + open.length;
    const to = findEnd(text, from, close);
    return to <= from ? null : { tex: text.slice(from, to), display, source: text.slice(at, to + close.length) };
  };
  if (text.startsWith("$$", at)) return between("$$", "$$", true);
  if (text[at] === "$") {
    // '5 $ and 6 $' is money: a formula touches its dollars on the inside, and no digit follows it.
    const found = /\s/.test(text[at + 1] ?? " ") ? null : between("$", "$", false);
    return found && !/\s$/.test(found.tex) && !/^\d/.test(text.slice(at + found.source.length)) ? found : null;
  }
  if (text.startsWith("\\\\(", at)) return between("\\\\(", "\\\\)", false);
  if (text.startsWith("\\\\[", at)) return between("\\\\[", "\\\\]", true);
  const name = environment.exec(text.slice(at, at + 40))?.[1];
  if (name === undefined) return null;
  const close = `\\end{${name}}`;
  const to = text.indexOf(close, at);
  const source = text.slice(at, to + close.length);
  return to < 0 ? null : { tex: source, display: true, source };
}

/** Where code that starts at `at` ends: a fenced block at a line's start, or a span between equal runs of backticks. */
function codeEnd(text: string, at: number): number {
  const lineStart = text.lastIndexOf("\n", at - 1) + 1;
  const [run = ""] = /^(`+|~+)/.exec(text.slice(at)) ?? [];
  if (run.length >= 3 && /^[ \t>]*$/.test(text.slice(lineStart, at))) {
    const fence = new RegExp(`\\n[ \\t>]*${run}[\`~]*[ \\t]*(?:\\n|$)`);
    const found = fence.exec(text.slice(at));
    return found ? at + found.index + found[0].length : text.length;
  }
  if (run[0] === "~") return at + run.length;
  for (const { index, 0: other } of text.slice(at + run.length).matchAll(/`+/g)) {
    if (other.length === run.length) return at + run.length + index + run.length;
  }
  return at + run.length;
}

/**
 * Takes the formulas out of a Markdown text before Markdown's own marks are read, which mean other things in TeX
 * (`_`, `*`, `|`), as JupyterLab does. Code is left alone.
 *
 * @param put gives what stands for a formula meanwhile
 */
export function replaceFormulas(text: string, put: (formula: Formula) => string): string {
  let result = "";
  let at = 0;
  while (at < text.length) {
    const next = text.slice(at).search(/[$\\`~]/);
    if (next < 0) break;
    result += text.slice(at, at + next);
    at += next;
    const char = text[at];
    const formula = char === "$" || char === "\\" ? formulaAt(text, at) : null;
    const end = formula ? at + formula.source.length : char === "`" || char === "~" ? codeEnd(text, at) : at;
    if (formula) result += put(formula);
    // A character with a backslash before it is itself and starts nothing.
    else result += text.slice(at, Math.max(end, at + (char === "\\" ? 2 : 1)));
    at = Math.max(end, at + (formula ? 0 : char === "\\" ? 2 : 1));
  }
  return result + text.slice(at);
}
