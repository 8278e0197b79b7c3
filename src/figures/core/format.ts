/** A number for people: three significant digits, a real minus sign, powers of ten only where they help. */
export function short(value: number | null | undefined, digits = 3): string {
  if (value == null || !Number.isFinite(value)) return "–";
  if (value === 0) return "0";
  const size = Math.abs(value);
  const rounded = Number(value.toPrecision(digits));
  const text =
    size >= 1e6 || size < 1e-4
      ? rounded.toExponential().replace("e+", "e")
      : Number.isInteger(value) && size < 1e6
        ? String(value)
        : String(rounded);
  return text.replaceAll("-", "−");
}

/** A number of a table: whole numbers in full, others to some digits. */
export function exact(value: number, digits: number): string {
  return Number.isInteger(value) && Math.abs(value) < 1e15 ? String(value).replace("-", "−") : short(value, digits);
}

/** A count with thin separators: 12,345. */
export function count(value: number): string {
  return Math.round(value)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, ",");
}

/** A quantity with its magnitude in a letter: 175 B, 1.5 M. */
export function magnitude(value: number): string {
  for (const [size, letter] of [
    [1e12, "T"],
    [1e9, "B"],
    [1e6, "M"],
    [1e3, "k"],
  ] as const) {
    if (value >= size) return `${short(value / size)} ${letter}`;
  }
  return short(value);
}

/** `text`, at most `length` characters of it. */
export function clip(text: string, length: number): string {
  const letters = [...text];
  return letters.length <= length ? text : `${letters.slice(0, Math.max(1, length - 1)).join("")}…`;
}

/** How wide a text is drawn, in pixels, near enough to place labels: CJK letters are square. */
export function textWidth(text: string, size = 12): number {
  let width = 0;
  for (const letter of text) width += (letter.codePointAt(0) ?? 0) > 0x2e80 ? 1 : /[mwMW—]/.test(letter) ? 0.85 : 0.56;
  return width * size;
}

/** Columns as monospaced text. */
export function columns(rows: readonly (readonly string[])[], gap = "  "): string {
  const widths: number[] = [];
  for (const row of rows) row.forEach((cell, i) => (widths[i] = Math.max(widths[i] ?? 0, cell.length)));
  return rows
    .map((row) =>
      row
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join(gap)
        .trimEnd(),
    )
    .join("\n");
}
