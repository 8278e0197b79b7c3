/** What cells import, read off their text: enough to load things early, while TypeScript finds out what is meant. */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";

/** Packages that the import statements of a cell take names from. */
export function importedPackages(code: string): string[] {
  const statements = code.matchAll(/^\s*import\s+(?!type\b)[^"'();=]*\bfrom\s*["']([^"'./][^"']*)["']/gm);
  return [...new Set([...statements].map(([, specifier = ""]) => specifier))];
}

/**
 * Most notebooks begin by importing what the last ones imported; where there were none, what the package.json of their
 * folder is about.
 */
export function probablePackages(cells: readonly string[], folder: string, most = 3): string[] {
  const counts = new Map<string, number>();
  for (const specifier of cells.flatMap(importedPackages)) counts.set(specifier, (counts.get(specifier) ?? 0) + 1);
  const favourites = [...counts].sort((a, b) => b[1] - a[1]).map(([specifier]) => specifier);
  const found = [...favourites.filter((specifier) => !specifier.startsWith("node:")), ...projectPackages(folder)];
  return [...new Set(found)].slice(0, most);
}

interface PackageFile {
  readonly name?: unknown;
  readonly exports?: unknown;
  readonly dependencies?: Readonly<Record<string, string>>;
}

/** The package that a folder lies in, if it can be imported, or else what it depends on. */
function projectPackages(folder: string): string[] {
  for (let at = folder; ; at = path.dirname(at)) {
    const file = path.join(at, "package.json");
    if (existsSync(file)) {
      const { name, exports, dependencies = {} } = readPackage(file);
      return typeof name === "string" && exports ? [name] : Object.keys(dependencies);
    }
    if (path.dirname(at) === at) return [];
  }
}

function readPackage(file: string): PackageFile {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as PackageFile;
  } catch {
    return {};
  }
}
