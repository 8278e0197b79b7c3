import type { MarkdownIt } from "markdown-it";

type Render = (tex: string, display: boolean) => string;

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
    else if (char === "\n" && /^\s*\n/.test(text.slice(at + 1, at + 80))) return -1;
  }
  return -1;
}

interface Found {
  readonly tex: string;
  readonly display: boolean;
  readonly end: number;
}

/** The formula that starts at `at`, by JupyterLab's delimiters: `$ $`, `$$ $$`, `\\( \\)`, `\\[ \\]`, `\begin{} \end{}`. */
function formulaAt(text: string, at: number): Found | null {
  const between = (open: string, close: string, display: boolean): Found | null => {
    const from = at + open.length;
    const to = findEnd(text, from, close);
    return to <= from ? null : { tex: text.slice(from, to), display, end: to + close.length };
  };
  if (text.startsWith("$$", at)) return between("$$", "$$", true);
  if (text[at] === "$") {
    // '5 $ and 6 $' is money: a formula touches its dollars on the inside, and no digit follows it.
    const found = /\s/.test(text[at + 1] ?? " ") ? null : between("$", "$", false);
    return found && !/\s$/.test(found.tex) && !/^\d/.test(text.slice(found.end)) ? found : null;
  }
  if (text.startsWith("\\\\(", at)) return between("\\\\(", "\\\\)", false);
  if (text.startsWith("\\\\[", at)) return between("\\\\[", "\\\\]", true);
  const name = environment.exec(text.slice(at, at + 40))?.[1];
  if (name === undefined) return null;
  const close = `\\end{${name}}`;
  const to = text.indexOf(close, at);
  return to < 0 ? null : { tex: text.slice(at, to + close.length), display: true, end: to + close.length };
}

/** Lets markdown-it see formulas before Markdown's own marks, which mean other things in TeX. */
export function mathRules(parser: MarkdownIt, render: Render): void {
  parser.inline.ruler.before("escape", "math", (state, silent) => {
    const char = state.src[state.pos];
    if (char !== "$" && char !== "\\") return false;
    const found = formulaAt(state.src, state.pos);
    if (!found || found.end > state.posMax) return false;
    if (!silent) Object.assign(state.push("math", "", 0), { content: found.tex, meta: { display: found.display } });
    state.pos = found.end;
    return true;
  });
  parser.block.ruler.before(
    "fence",
    "math-block",
    (state, startLine, endLine, silent) => {
      const start = (state.bMarks[startLine] ?? 0) + (state.tShift[startLine] ?? 0);
      if ((state.sCount[startLine] ?? 0) - state.blkIndent >= 4) return false;
      const found = formulaAt(state.src, start);
      if (!found?.display) return false;
      let next = startLine;
      while (next < endLine && (state.eMarks[next] ?? 0) < found.end) next++;
      // Text after the formula on its last line: a paragraph that holds a formula.
      if (next >= endLine || state.src.slice(found.end, state.eMarks[next]).trim() !== "") return false;
      if (silent) return true;
      Object.assign(state.push("math", "", 0), { content: found.tex, block: true, meta: { display: true } });
      state.line = next + 1;
      return true;
    },
    { alt: ["paragraph", "reference", "blockquote", "list"] },
  );
  parser.renderer.rules.math = (tokens, index) => {
    const token = tokens[index];
    return token ? render(token.content, (token.meta as { display: boolean }).display) : "";
  };
}
