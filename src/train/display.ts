import { History } from "./history";
import { escape } from "./progress";
import { words } from "./words";

const edge = 5;

/** Names of the columns that some epoch has, in their order. */
function columnsOf(history: History): string[] {
  return [...new Set(history.epochs.flatMap((record) => Object.keys(record)))];
}

function format(value: number | undefined): string {
  if (value === undefined) return "";
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(4)));
}

/** The rows that are shown: all if few, else the first and last ones around a gap. */
function rowsOf(history: History): string[][] {
  const columns = columnsOf(history);
  const row = (i: number): string[] => columns.map((name) => format(history.epochs[i]?.[name]));
  const count = history.epochs.length;
  const all = Array.from({ length: count }, (_, i) => i);
  if (count <= 2 * edge + 1) return all.map(row);
  return [...all.slice(0, edge).map(row), columns.map(() => "..."), ...all.slice(-edge).map(row)];
}

function headline(history: History): string {
  return words().history(history.epochs.length, history.bestEpoch, history.ending);
}

function text(history: History): string {
  const lines = [columnsOf(history), ...rowsOf(history)];
  const widths = columnsOf(history).map((_, c) => Math.max(...lines.map((line) => line[c]?.length ?? 0)));
  const table = lines.map((line) => line.map((cell, c) => cell.padStart(widths[c] ?? 0)).join("  "));
  return [headline(history), ...table].join("\n");
}

function html(history: History): string {
  const cells = (tag: string, line: string[]): string =>
    `<tr>${line.map((cell) => `<${tag}>${escape(cell)}</${tag}>`).join("")}</tr>`;
  return (
    `<table><caption style="text-align:left">${escape(headline(history))}</caption>` +
    `<thead>${cells("th", columnsOf(history))}</thead><tbody>${rowsOf(history)
      .map((line) => cells("td", line))
      .join("")}</tbody></table>`
  );
}

Object.assign(History.prototype, {
  toString(this: History): string {
    return text(this);
  },
  [Symbol.for("nodejs.util.inspect.custom")](this: History): string {
    return text(this);
  },
  [Symbol.for("Jupyter.display")](this: History): Record<string, string> {
    return { "text/plain": text(this), "text/html": html(this) };
  },
});
