/** What stands at the cursor: its signature and its documentation. */
import ts from "typescript";
import type { Inspection } from "../protocol/threads";
import type { PlacedCell } from "./engine";
import { signatureOf } from "./signature";

export function inspection(
  service: ts.LanguageService,
  cell: PlacedCell,
  offset: number,
  isVariable: (name: string) => boolean,
): Inspection | null {
  const at = cell.start + offset;
  // With the cursor just behind a word, the word is meant; inside a call's brackets, the function.
  const positions = [at, at - 1, openingCall(cell, offset)].filter((position) => position >= cell.start);
  for (const position of positions) {
    const info = service.getQuickInfoAtPosition(cell.path, position);
    if (!info) continue;
    const signature = signatureOf(info.displayParts);
    const name = cell.code.slice(
      info.textSpan.start - cell.start,
      info.textSpan.start - cell.start + info.textSpan.length,
    );
    const variable = isVariable(name) && !isProperty(cell, info) ? name : undefined;
    const documented = (variable !== undefined && whereDeclared(service, cell, variable)) || info;
    return { signature, documentation: markdown(documented), ...(variable !== undefined && { variable }) };
  }
  return null;
}

/** What is written above a variable in the cell that declares it. */
function whereDeclared(service: ts.LanguageService, cell: PlacedCell, name: string): ts.QuickInfo | undefined {
  const line = service.getProgram()?.getSourceFile(cell.path)?.text.slice(0, cell.start) ?? "";
  const at = line.indexOf(`").${name};`);
  const info = at < 0 ? undefined : service.getQuickInfoAtPosition(cell.path, at + 3);
  return info?.documentation?.length || info?.tags?.length ? info : undefined;
}

function isProperty(cell: PlacedCell, info: ts.QuickInfo): boolean {
  return /\.\s*$/.test(cell.code.slice(0, info.textSpan.start - cell.start));
}

/** The position of the name in `name(..., |`. */
function openingCall(cell: PlacedCell, offset: number): number {
  let depth = 0;
  for (let at = offset - 1; at >= 0; at--) {
    const char = cell.code[at];
    if (char === ")") depth++;
    else if (char === "(" && depth-- === 0) return cell.start + at - 1;
  }
  return -1;
}

function markdown(info: ts.QuickInfo): string {
  const parts = [ts.displayPartsToString(info.documentation)];
  for (const tag of info.tags ?? []) {
    const text = ts.displayPartsToString(tag.text);
    if (tag.name === "example")
      parts.push("**Example**", text.includes("```") ? text : `\`\`\`typescript\n${text}\n\`\`\``);
    else if (tag.name === "param") parts.push(`- \`${text.split(/\s/, 1)[0]}\` ${text.replace(/^\S+\s*/, "")}`);
    else parts.push(`*${tag.name}* ${text}`);
  }
  return parts.filter(Boolean).join("\n\n");
}
