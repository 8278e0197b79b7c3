import createParser, { type MarkdownIt } from "markdown-it";
import { highlight } from "./code";
import type { Mathematics } from "./math";
import { mathRules } from "./markdown-math";
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
  private finished: string[] = [];
  readonly headings: Heading[] = [];

  constructor(
    mathematics: Mathematics,
    private readonly words: Words,
  ) {
    this.parser = new createParser({
      html: true,
      linkify: true,
      highlight: (code, language) => this.slot(highlight(code, language)),
    });
    this.parser.use(mathRules, (tex: string, display: boolean) => this.slot(mathematics.render(tex, { display })));
    // Their addresses are checked by the sanitiser, which knows attachments by then.
    this.parser.validateLink = () => true;
  }

  /**
   * A Markdown cell as safe HTML.
   *
   * @param attachments the cell's own files, which `attachment:name` refers to
   */
  render(source: string, attachments: Readonly<Record<string, Data>> = {}): string {
    this.finished = [];
    const raw = this.parser.render(source.replace(marks, ""));
    const withFiles = raw.replace(/(<img\b[^>]*?\bsrc=")attachment:([^"]*)"/g, (whole, head: string, name: string) => {
      const address = imageAddress(attachments[decode(name)] ?? {});
      return address === null ? whole : `${head}${address}"`;
    });
    const safe = sanitize(withFiles).replace(/<img(?![^>]*\ssrc=)[^>]*>/g, (tag) => this.missing(tag));
    return this.withHeadings(safe).replace(slots, (_, index: string) => this.finished[Number(index)] ?? "");
  }

  private slot(html: string): string {
    return `${open}${this.finished.push(html) - 1}${close}`;
  }

  /** An image that lies elsewhere (a file beside the notebook, the web) is not loaded: its description stands for it. */
  private missing(tag: string): string {
    const [, alt = ""] = /\salt="([^"]*)"/.exec(tag) ?? [];
    return `<em class="page-missing">[${this.words.imageMissing}${alt === "" ? "" : `: ${alt}`}]</em>`;
  }

  private withHeadings(html: string): string {
    return html.replace(/<h([1-6])\b[^>]*>([\s\S]*?)<\/h\1>/g, (_, level: string, content: string) => {
      const inner = content.replace(slots, (_slot, index: string) => this.finished[Number(index)] ?? "");
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
