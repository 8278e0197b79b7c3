/** Types in words that the learner knows. */
import ts from "typescript";

/** Without the paths of the files that cells are kept in. */
export function withoutPaths(text: string): string {
  return text.replace(/import\("[^"]*"\)\./g, "");
}

/** A name's declaration; that it was brought in from another cell is the kernel's own business. */
export function signatureOf(parts: ts.SymbolDisplayPart[] | undefined): string {
  const text = ts
    .displayPartsToString(parts)
    .replace(/^\(alias\) /, "")
    .replace(/\n(import|export) .*$/, "");
  return withoutPaths(text);
}
