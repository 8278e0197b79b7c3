import { createHash } from "node:crypto";
import { figureCss } from "../figures/index";
import { highlight } from "./code";
import { embed } from "./embedded";
import { Markdown, type Heading } from "./markdown";
import { Mathematics } from "./math";
import type { Cell, Notebook } from "./notebook";
import { renderOutputs, type OutputTools } from "./outputs";
import { escapeHtml } from "./sanitize";
import { pageCss } from "./style";
import { wordsFor, type Words } from "./words";

export interface PageOptions {
  /** The notebook's file name, shown at the page's end and used when the reader saves the notebook. */
  readonly file: string;
  /** The page's own script (dist/page.js): figures, theme, folding. */
  readonly script: string;
  /** An image file beside the notebook as a data address; null where there is none that may be carried. */
  readonly image?: (path: string) => string | null;
  /** Plotly's script; asked for only when a figure needs it. */
  readonly plotly: () => string;
  /** Whether a figure's kind draws with Plotly. */
  readonly needsPlotly: (mime: string) => boolean;
}

/** A script that can stand in HTML: nothing in it ends or nests a script element. */
const inline = (script: string): string => script.replace(/<(\/script|script|!--)/gi, "\\x3c$1");

const hashOf = (script: string): string => `'sha256-${createHash("sha256").update(script, "utf8").digest("base64")}'`;

/** Only these scripts run, only inline styles apply, and nothing is fetched. */
function policy(scripts: readonly string[]): string {
  return [
    "default-src 'none'",
    `script-src ${scripts.length > 0 ? scripts.map(hashOf).join(" ") : "'none'"}`,
    "style-src 'unsafe-inline'",
    "img-src data: blob:",
    "font-src data:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
}

function contents(headings: readonly Heading[], words: Words): string {
  const shown = headings.filter(({ level }) => level === 2 || level === 3);
  if (shown.length < 2) return "";
  const items = shown.map(({ level, id, html }) => `<li class="page-level-${level}"><a href="#${id}">${html}</a></li>`);
  return `<nav class="page-toc" aria-label="${words.contents}"><details open><summary>${words.contents}</summary><ol>${items.join("")}</ol></details></nav>`;
}

function codeCell(cell: Cell, index: number, language: string, tools: OutputTools): string {
  const outputs = renderOutputs(cell.outputs, index, tools);
  const hasSource = cell.source.trim() !== "";
  if (!hasSource && outputs === "") return "";
  const { words } = tools;
  const source = hasSource
    ? `<details class="page-source"${cell.sourceHidden ? "" : " open"}><summary>${words.code} <span class="page-count">${words.lines(cell.source.trimEnd().split("\n").length)}</span></summary>` +
      `<pre tabindex="0"><code class="hljs">${highlight(cell.source.trimEnd(), language)}</code></pre></details>`
    : "";
  const shown = cell.outputsHidden
    ? `<details class="page-folded"><summary>${words.output}</summary>${outputs}</details>`
    : outputs;
  return `<section class="page-cell">${source}${outputs === "" ? "" : `<div class="page-outputs">${shown}</div>`}</section>`;
}

function cellHtml(cell: Cell, index: number, language: string, tools: OutputTools): string {
  if (cell.type === "code") return codeCell(cell, index, language, tools);
  if (cell.source.trim() === "") return "";
  if (cell.type === "markdown")
    return `<div class="page-md">${tools.markdown.render(cell.source, cell.attachments)}</div>`;
  return `<pre class="page-text">${escapeHtml(cell.source)}</pre>`;
}

/** Whether the notebook has code and none of it shows a result. */
export function lacksOutputs({ cells }: Notebook): boolean {
  const code = cells.filter((cell) => cell.type === "code" && cell.source.trim() !== "");
  return code.length > 0 && code.every(({ outputs }) => outputs.length === 0);
}

/**
 * A notebook as one HTML file: text, code, results, figures alive, and the notebook itself. It loads nothing, runs only
 * its own scripts, and whatever the notebook holds can do nothing but be shown. The same notebook gives the same bytes.
 *
 * @example
 * exportHtml(parseNotebook(json), { file: "a.ipynb", script, plotly, needsPlotly }).startsWith("<!DOCTYPE html>");
 */
export function exportHtml(notebook: Notebook, options: PageOptions): string {
  const words = wordsFor(notebook.lang);
  const mathematics = new Mathematics();
  const markdown = new Markdown(mathematics, words, options.image ?? (() => null));
  const mimes = new Set<string>();
  const tools: OutputTools = { markdown, mathematics, words, onFigure: (mime) => mimes.add(mime) };
  const cells = notebook.cells.map((cell, index) => cellHtml(cell, index, notebook.codeLanguage, tools));
  const body = cells.filter((html) => html !== "").join("\n");
  const script = inline(options.script);
  const plotly = [...mimes].some(options.needsPlotly) ? inline(options.plotly()) : null;
  const title = notebook.title ?? options.file.replace(/\.ipynb$/, "");
  const hasCode = notebook.cells.some(({ type, source }) => type === "code" && source.trim() !== "");
  const [auto] = words.themes;
  return `<!DOCTYPE html>
<html lang="${escapeHtml(notebook.lang)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy(plotly === null ? [script] : [script, plotly])}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="Gradbook">
<meta name="referrer" content="no-referrer">
<title>${escapeHtml(title)}</title>
<style>${pageCss}${mimes.size > 0 ? figureCss : ""}</style>
</head>
<body>
<a class="page-skip" href="#page-main">${words.skip}</a>
<header class="page-bar"><strong>${escapeHtml(title)}</strong>${
    hasCode
      ? `<button type="button" data-page="code" data-hide="${words.hideCode}" data-show="${words.showCode}" hidden>${words.hideCode}</button>`
      : ""
  }<button type="button" data-page="theme" data-name="${words.theme}" data-themes="${words.themes.join("|")}" hidden>${words.theme}${auto}</button></header>
<div class="page-body">
${contents(markdown.headings, words) || "<span></span>"}
<main class="page-main" id="page-main" tabindex="-1">
${mathematics.glyphs()}${lacksOutputs(notebook) ? `<p class="page-note">${words.noOutputs}</p>` : ""}
${body}
</main>
</div>
<footer class="page-foot"><p>${escapeHtml(words.madeFrom(options.file))}</p><button type="button" data-page="download" data-file="${escapeHtml(options.file)}" hidden>${words.download}</button></footer>
${embed(notebook.json)}
${plotly === null ? "" : `<script type="text/plain" data-page="plotly">${plotly}</script>\n`}<script>${script}</script>
</body>
</html>
`;
}
