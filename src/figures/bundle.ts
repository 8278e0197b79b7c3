import { toMarkup } from "./core/h";
import { mimeOf } from "./core/kind";
import type { MimeBundle } from "./core/mime";
import { PayloadError, type SealedKind } from "./core/seal";
import { styleElement } from "./core/style";
import { figures } from "./register";

const pattern = /^application\/vnd\.gradbook\.([a-z][a-z0-9-]*)\.v(\d+)\+json$/;

/** The kind that draws a MIME type, or undefined. */
export function figureFor(mime: string): SealedKind | undefined {
  return figures.find((kind) => kind.mime === mime);
}

/** Whether a MIME type is some Gradbook figure's, known here or not. */
export const isFigureMime = (mime: string): boolean => pattern.test(mime);

/** Whether it is a known kind in a version that is newer than this library. */
export function isNewer(mime: string): boolean {
  const [, name, version] = pattern.exec(mime) ?? [];
  const known = figures.find((kind) => kind.name === name);
  return known !== undefined && Number(version) > known.version;
}

/**
 * Checks a payload; returns it with its defaults filled in.
 *
 * @throws PayloadError where it is not one that the kind draws.
 * @example
 * parse("application/vnd.gradbook.table.v1+json", { columns: ["a"], rows: [[1]] });
 */
export function parse(mime: string, raw: unknown): unknown {
  const kind = figureFor(mime);
  if (!kind) throw new PayloadError(`no figure draws ${mime}`);
  return kind.open(raw).payload;
}

export interface BundleOptions {
  /** Whether the still drawing is part of it. Default true; a passing update of a large figure leaves it out. */
  readonly still?: boolean;
}

/**
 * A figure as a MIME bundle: its own type for pages that draw it alive, `text/html` with a still drawing, caption and
 * table for those that do not, `text/plain` for the rest.
 */
export function toBundle(kind: string, payload: unknown, options: BundleOptions = {}): MimeBundle {
  const found = figures.find(({ name }) => name === kind);
  if (!found)
    throw new PayloadError(`no figure ${mimeOf(kind, 1)}; there are ${figures.map((f) => f.name).join(", ")}`);
  const open = found.open(payload);
  const own = { [found.mime]: open.payload, "text/plain": open.text() };
  if (options.still === false) return own;
  return {
    [found.mime]: open.payload,
    "text/html": `<div class="gb-still">${toMarkup(styleElement())}${toMarkup(open.still())}</div>`,
    "text/plain": own["text/plain"],
  };
}

/** The still drawing of a payload as markup, without its style sheet (`figureCss`). */
export function toStill(mime: string, payload: unknown, width?: number): string {
  const kind = figureFor(mime);
  if (!kind) throw new PayloadError(`no figure draws ${mime}`);
  return toMarkup(kind.open(payload).still(width));
}
