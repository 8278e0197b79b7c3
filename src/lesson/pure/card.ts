/** What a card says, before it is drawn. */
export interface Card {
  readonly tone: "good" | "wrong" | "open" | "fault" | "info";
  /** Small line over the title: which exercise. */
  readonly over?: string;
  readonly title: string;
  readonly parts: readonly CardPart[];
}

/** A part of a card: a paragraph, rows of label and value, code, or a drawing with its text form. */
export type CardPart =
  | { readonly kind: "text"; readonly text: string; readonly label?: string; readonly quiet?: boolean }
  | { readonly kind: "rows"; readonly rows: readonly (readonly [label: string, value: string])[] }
  | { readonly kind: "code"; readonly code: string }
  | { readonly kind: "drawing"; readonly svg: string; readonly text: string };

/** A card as Jupyter shows it: HTML for a page, text for a terminal. */
export interface CardBundle {
  readonly "text/html": string;
  readonly "text/plain": string;
}

const tones: Record<Card["tone"], { colour: string; sign: string }> = {
  good: { colour: "var(--jp-success-color1, #2e7d32)", sign: "✓" },
  wrong: { colour: "var(--jp-warn-color1, #b26a00)", sign: "✗" },
  open: { colour: "var(--jp-border-color1, #757575)", sign: "○" },
  fault: { colour: "var(--jp-error-color1, #c62828)", sign: "!" },
  info: { colour: "var(--jp-info-color1, #0277bd)", sign: "i" },
};

const font = "var(--jp-ui-font-family, system-ui, sans-serif)";
const code = "var(--jp-code-font-family, ui-monospace, monospace)";
const ink = "var(--jp-ui-font-color1, rgba(0, 0, 0, 0.87))";
const quiet = "var(--jp-ui-font-color2, rgba(0, 0, 0, 0.65))";
const paper = "var(--jp-layout-color1, #fff)";
const shade = "var(--jp-layout-color2, #f2f2f2)";
const line = "var(--jp-border-color2, #d0d0d0)";

/** Text made safe for HTML. */
export function escapeHtml(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;");
}

/** Escaped text in which `code` between back-ticks is set as code. */
function inline(text: string): string {
  const style = `font-family:${code};background:${shade};padding:0 3px;border-radius:3px;font-size:0.95em`;
  return escapeHtml(text)
    .replace(/`([^`]+)`/g, `<code style="${style}">$1</code>`)
    .replace(/\n/g, "<br>");
}

function partHtml(part: CardPart): string {
  const block = `font-family:${code};background:${shade};color:${ink};padding:8px 10px;border-radius:4px;overflow-x:auto;white-space:pre-wrap;overflow-wrap:anywhere;margin:8px 0 0`;
  switch (part.kind) {
    case "text": {
      const label = part.label === undefined ? "" : `<strong>${escapeHtml(part.label)}</strong> `;
      return `<p style="margin:8px 0 0;color:${part.quiet ? quiet : ink}">${label}${inline(part.text)}</p>`;
    }
    case "rows": {
      const cell = "padding:2px 12px 2px 0;text-align:left;vertical-align:top;background:transparent;border:0";
      const rows = part.rows.map(
        ([label, value]) =>
          `<tr style="background:transparent"><th scope="row" style="${cell};color:${quiet};font-weight:normal;white-space:nowrap">${escapeHtml(label)}</th>` +
          `<td style="${cell};color:${ink};font-family:${code};white-space:pre-wrap;overflow-wrap:anywhere">${escapeHtml(value)}</td></tr>`,
      );
      return `<table style="border-collapse:collapse;margin:8px 0 0;font-size:inherit"><tbody>${rows.join("")}</tbody></table>`;
    }
    case "code":
      return `<pre style="${block}"><code style="font-family:inherit">${escapeHtml(part.code)}</code></pre>`;
    case "drawing":
      return `<div style="margin:8px 0 0">${part.svg}</div>`;
  }
}

function partText(part: CardPart): string {
  switch (part.kind) {
    case "text":
      return (part.label === undefined ? "" : `${part.label} `) + part.text.replace(/`/g, "");
    case "rows":
      return part.rows.map(([label, value]) => `  ${label}: ${value}`).join("\n");
    case "code":
      return part.code.replace(/^/gm, "  ");
    case "drawing":
      return part.text;
  }
}

/** Draws a card as self-contained HTML (no script, colours of the page's theme) and as text. */
export function renderCard(card: Card): CardBundle {
  const { colour, sign } = tones[card.tone];
  const over =
    card.over === undefined ? "" : `<div style="color:${quiet};font-size:0.9em">${escapeHtml(card.over)}</div>`;
  const html =
    `<div role="group" aria-label="${escapeHtml([card.over, card.title].filter(Boolean).join(": "))}" ` +
    `style="font-family:${font};font-size:14px;line-height:1.5;color:${ink};background:${paper};border:1px solid ${line};` +
    `border-left:4px solid ${colour};border-radius:4px;padding:10px 14px;margin:4px 0;max-width:80ch">${over}` +
    `<div style="font-weight:600;font-size:1.05em"><span aria-hidden="true" style="color:${colour};margin-right:6px">${sign}</span>${escapeHtml(card.title)}</div>` +
    `${card.parts.map(partHtml).join("")}</div>`;
  const head = `[${sign}] ${card.over === undefined ? "" : `${card.over}: `}${card.title}`;
  return { "text/html": html, "text/plain": [head, ...card.parts.map(partText)].join("\n") };
}
