import path from "node:path";
import type { Lang } from "../figures/core/words";

/** The language of figures: `GRADBOOK_LANG`, else Chinese below a folder `zh`, else English. */
export function language(): Lang {
  const wanted = process.env["GRADBOOK_LANG"]?.toLowerCase();
  if (wanted) return wanted.startsWith("zh") ? "zh" : "en";
  return process.cwd().split(path.sep).includes("zh") ? "zh" : "en";
}
