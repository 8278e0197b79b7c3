/** Stacks in the learner's own lines: maps compiled positions back, and leaves the kernel's own files out. */
import { SourceMap, type SourceMapPayload } from "node:module";

export interface Frame {
  readonly name: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** The learner's source, for a cell or an own module. */
  readonly source?: string;
}

interface MappedFile {
  readonly label: string;
  readonly source: string;
  readonly map: SourceMap;
  /** Lines that were put before the compiled code and before the learner's text. */
  readonly compiledOffset: number;
  readonly sourceOffset: number;
}

export interface Registration {
  readonly label: string;
  readonly source: string;
  readonly map: string;
  readonly compiledOffset: number;
  readonly sourceOffset: number;
}

export class Stacks {
  private readonly files = new Map<string, MappedFile>();
  private readonly frames = new WeakMap<object, readonly Frame[]>();

  constructor(private readonly kernelFile: string) {}

  register(file: string, { map, ...rest }: Registration): void {
    this.files.set(file, { ...rest, map: new SourceMap(JSON.parse(map) as SourceMapPayload) });
  }

  /** The learner's own text of a cell or file. */
  textOf(file: string): string | undefined {
    return this.files.get(file)?.source;
  }

  /** From now on `error.stack` speaks of cells. */
  install(): void {
    Error.prepareStackTrace = (error, sites) => {
      const frames = sites.map((site) => this.frame(site)).filter((frame) => frame !== undefined);
      this.frames.set(error, frames);
      return [describeError(error), ...frames.map((frame) => `    at ${frameText(frame)}`)].join("\n");
    };
  }

  /** The frames of an error that was thrown in a cell. */
  of(error: object): readonly Frame[] {
    if (error instanceof Error) void error.stack;
    return this.frames.get(error) ?? [];
  }

  private frame(site: NodeJS.CallSite): Frame | undefined {
    const file = site.getFileName() ?? site.getScriptNameOrSourceURL?.() ?? "";
    if (file === "" || file === this.kernelFile || file.startsWith("node:")) return undefined;
    const line = site.getLineNumber() ?? 1;
    const column = site.getColumnNumber() ?? 1;
    const name = functionName(site);
    const mapped = this.files.get(file);
    if (!mapped) return { name, file: file.replace(/^file:\/\//, ""), line, column };
    const entry = mapped.map.findEntry(line - 1 - mapped.compiledOffset, column - 1);
    if (!("originalLine" in entry)) return { name, file: mapped.label, line: 1, column: 1, source: mapped.source };
    const at = entry.originalLine + 1 - mapped.sourceOffset;
    // The wrapper around a cell is no line of the learner's.
    if (at < 1) return undefined;
    return { name, file: mapped.label, line: at, column: entry.originalColumn + 1, source: mapped.source };
  }
}

export function frameText({ name, file, line, column, source }: Frame): string {
  const place = source === undefined ? `${file}:${line}:${column}` : `${file}, line ${line}`;
  return name === "" ? place : `${name} (${place})`;
}

function functionName(site: NodeJS.CallSite): string {
  const name = site.getFunctionName() ?? "";
  if (name === "$$cell") return "";
  const type = site.isToplevel() ? null : site.getTypeName();
  if (site.isConstructor()) return `new ${name}`;
  return type && type !== "Object" && name && !name.includes(".") ? `${type}.${name}` : name;
}

function describeError(error: Error): string {
  try {
    // `console.trace` brings an object that only looks like an error.
    return plainNames(error instanceof Error ? String(error) : Error.prototype.toString.call(error));
  } catch {
    return "Error";
  }
}

/** V8 quotes compiled code in some messages: `$$model.v.fit is not a function`. The learner wrote `model.fit`. */
export function plainNames(message: string): string {
  return message
    .replace(/\(0 ?, ?\$\$([\p{ID_Continue}$]+)\.v\)/gu, "$1")
    .replace(/\$\$([\p{ID_Continue}$]+)\.v\b/gu, "$1");
}
