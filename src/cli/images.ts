import { readFileSync, realpathSync, statSync } from "node:fs";
import path from "node:path";

const types: Readonly<Record<string, string>> = {
  ".avif": "image/avif",
  ".gif": "image/gif",
  ".jpeg": "image/jpeg",
  ".jpg": "image/jpeg",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".webp": "image/webp",
};
const most = 2_000_000;

/**
 * Reads the images that lie beside a notebook, so that its page can carry them. Only image files at most 2 MB large in
 * the notebook's folder or below it: a notebook from elsewhere must not carry other files off.
 */
export function imagesIn(folder: string): (name: string) => string | null {
  const home = realpathSync(folder);
  return (name) => {
    const type = types[path.extname(name).toLowerCase()];
    if (type === undefined || /^[a-z][a-z0-9+.-]+:|^[/\\]/i.test(name)) return null;
    try {
      const file = realpathSync(path.join(home, name));
      const info = statSync(file);
      if (!file.startsWith(home + path.sep) || !info.isFile() || info.size > most) return null;
      return `data:${type};base64,${readFileSync(file).toString("base64")}`;
    } catch {
      return null;
    }
  };
}
