/** A notebook as scripts/lesson-text.mjs makes it. */
export interface TextNotebook {
  readonly cells: readonly { readonly id: string; readonly cell_type: string; readonly source: readonly string[] }[];
  readonly metadata: { readonly gradbook: Readonly<Record<string, unknown>> };
}
export function toNotebooks(
  text: string,
  old?: { readonly en: TextNotebook; readonly zh: TextNotebook },
): { readonly en: TextNotebook; readonly zh: TextNotebook; readonly warnings: readonly string[] };
export function toText(en: TextNotebook, zh: TextNotebook): string;
