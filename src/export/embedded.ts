import { gunzipSync, gzipSync } from "node:zlib";

const open = '<script type="application/x-ipynb+json" data-encoding="gzip, base64" data-page="notebook">';

/**
 * A notebook as an element that no browser runs, packed: what its results hold as pictures stands in the page a second time, and a
 * notebook of pictures shrinks to a tenth.
 */
export const embed = (json: string): string => `${open}${gzipSync(json, { level: 9 }).toString("base64")}</script>`;

/**
 * The notebook that an exported page carries, as JSON text; null when the page carries none.
 *
 * @throws if what it carries is damaged.
 * @example
 * embeddedNotebook(embed('{"cells":[]}')); // '{"cells":[]}'
 */
export function embeddedNotebook(html: string): string | null {
  const from = html.lastIndexOf(open);
  if (from < 0) return null;
  const to = html.indexOf("</script>", from);
  return to < 0 ? null : gunzipSync(Buffer.from(html.slice(from + open.length, to), "base64")).toString("utf8");
}
