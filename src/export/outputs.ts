import { figureFor, isFigureMime, toStill } from "../figures/index";
import { ansiToHtml } from "./ansi";
import { highlight } from "./code";
import { imageAddress, type Markdown } from "./markdown";
import type { Mathematics } from "./math";
import type { Data, Output } from "./notebook";
import { escapeHtml, sanitizeWithSvg } from "./sanitize";
import type { Words } from "./words";

/** A figure in the page: where its payload lies in the notebook that the page carries. */
export interface Place {
  readonly cell: number;
  readonly output: number;
}

export interface OutputTools {
  readonly markdown: Markdown;
  readonly mathematics: Mathematics;
  readonly words: Words;
  /** Told of each figure that will be alive in the page. */
  readonly onFigure: (mime: string) => void;
}

const pre = (html: string, name: string): string => `<pre class="page-text ${name}">${html}</pre>`;

/** The still drawing, which the page's script replaces by the living figure; null when the payload cannot be drawn. */
function figure(mime: string, payload: unknown, { cell, output }: Place, tools: OutputTools): string | null {
  if (!figureFor(mime)) return null;
  try {
    const still = toStill(mime, payload);
    tools.onFigure(mime);
    return `<div class="page-figure" data-cell="${cell}" data-output="${output}" data-mime="${escapeHtml(mime)}">${still}</div>`;
  } catch (error) {
    const why = tools.words.figureFailed(error instanceof Error ? error.message : String(error));
    return `<p class="page-note">${escapeHtml(why)}</p>`;
  }
}

const isText = (value: unknown): value is string => typeof value === "string";

/** A latex output is its own formula with or without dollars. */
function latex(source: string, { mathematics }: OutputTools): string {
  const [, tex = source] = /^\s*\$\$?([\s\S]*?)\$?\$\s*$/.exec(source) ?? [];
  return mathematics.render(tex.trim(), { display: true });
}

/** The richest form that a page can show, in JupyterLab's order. */
function data(content: Data, place: Place, tools: OutputTools): string {
  const unknown: string[] = [];
  for (const [mime, payload] of Object.entries(content)) {
    if (!isFigureMime(mime)) continue;
    const drawn = figure(mime, payload, place, tools);
    if (drawn !== null) return drawn;
    unknown.push(mime);
  }
  const {
    "text/html": html,
    "text/markdown": markdown,
    "text/latex": tex,
    "image/svg+xml": svg,
    "application/json": json,
  } = content;
  if (isText(html)) return `<div class="page-html">${sanitizeWithSvg(html)}</div>`;
  if (isText(markdown)) return `<div class="page-html">${tools.markdown.render(markdown)}</div>`;
  if (isText(svg)) return `<div class="page-html">${sanitizeWithSvg(svg)}</div>`;
  const image = imageAddress(content);
  if (image !== null) return `<img class="page-image" src="${image}" alt="${escapeHtml(altOf(content, tools))}">`;
  if (isText(tex)) return latex(tex, tools);
  if (json !== undefined) return pre(highlight(JSON.stringify(json, null, 2), "json"), "hljs");
  const plain = content["text/plain"];
  if (isText(plain)) return pre(ansiToHtml(plain), "");
  const types = unknown.length > 0 ? unknown : Object.keys(content);
  return types.length === 0 ? "" : `<p class="page-note">${escapeHtml(tools.words.notShown(types.join(", ")))}</p>`;
}

function altOf(content: Data, { words }: OutputTools): string {
  const plain = content["text/plain"];
  return isText(plain) && plain.trim() !== "" && !plain.startsWith("<") ? plain.trim().slice(0, 200) : words.image;
}

function error({ name, message, traceback }: Extract<Output, { type: "error" }>, words: Words): string {
  const text = traceback.trim() === "" ? `${name}: ${message}` : traceback;
  return `<div class="page-error" role="group" aria-label="${escapeHtml(words.error)}">${pre(ansiToHtml(text), "")}</div>`;
}

/** A cell's outputs as safe HTML. */
export function renderOutputs(outputs: readonly Output[], cell: number, tools: OutputTools): string {
  const html = outputs.map((output, index) => {
    if (output.type === "stream") return pre(ansiToHtml(output.text), output.name === "stderr" ? "page-stderr" : "");
    if (output.type === "error") return error(output, tools.words);
    return data(output.data, { cell, output: index }, tools);
  });
  return html.filter((part) => part !== "").join("\n");
}
