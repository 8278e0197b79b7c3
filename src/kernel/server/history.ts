/** What was run, kept on disk from session to session. */
import { appendFileSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type { Content } from "../protocol/wire";

interface Entry {
  readonly session: number;
  readonly line: number;
  readonly input: string;
  readonly output?: string;
}

type Row = [session: number, line: number, input: string | [string, string | null]];

export class History {
  private readonly entries: Entry[];
  private readonly session: number;

  /** A file that cannot be read or written makes a history for this session only. */
  constructor(private readonly file: string | undefined) {
    this.entries = file ? readEntries(file) : [];
    this.session = (this.entries.at(-1)?.session ?? 0) + 1;
  }

  add(line: number, input: string, output?: string): void {
    const entry: Entry = { session: this.session, line, input, ...(output !== undefined && { output }) };
    this.entries.push(entry);
    if (!this.file) return;
    try {
      mkdirSync(path.dirname(this.file), { recursive: true });
      appendFileSync(this.file, `${JSON.stringify(entry)}\n`, { mode: 0o600 });
    } catch {
      // A read-only disk: the session's own history still works.
    }
  }

  /** The cells that were run last, the newest at the end. */
  latest(count: number): string[] {
    return this.entries.slice(-count).map(({ input }) => input);
  }

  /** The answer to a history_request. */
  request(content: Content): Row[] {
    const withOutput = content["output"] === true;
    const isRange = content["hist_access_type"] === "range";
    // A range names its session itself, perhaps as 0 for this one; the answer says it the same way.
    const nameOf = (session: number): number => (isRange && content["session"] === 0 ? 0 : session);
    const row = ({ session, line, input, output }: Entry): Row => [
      nameOf(session),
      line,
      withOutput ? [input, output ?? null] : input,
    ];
    return this.select(content).map(row);
  }

  private select(content: Content): Entry[] {
    const count = typeof content["n"] === "number" ? content["n"] : 1000;
    switch (content["hist_access_type"]) {
      case "range": {
        const wanted = Number(content["session"] ?? 0);
        const session = wanted > 0 ? wanted : this.session + wanted;
        const start = Number(content["start"] ?? 1);
        const stop = typeof content["stop"] === "number" ? content["stop"] : Infinity;
        return this.entries.filter((entry) => entry.session === session && entry.line >= start && entry.line < stop);
      }
      case "search": {
        const pattern = globPattern(String(content["pattern"] ?? "*"));
        const found = this.entries.filter(({ input }) => pattern.test(input));
        const unique =
          content["unique"] === true ? [...new Map(found.map((entry) => [entry.input, entry])).values()] : found;
        return unique.slice(-count);
      }
      default:
        return count > 0 ? this.entries.slice(-count) : [];
    }
  }
}

/** `*` and `?` as in file names. */
function globPattern(glob: string): RegExp {
  const escaped = glob
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replace(/\*/g, "[^]*")
    .replace(/\?/g, "[^]");
  return new RegExp(`^${escaped}$`);
}

function readEntries(file: string): Entry[] {
  if (!existsSync(file)) return [];
  try {
    return readFileSync(file, "utf8")
      .split("\n")
      .slice(-10_000)
      .flatMap((line) => parseEntry(line));
  } catch {
    return [];
  }
}

function parseEntry(line: string): Entry[] {
  try {
    const entry = JSON.parse(line) as Entry;
    return typeof entry.session === "number" && typeof entry.input === "string" ? [entry] : [];
  } catch {
    return [];
  }
}
