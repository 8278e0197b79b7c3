/** tslab's module cells: one that starts with the comment `@module name` is the file `./name`. */

export function moduleName(code: string): string | undefined {
  const comment = /^\s*\/\*\*([^]*?)\*\//.exec(code)?.[1];
  const name = comment && /@module\s+([\w./-]+)/.exec(comment)?.[1];
  return name && !name.includes("..") && !name.startsWith("/") ? name : undefined;
}
