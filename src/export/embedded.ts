const open = '<script type="application/x-ipynb+json" data-page="notebook">';

/** A notebook as an element that no browser runs. No `<` is left in it, so that nothing in it can end the element. */
export const embed = (json: string): string => `${open}${json.replace(/</g, "\\u003c")}</script>`;

/**
 * The notebook that an exported page carries, as JSON text; null when the page carries none.
 *
 * @example
 * embeddedNotebook(embed('{"cells":[]}')); // '{"cells":[]}'
 */
export function embeddedNotebook(html: string): string | null {
  const from = html.lastIndexOf(open);
  if (from < 0) return null;
  const to = html.indexOf("</script>", from);
  return to < 0 ? null : html.slice(from + open.length, to);
}
