// The learner's folder and the course. Lessons are copied when they are missing; a copy that is still the course's own,
// byte for byte, follows the course; one that the learner changed is never touched; nothing is ever deleted.
import { createHash, randomBytes } from "node:crypto";
import type { FileSystem } from "./files";

/** What happens to one lesson. */
export type Action =
  | { readonly kind: "copy"; readonly path: string }
  | { readonly kind: "refresh"; readonly path: string }
  | { readonly kind: "same"; readonly path: string }
  | { readonly kind: "keep"; readonly path: string };

/** For each path the hashes of all versions that the course has ever put there. */
export type Manifest = Readonly<Record<string, readonly string[]>>;

export const hashOf = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

/**
 * Decides what happens to each lesson of the course.
 * @param course path -> hash of the course's version
 * @param work path -> hash of what lies in the learner's folder, for those that exist
 * @param manifest what the course has put there before
 */
export function plan(
  course: ReadonlyMap<string, string>,
  work: ReadonlyMap<string, string>,
  manifest: Manifest,
): Action[] {
  return [...course].map(([path, hash]): Action => {
    const there = work.get(path);
    if (there === undefined) return { kind: "copy", path };
    if (there === hash) return { kind: "same", path };
    return (manifest[path] ?? []).includes(there) ? { kind: "refresh", path } : { kind: "keep", path };
  });
}

/** The manifest after `actions`. It is written before them: a copy that is then interrupted is known as the course's own. */
export function noted(manifest: Manifest, actions: readonly Action[], course: ReadonlyMap<string, string>): Manifest {
  const after: Record<string, readonly string[]> = { ...manifest };
  for (const { kind, path } of actions) {
    const hash = course.get(path);
    const known = after[path] ?? [];
    if (hash !== undefined && kind !== "keep" && !known.includes(hash)) after[path] = [...known, hash];
  }
  return after;
}

const own = ".gradbook";
const manifestFile = `${own}/manifest.json`;

/**
 * Brings the lessons of `course` (path -> bytes) into the learner's folder.
 *
 * Safe at every moment of a power cut or a save by the learner: a file arrives whole or not at all and only where none
 * is; a file that is replaced is first moved aside to `.gradbook/replaced/`, and moved back when it turns out changed.
 */
export function bringLessons(course: ReadonlyMap<string, Uint8Array>, files: FileSystem): Action[] {
  const hashes = new Map([...course].map(([path, bytes]) => [path, hashOf(bytes)]));
  const there = new Map<string, string>();
  for (const path of course.keys()) {
    const bytes = files.read(path);
    if (bytes !== undefined) there.set(path, hashOf(bytes));
    else if (files.exists(path)) there.set(path, "not a file");
  }
  const manifest = readManifest(files);
  const actions = plan(hashes, there, manifest);
  const after = noted(manifest, actions, hashes);
  if (JSON.stringify(after) !== JSON.stringify(manifest)) {
    files.replace(manifestFile, `${JSON.stringify(after, undefined, 1)}\n`);
  }
  return actions.map((action) => {
    const bytes = course.get(action.path);
    if (bytes === undefined || action.kind === "same" || action.kind === "keep") return action;
    if (action.kind === "copy") return files.place(action.path, bytes) ? action : { kind: "keep", path: action.path };
    return refresh(action.path, bytes, there.get(action.path) ?? "", files);
  });
}

function refresh(path: string, bytes: Uint8Array, expected: string, files: FileSystem): Action {
  const aside = `${own}/replaced/${path}.${expected.slice(0, 12)}.${randomBytes(4).toString("hex")}`;
  const moved = files.move(path, aside) ? files.read(aside) : undefined;
  if (moved !== undefined && hashOf(moved) !== expected) {
    // The learner saved in this very moment: theirs goes back, or stays aside when something newer is there already.
    files.place(path, moved);
    return { kind: "keep", path };
  }
  return files.place(path, bytes) ? { kind: "refresh", path } : { kind: "keep", path };
}

function readManifest(files: FileSystem): Manifest {
  const bytes = files.read(manifestFile);
  if (bytes === undefined) return {};
  try {
    const value = JSON.parse(new TextDecoder().decode(bytes)) as unknown;
    if (isManifest(value)) return value;
  } catch {
    // Falls through: not JSON.
  }
  files.move(manifestFile, `${own}/manifest.damaged.${randomBytes(4).toString("hex")}.json`);
  return {};
}

function isManifest(value: unknown): value is Manifest {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  return Object.values(value).every((list) => Array.isArray(list) && list.every((hash) => typeof hash === "string"));
}
