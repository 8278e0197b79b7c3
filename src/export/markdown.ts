import createParser, { type MarkdownIt } from "markdown-it";
import { highlight } from "./code";
import { replaceFormulas } from "./formulas";
import type { Mathematics } from "./math";
import type { Data } from "./notebook";
import { escapeHtml, sanitize } from "./sanitize";
import type { Words } from "./words";

export interface Heading {
  readonly level: number;
  readonly id: string;
  /** The heading's content as HTML without links. */
  readonly html: string;
}

/** Characters that mark where finished HTML (mathematics, code) goes once the rest is sanitised; texts never hold them. */
const open = "\uE0F0";
const close = "\uE0F1";
const marks = /[\uE0F0\uE0F1]/g;
const slots = /\uE0F0(\d+)\uE0F1/g;

/** Renders the Markdown of one notebook. Mathematics and code are put in after sanitising, which would take them apart. */
export class Markdown {
  private readonly parser: MarkdownIt;
  private readonly ids = new Map<string, number>();
  private finished: { readonly html: string; readonly source: string }[] = [];
  readonly headings: Heading[] = [];

  /** @param file gives an image that lies beside the notebook as a data address; null when it does not */
  constructor(
    private readonly mathematics: Mathematics,
    private readonly words: Words,
    private readonly file: (path: string) => string | null,
  ) {
    this.parser = new createParser({
      html: true,
      linkify: true,
      highlight: (code, language) => this.slot(highlight(this.restore(code), language), code),
    });
    const plain = (tokens: readonly { readonly content: string }[], index: number): string =>
      `<code>${escapeHtml(this.restore(tokens[index]?.content ?? ""))}</code>`;
    this.parser.renderer.rules.code_inline = plain;
    this.parser.renderer.rules.code_block = (tokens, index) => `<pre>${plain(tokens, index)}</pre>\n`;
    // Their addresses are checked by the sanitiser, which knows the images too.
    this.parser.validateLink = () => true;
  }

  /**
   * A Markdown cell as safe HTML.
   *
   * @param attachments the cell's own files, which `attachment:name` refers to
   */
  render(source: string, attachments: Readonly<Record<string, Data>> = {}): string {
    this.finished = [];
    const text = replaceFormulas(source.replace(marks, ""), ({ tex, display, source: whole }) =>
      this.slot(this.mathematics.render(tex, { display }), whole),
    );
    const image = (src: string): string | null =>
      src.startsWith("attachment:")
        ? imageAddress(attachments[decode(src.slice("attachment:".length))] ?? {})
        : this.file(decode(src));
    const safe = sanitize(this.parser.render(text), { image, attribute: (value) => this.restore(value) });
    const named = safe.replace(/<img(?![^>]*\ssrc=)[^>]*>/g, (tag) => this.missing(tag));
    return this.fill(this.withHeadings(named));
  }

  private slot(html: string, source: string): string {
    return `${open}${this.finished.push({ html, source }) - 1}${close}`;
  }

  /** Puts what is finished where it belongs. */
  private fill(html: string): string {
    return html.replace(slots, (_, index: string) => this.finished[Number(index)]?.html ?? "");
  }

  /** Text in which nothing is drawn (code, an attribute) as the author wrote it. */
  private restore(text: string): string {
    return text.replace(slots, (_, index: string) => this.finished[Number(index)]?.source ?? "");
  }

  /** An image that lies elsewhere (a file beside the notebook, the web) is not loaded: its description stands for it. */
  private missing(tag: string): string {
    const [, alt = ""] = /\salt="([^"]*)"/.exec(tag) ?? [];
    return `<em class="page-missing">[${this.words.imageMissing}${alt === "" ? "" : `: ${alt}`}]</em>`;
  }

  private withHeadings(html: string): string {
    return html.replace(/<h([1-6])\b[^>]*>([\s\S]*?)<\/h\1>/g, (_, level: string, content: string) => {
      const inner = this.fill(content);
      const id = this.idOf(inner);
      const label = inner.replace(/<\/?(a|img|br|mjx-assistive-mml)\b[^>]*>/g, (tag) =>
        tag.startsWith("<mjx") || tag.startsWith("</mjx") ? tag : "",
      );
      this.headings.push({ level: Number(level), id, html: label });
      return `<h${level} id="${id}">${content}<a class="page-anchor" href="#${id}" aria-hidden="true" tabindex="-1">#</a></h${level}>`;
    });
  }

  /** The name that JupyterLab gives a heading, so that links between cells work; unique in the page. */
  private idOf(html: string): string {
    const text = html
      .replace(/<mjx-container[\s\S]*?<\/mjx-container>/g, "")
      .replace(/<[^>]*>/g, "")
      .replace(/&[a-z#0-9]+;/g, "");
    const name = `n-${escapeHtml(text.trim()).replace(/\s+/g, "-") || "section"}`;
    const count = this.ids.get(name) ?? 0;
    this.ids.set(name, count + 1);
    return count === 0 ? name : `${name}-${count}`;
  }
}

function decode(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

/** An image of a MIME bundle as a data address. */
export function imageAddress(data: Data): string | null {
  for (const mime of ["image/png", "image/jpeg", "image/webp", "image/gif", "image/avif"]) {
    const value = data[mime];
    if (typeof value === "string") return `data:${mime};base64,${value.replace(/[^A-Za-z0-9+/=]/g, "")}`;
  }
  const svg = data["image/svg+xml"];
  return typeof svg === "string" ? `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}` : null;
}
