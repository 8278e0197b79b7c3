// Stamps: a step is done when the hash of what it was made from equals the one written when it ended.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";

/** The files at or below `names`, sorted, without what tools leave behind. */
export function filesOf(root, names) {
  const files = [];
  const visit = (name) => {
    const file = path.join(root, name);
    if (!existsSync(file)) return;
    if (!statSync(file).isDirectory()) {
      files.push(name);
      return;
    }
    for (const entry of readdirSync(file)) {
      if (!/^(node_modules|lib|\..*|.*\.tsbuildinfo)$/.test(entry)) visit(`${name}/${entry}`);
    }
  };
  for (const name of names) visit(name);
  return files.sort();
}

/** One hash over names and contents of files, and over any further words. */
export function hashOf(root, names, ...words) {
  const hash = createHash("sha256");
  for (const word of words) hash.update(`${word}\0`);
  for (const name of filesOf(root, names))
    hash
      .update(`${name}\0`)
      .update(readFileSync(path.join(root, name)))
      .update("\0");
  return hash.digest("hex");
}

/** The text of a stamp, or nothing. */
export function readStamp(file) {
  try {
    return readFileSync(file, "utf8").trim();
  } catch {
    return "";
  }
}

/** Writes a stamp whole or not at all. */
export function writeStamp(file, value) {
  mkdirSync(path.dirname(file), { recursive: true });
  const temporary = `${file}.${process.pid}`;
  writeFileSync(temporary, `${value}\n`);
  renameSync(temporary, file);
}
