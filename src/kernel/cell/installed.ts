/**
 * Is a package there? Asked of the disk, and not of Node's `require`, which remembers for ever what it did not find: a
 * learner may install the package in the next minute.
 */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";

export function isInstalled(specifier: string, folder: string): boolean {
  const name = specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
  for (let at = folder; ; at = path.dirname(at)) {
    if (existsSync(path.join(at, "node_modules", name)) || nameOfPackage(at) === name) return true;
    if (path.dirname(at) === at) return false;
  }
}

/** A package may import itself by its own name. */
function nameOfPackage(folder: string): unknown {
  try {
    return (JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8")) as { name?: unknown }).name;
  } catch {
    return undefined;
  }
}
