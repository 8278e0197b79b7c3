/** The names of a notebook: which cell each comes from, and how a later cell is told of it. */
import type { DeclaredName } from "./declared-names";

/** Where a visible name was declared last. */
interface Visible {
  readonly declared: DeclaredName;
  readonly file: string;
}

/** Name of the type that a variable has at the end of its cell. */
export function endType(name: string): string {
  return `__typeAtEnd_${name}`;
}

/**
 * A cell is type-checked as a module of its own. Its first line, written here, brings in what earlier cells declared:
 * types, functions and classes by an import from that cell, variables by a `declare` (an imported variable could not be
 * assigned to), and the learner's imports by the same import once more.
 */
export class NotebookNames {
  private readonly visible = new Map<string, Visible>();

  /** The declared names of `file` become visible, hiding earlier ones of the same name. */
  commit(file: string, names: Iterable<DeclaredName>): void {
    for (const declared of names) {
      this.visible.delete(declared.name);
      this.visible.set(declared.name, { declared, file });
    }
  }

  clear(): void {
    this.visible.clear();
  }

  has(name: string): boolean {
    return this.visible.has(name);
  }

  /** The files that visible names come from. */
  files(): Set<string> {
    return new Set([...this.visible.values()].map(({ file }) => file));
  }

  /** One line that brings into a cell the names that `wanted` accepts. */
  prefix(wanted: (name: string) => boolean): string {
    const parts = ["export {};"];
    for (const [name, { declared, file }] of this.visible) {
      if (!wanted(name)) continue;
      const module = JSON.stringify(`./${file.replace(/\.tsx?$/, "")}`);
      if (declared.imported) parts.push(declared.imported.statement.replace(/\s*\n\s*/g, " "));
      else if (declared.kind === "other") parts.push(`import { ${name} } from ${module};`);
      else if (declared.evolving) parts.push(`declare ${declared.kind} ${name}: import(${module}).${endType(name)};`);
      else parts.push(`declare ${declared.kind} ${name}: typeof import(${module}).${name};`);
    }
    return parts.join(" ");
  }
}
