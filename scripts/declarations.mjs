// The library's declarations in one file: TypeScript, which a cell that imports the library waits for, reads one file
// instead of three hundred. Each becomes a module within it (`gradbook:nn/module`), so that no name needs to change.
import { existsSync, readFileSync, watch, writeFileSync } from "node:fs";
import path from "node:path";

/** What a learner imports, by the file that holds it. */
const library = {
  types: path.join("dist", "types"),
  outfile: path.join("dist", "gradbook.d.ts"),
  entries: { index: "gradbook", "bn/discrete": "gradbook/bn", "bn/index": "gradbook/bn/all" },
};
const relative = /(\bfrom |\bimport\(|^import |^(?:declare )?module )"(\.[^"]*)"/gm;

/** Writes the file anew when a declaration that the entries reach has changed. */
export function bundleDeclarations({ types, outfile, entries } = library) {
  const moduleName = (file) => entries[file] ?? `gradbook:${file.replace(/\/index$/, "")}`;
  const fileOf = (name) => (existsSync(path.join(types, `${name}.d.ts`)) ? name : `${name}/index`);
  const modules = new Map();
  const visit = (file) => {
    if (modules.has(file)) return;
    modules.set(file, "");
    const found = [];
    const text = readFileSync(path.join(types, `${file}.d.ts`), "utf8").replace(relative, (_, before, specifier) => {
      const target = fileOf(path.posix.join(path.posix.dirname(file), specifier));
      found.push(target);
      return `${before}"${moduleName(target)}"`;
    });
    // Within a declared module nothing is declared again.
    const body = text.replace(/^(export )?declare /gm, "$1");
    modules.set(file, `declare module "${moduleName(file)}" {\n${body}}\n`);
    found.forEach(visit);
  };
  Object.keys(entries).forEach(visit);
  const whole = [...modules.values()].join("");
  if (!existsSync(outfile) || readFileSync(outfile, "utf8") !== whole) writeFileSync(outfile, whole);
}

/** For `--watch`: shortly after TypeScript has written declarations. */
export function bundleWhenChanged() {
  let timer;
  watch(library.types, { recursive: true }, () => {
    clearTimeout(timer);
    timer = setTimeout(bundleDeclarations, 200);
  });
}
