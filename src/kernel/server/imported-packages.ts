/** What cells import, read off their text: enough to load things early, while TypeScript finds out what is meant. */

/** Packages that the import statements of a cell take names from. */
export function importedPackages(code: string): string[] {
  const statements = code.matchAll(/^\s*import\s+(?!type\b)[^"'();=]*\bfrom\s*["']([^"'./][^"']*)["']/gm);
  return [...new Set([...statements].map(([, specifier = ""]) => specifier))];
}

/** The packages that these cells imported most often. */
export function favouritePackages(cells: readonly string[], most = 3): string[] {
  const counts = new Map<string, number>();
  for (const specifier of cells.flatMap(importedPackages)) counts.set(specifier, (counts.get(specifier) ?? 0) + 1);
  const found = [...counts].filter(([specifier]) => !specifier.startsWith("node:")).sort((a, b) => b[1] - a[1]);
  return found.slice(0, most).map(([specifier]) => specifier);
}
