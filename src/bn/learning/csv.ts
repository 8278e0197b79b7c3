import { GradbookError } from "../../errors";

/** The records of a text of comma-separated values: quoted cells may hold commas, line ends and doubled quotes (RFC 4180). */
export function parseCsv(text: string): string[][] {
  const records: string[][] = [];
  const start = text.startsWith("\uFEFF") ? 1 : 0;
  if (!text.includes('"')) {
    for (const line of text.slice(start).split(/\r\n|\n|\r/)) if (line !== "") records.push(line.split(","));
    return records;
  }
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|\n|\r|$)/y;
  let record: string[] = [];
  for (cell.lastIndex = start; cell.lastIndex < text.length;) {
    const at = cell.lastIndex;
    const found = cell.exec(text);
    if (!found)
      throw new GradbookError(
        `fromCsv: line ${lineOf(text, at)}: a quotation mark is not closed, or stands inside a cell.`,
      );
    const [, quoted, plain, end] = found;
    record.push(quoted === undefined ? (plain ?? "") : quoted.replace(/""/g, '"'));
    if (end === ",") {
      if (cell.lastIndex === text.length) record.push("");
      else continue;
    }
    if (record.length > 1 || record[0] !== "") records.push(record);
    record = [];
  }
  if (record.length > 0) records.push(record);
  return records;
}

const lineOf = (text: string, at: number): number => text.slice(0, at).split("\n").length;

/** A cell as it is written: quoted where it must be. */
export const csvCell = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text);
