// What both of our programs read: networks from one of several folders, and rows of data.
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";

const unzipped = (file: string): string =>
  file.endsWith(".gz") ? gunzipSync(readFileSync(file)).toString("utf8") : readFileSync(file, "utf8");

/** The text of <name>.bif, gzipped or not, in one of `folders` (separated as in PATH). */
export function networkText(folders: string, name: string): string {
  const files = folders
    .split(path.delimiter)
    .flatMap((folder) => [".bif", ".bif.gz"].map((end) => path.join(folder, name + end)));
  const file = files.find((one) => existsSync(one));
  if (file === undefined) throw new Error(`there is no network '${name}' in ${folders}`);
  return unzipped(file);
}

/** What another program computed, and the rows that it had. */
export const goldenText = (folder: string, file: string): string => unzipped(path.join(folder, file));

/** `--name=value` among the arguments. */
export const option = (name: string): string =>
  process.argv.find((one) => one.startsWith(`--${name}=`))?.slice(name.length + 3) ?? "";

export const say = (workload: string, value: number, unit: string, more: object = {}): void =>
  console.log(JSON.stringify({ workload, value, unit, ...more }));

export const middle = (times: number[]): number => times.sort((a, b) => a - b)[times.length >> 1] ?? NaN;
