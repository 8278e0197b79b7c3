import { GradbookError } from "../errors";

/** An output's content by MIME type. Text arrives as one string, whatever way the file kept its lines. */
export type Data = Readonly<Record<string, unknown>>;

export type Output =
  | { readonly type: "stream"; readonly name: "stdout" | "stderr"; readonly text: string }
  | { readonly type: "data"; readonly data: Data }
  | { readonly type: "error"; readonly name: string; readonly message: string; readonly traceback: string };

export interface Cell {
  readonly type: "markdown" | "code" | "raw";
  readonly source: string;
  readonly tags: readonly string[];
  readonly executionCount: number | null;
  readonly outputs: readonly Output[];
  readonly attachments: Readonly<Record<string, Data>>;
  readonly sourceHidden: boolean;
  readonly outputsHidden: boolean;
}

export interface Notebook {
  readonly cells: readonly Cell[];
  /** Language of the code, as highlighting names it. */
  readonly codeLanguage: string;
  /** Language of the text: BCP 47. */
  readonly lang: string;
  readonly title: string | null;
  /** The notebook as JSON in one fixed form: the same notebook gives the same bytes, however it was read. */
  readonly json: string;
}

type Json = Record<string, unknown>;

const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const object = (value: unknown): Json => (isObject(value) ? value : {});
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
const text = (value: unknown): string =>
  typeof value === "string"
    ? value
    : Array.isArray(value)
      ? value.filter((line) => typeof line === "string").join("")
      : "";

/** Lines joined, so that a string is a string; JSON content stays what it is. */
function dataOf(raw: unknown): Data {
  const entries = Object.entries(object(raw)).map(([mime, value]): [string, unknown] => {
    const isJson = mime === "application/json" || mime.endsWith("+json");
    return [mime, isJson ? value : text(value)];
  });
  return Object.fromEntries(entries);
}

function outputOf(raw: unknown): Output | null {
  const output = object(raw);
  switch (output.output_type) {
    case "stream":
      return { type: "stream", name: output.name === "stderr" ? "stderr" : "stdout", text: text(output.text) };
    case "execute_result":
    case "display_data":
      return { type: "data", data: dataOf(output.data) };
    case "error": {
      const traceback = list(output.traceback).filter((line) => typeof line === "string");
      return { type: "error", name: text(output.ename), message: text(output.evalue), traceback: traceback.join("\n") };
    }
    default:
      return null;
  }
}

function cellOf(raw: unknown): Cell {
  const cell = object(raw);
  const metadata = object(cell.metadata);
  const jupyter = object(metadata.jupyter);
  const tags = list(metadata.tags).filter((tag) => typeof tag === "string");
  const type = cell.cell_type === "code" || cell.cell_type === "markdown" ? cell.cell_type : "raw";
  const attachments = Object.entries(object(cell.attachments)).map(([name, data]): [string, Data] => [
    name,
    dataOf(data),
  ]);
  return {
    type,
    source: text(cell.source),
    tags,
    executionCount: typeof cell.execution_count === "number" ? cell.execution_count : null,
    outputs: list(cell.outputs)
      .map(outputOf)
      .filter((output) => output !== null),
    attachments: Object.fromEntries(attachments),
    sourceHidden: jupyter.source_hidden === true || tags.includes("hide-input"),
    outputsHidden: jupyter.outputs_hidden === true || metadata.collapsed === true || tags.includes("hide-output"),
  };
}

/** JSON with sorted keys, joined lines and without what only a running JupyterLab adds. */
function canonical(value: unknown, path: readonly string[] = []): unknown {
  if (Array.isArray(value)) {
    const key = path.at(-1);
    const isText = key === "source" || key === "text" || (path.at(-2) === "data" && !key?.endsWith("json"));
    if (isText && value.every((line) => typeof line === "string")) return value.join("");
    return value.map((item) => canonical(item, [...path, "[]"]));
  }
  if (!isObject(value)) return value;
  const keys = Object.keys(value).filter((key) => !(key === "trusted" && path.at(-1) === "metadata"));
  return Object.fromEntries(keys.sort().map((key) => [key, canonical(value[key], [...path, key])]));
}

const chinese = /\p{Script=Han}/gu;

/** What the metadata says; else Chinese where a fifth of the text is. */
function langOf(metadata: Json, cells: readonly Cell[]): string {
  const said = object(metadata.gradbook).language ?? metadata.language ?? metadata.lang;
  if (said === "zh") return "zh-CN";
  if (typeof said === "string" && /^[a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,8})*$/.test(said)) return said;
  const prose = cells.map((cell) => (cell.type === "markdown" ? cell.source : "")).join("");
  return (prose.match(chinese)?.length ?? 0) > prose.length / 5 ? "zh-CN" : "en";
}

function codeLanguageOf(metadata: Json): string {
  const name = object(metadata.language_info).name ?? object(metadata.kernelspec).language;
  return typeof name === "string" && name !== "" ? name.toLowerCase() : "typescript";
}

function titleOf(cells: readonly Cell[]): string | null {
  for (const cell of cells) {
    if (cell.type !== "markdown") continue;
    const heading = /^#\s+(.+?)\s*#*$/m.exec(cell.source);
    if (heading?.[1]) return heading[1].replace(/[*_`$]/g, "");
  }
  return null;
}

/**
 * Reads a notebook file (nbformat 4).
 *
 * @param json the file's text
 * @throws GradbookError when the text is not a notebook; the message says what it is instead.
 * @example
 * parseNotebook('{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": []}').cells.length; // 0
 */
export function parseNotebook(json: string): Notebook {
  let raw: unknown;
  try {
    raw = JSON.parse(json.replace(/^\uFEFF/, ""));
  } catch (error) {
    throw new GradbookError(`not a notebook: the text is not JSON (${(error as Error).message})`);
  }
  if (!isObject(raw)) throw new GradbookError("not a notebook: the JSON is not an object with cells");
  if (!Array.isArray(raw.cells)) {
    const old = Array.isArray(raw.worksheets) ? "; it is of nbformat 3: open and save it in JupyterLab first" : "";
    throw new GradbookError(`not a notebook: it has no list of cells${old}`);
  }
  const cells = raw.cells.map(cellOf);
  const metadata = object(raw.metadata);
  return {
    cells,
    codeLanguage: codeLanguageOf(metadata),
    lang: langOf(metadata, cells),
    title: titleOf(cells),
    json: JSON.stringify(canonical(raw)),
  };
}
