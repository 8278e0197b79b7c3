import { AnsiUp } from "ansi_up";

/** What a terminal shows after `\r` (back to the line's start) and `\b` (one back), which progress bars use. */
export function overwrite(text: string): string {
  const lines = text.replace(/\r+\n/g, "\n").split("\n");
  return lines.map((line) => (/[\r\b]/.test(line) ? overwriteLine(line) : line)).join("\n");
}

function overwriteLine(line: string): string {
  let shown: string[] = [];
  let at = 0;
  // A colour code takes no place of its own: it travels with the character after it.
  for (const [unit, codes = "", char = ""] of line.matchAll(/((?:\x1b\[[0-9;?]*[A-Za-z])*)([\s\S]|$)/gu)) {
    if (unit === "") break;
    if (char === "\r") at = 0;
    else if (char === "\b") at = Math.max(0, at - 1);
    else shown[at++] = codes + char;
    if (/\x1b\[0?K/.test(codes)) shown = shown.slice(0, at);
  }
  return shown.join("");
}

/** Terminal text as safe HTML: colours become classes (`ansi-red-fg`), other control codes vanish. */
export function ansiToHtml(text: string): string {
  const converter = new AnsiUp();
  converter.use_classes = true;
  converter.url_allowlist = {};
  return converter.ansi_to_html(overwrite(text));
}
