import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import Papa from "papaparse";
import { GradbookError } from "../errors";
import type { Cell, Row } from "./cell";
import { Table } from "./table";

/** How a file is read. */
export interface CsvOptions {
  /** What stands between fields. Default: found out (comma, tab, semicolon, bar). */
  readonly delimiter?: string;
  /** The types of columns, where the guess is wrong. */
  readonly types?: Readonly<Record<string, "number" | "string" | "boolean">>;
  /** Texts that mean 'missing', besides the empty field. Default: NA, N/A, NaN, null, ?. */
  readonly missing?: readonly string[];
}

type Type = "number" | "string" | "boolean";

const usualMissing = ["NA", "N/A", "NaN", "nan", "null", "?"];
const numberForm = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const booleans: Readonly<Record<string, boolean>> = { true: true, false: false };

const isType = (text: string, type: Type): boolean =>
  type === "number" ? numberForm.test(text) : type === "boolean" ? text.toLowerCase() in booleans : true;

/** How many of 10 fields must be numbers for the rest to count as slips rather than as texts. */
const mostly = 0.8;

function guess(texts: readonly string[], column: string, name: string, isMissing: (text: string) => boolean): Type {
  const present = texts.filter((text) => !isMissing(text));
  if (present.length === 0) return "string";
  if (present.every((text) => isType(text, "boolean"))) return "boolean";
  const numbers = present.filter((text) => isType(text, "number")).length;
  if (numbers === present.length) return "number";
  if (numbers < 5 || numbers / present.length < mostly) return "string";
  const row = texts.findIndex((text) => !isMissing(text) && !isType(text, "number"));
  throw new GradbookError(
    `csv: ${name}, row ${row + 2}, column ${column}: ${JSON.stringify(texts[row])} is no number, while ${numbers} fields of this ` +
      `column are. Leave the field empty if the value is missing, or read the column as text: types: { ${JSON.stringify(column)}: "string" }.`,
  );
}

function convert(text: string, type: Type): Cell {
  if (type === "number") return Number(text);
  return type === "boolean" ? (booleans[text.toLowerCase()] ?? null) : text;
}

/** The header and the rows of texts, every one of the header's length. */
function parse(text: string, name: string, delimiter: string | undefined): { header: string[]; rows: string[][] } {
  const { data, errors } = Papa.parse<string[]>(text.replace(/^\uFEFF/, ""), {
    delimiter: delimiter ?? "",
    skipEmptyLines: "greedy",
  });
  const broken = errors.find((error) => error.type === "Quotes");
  if (broken)
    throw new GradbookError(
      `csv: ${name}, row ${(broken.row ?? 0) + 1}: ${broken.message}. A quote that opens a field must close it.`,
    );
  const [header, ...rows] = data.map((row) => row.map((field) => field.trim()));
  if (!header) throw new GradbookError(`csv: ${name} is empty; its first row must name the columns.`);
  const twice = header.find((column, i) => header.indexOf(column) !== i);
  if (twice !== undefined)
    throw new GradbookError(`csv: ${name}: two columns are named ${JSON.stringify(twice)}; rename one.`);
  const unnamed = header.indexOf("");
  if (unnamed >= 0) throw new GradbookError(`csv: ${name}: column ${unnamed + 1} has no name in the first row.`);
  const wrong = rows.findIndex((row) => row.length !== header.length);
  if (wrong >= 0) {
    throw new GradbookError(
      `csv: ${name}, row ${wrong + 2}: ${rows[wrong]?.length} fields, where the first row names ${header.length} columns. ` +
        'A text that holds the separator needs quotes: "a, b".',
    );
  }
  return { header, rows };
}

/**
 * Reads a table from the text of a CSV or TSV file, whose first row names the columns. The types of the columns are guessed
 * from all their fields.
 *
 * @throws with row, column and reason when the text is no such table.
 * @example
 * parseCsv("city,rain\nOslo,763\nLima,").column("rain"); // -> [763, null]
 */
export function parseCsv(
  text: string,
  options: CsvOptions & { /** Named in errors. */ readonly name?: string } = {},
): Table {
  const name = options.name ?? "text";
  const { header, rows } = parse(text, name, options.delimiter);
  const missing = options.missing ?? usualMissing;
  const isMissing = (field: string): boolean => field === "" || missing.includes(field);
  const columns = header.map((column, i) => {
    const texts = rows.map((row) => row[i] ?? "");
    const given = options.types?.[column];
    const type = given ?? guess(texts, column, name, isMissing);
    return texts.map((field, row): Cell => {
      if (isMissing(field)) return null;
      if (isType(field, type)) return convert(field, type);
      throw new GradbookError(
        `csv: ${name}, row ${row + 2}, column ${column}: ${JSON.stringify(field)} is no ${type}.`,
      );
    });
  });
  const table = rows.map(
    (_, i) => Object.fromEntries(header.map((column, j) => [column, columns[j]?.[i] ?? null])) as Row,
  );
  return new Table(table, { columns: header });
}

/**
 * Reads a CSV or TSV file. The path counts from the notebook's folder.
 *
 * @throws with row, column and reason when the file is no such table.
 */
export function csv(file: string, options: CsvOptions = {}): Table {
  const full = path.resolve(file);
  if (!existsSync(full))
    throw new GradbookError(
      `csv: there is no file ${file} in ${process.cwd()}; the path counts from the notebook's folder.`,
    );
  return parseCsv(readFileSync(full, "utf8"), { ...options, name: path.basename(file) });
}
