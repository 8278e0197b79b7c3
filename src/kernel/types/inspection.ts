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
    const path = pathTo(cell, info);
    const known = path[0] !== undefined && isVariable(path[0]);
    const documented = (known && path.length === 1 && whereDeclared(service, cell, name)) || info;
    return { signature, documentation: markdown(documented), ...(known && { path }) };
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

const PATH =
  /(?<![.)\]\s])\s*((?:[\p{ID_Start}$_][\p{ID_Continue}$]*\s*\??\.\s*)*[\p{ID_Start}$_][\p{ID_Continue}$]*)$/u;

/** `model.layers` with the cursor on `layers`: both names. What a call or an index gives has no path. */
function pathTo(cell: PlacedCell, { textSpan }: ts.QuickInfo): string[] {
  const before = cell.code.slice(0, textSpan.start + textSpan.length - cell.start);
  return PATH.exec(before)?.[1]?.split(/\s*\??\.\s*/) ?? [];
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
