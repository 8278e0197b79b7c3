/** Names that may stand at the cursor, with their kinds and signatures. */
import ts from "typescript";
import type { Completions, CompletionItem } from "../protocol/threads";
import type { PlacedCell } from "./engine";
import { withoutPaths } from "./signature";

/** A longer list helps nobody; the front end asks again with every letter. */
const MOST = 1000;
/** Signatures cost time: only so many entries get one. */
const SIGNED = 200;

export function completions(service: ts.LanguageService, cell: PlacedCell, offset: number): Completions {
  const position = cell.start + offset;
  const info = service.getCompletionsAtPosition(cell.path, position, {
    includeCompletionsForModuleExports: false,
    includeCompletionsWithInsertText: false,
    includeSymbol: true,
  });
  // In `from "node:f` the whole name of the module is replaced, not its last word.
  const replaced = info?.optionalReplacementSpan ?? info?.entries[0]?.replacementSpan;
  const start = replaced ? replaced.start - cell.start : wordStart(cell.code, offset);
  const typed = cell.code.slice(start, offset);
  const entries = (info?.entries ?? []).filter((entry) => matches(entry.name, typed)).sort(byRelevance(typed));
  const program = service.getProgram();
  const checker = program?.getTypeChecker();
  const place = program?.getSourceFile(cell.path);
  const items = entries.slice(0, MOST).map((entry, index): CompletionItem => {
    const item = { text: entry.name, type: kind(meantKind(entry, checker)) };
    if (index >= SIGNED || !entry.symbol || !checker || !place) return item;
    return { ...item, ...described(checker, entry.symbol, place) };
  });
  return { items, start, end: offset };
}

type Description = Pick<CompletionItem, "signature" | "documentation">;

/** What declaration files say does not change: Math's members are described once, and not at every letter. */
const descriptions = new WeakMap<ts.Declaration, Description>();

function described(checker: ts.TypeChecker, symbol: ts.Symbol, place: ts.SourceFile): Description {
  const lasting = lastingDeclaration(symbol);
  const known = lasting && descriptions.get(lasting);
  if (known) return known;
  const documentation = ts.displayPartsToString(meantBy(symbol, checker).getDocumentationComment(checker));
  const signature = declarationOf(checker, symbol, place);
  const description = { signature, ...(documentation && { documentation }) };
  if (lasting) descriptions.set(lasting, description);
  return description;
}

/** The declaration of a symbol that means the same in every cell: no alias, and no member of `Array<number>` or its like. */
function lastingDeclaration({ flags, declarations }: ts.Symbol): ts.Declaration | undefined {
  const [first] = declarations ?? [];
  const changes = flags & (ts.SymbolFlags.Transient | ts.SymbolFlags.Alias);
  return first && !changes && first.getSourceFile().isDeclarationFile ? first : undefined;
}

function wordStart(code: string, offset: number): number {
  return offset - (/[\p{ID_Continue}$_]*$/u.exec(code.slice(0, offset))?.[0].length ?? 0);
}

function matches(name: string, typed: string): boolean {
  return name.toLowerCase().startsWith(typed.toLowerCase()) && !/^__(cell_|Known)/.test(name);
}

/** Names in the learner's own capitals first, then what TypeScript thinks. */
function byRelevance(typed: string): (a: ts.CompletionEntry, b: ts.CompletionEntry) => number {
  const rank = ({ name }: ts.CompletionEntry): number => (name.startsWith(typed) ? 0 : 1);
  return (a, b) => rank(a) - rank(b) || a.sortText.localeCompare(b.sortText) || a.name.localeCompare(b.name);
}

/** The symbol itself, or what it was imported from. */
function meantBy(symbol: ts.Symbol, checker: ts.TypeChecker): ts.Symbol {
  return symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
}

/** `name(n: number): number` for what can be called, `name: type` for the rest. */
function declarationOf(checker: ts.TypeChecker, symbol: ts.Symbol, place: ts.SourceFile): string {
  const meant = meantBy(symbol, checker);
  if (!(meant.flags & ts.SymbolFlags.Value)) return `type ${symbol.name}`;
  if (meant.flags & ts.SymbolFlags.Class) return `class ${symbol.name}`;
  const type = checker.getTypeOfSymbolAtLocation(meant, place);
  const [signature, ...others] = type.getCallSignatures();
  if (!signature) return withoutPaths(`${symbol.name}: ${checker.typeToString(type)}`);
  const more = others.length > 0 ? ` (+${others.length} more)` : "";
  return withoutPaths(`${symbol.name}${checker.signatureToString(signature)}${more}`);
}

/** What an imported name stands for: a function of an earlier cell is a function. */
function meantKind({ kind, symbol }: ts.CompletionEntry, checker: ts.TypeChecker | undefined): ts.ScriptElementKind {
  if (kind !== ts.ScriptElementKind.alias || !symbol || !checker) return kind;
  const { flags } = meantBy(symbol, checker);
  if (flags & ts.SymbolFlags.Function) return ts.ScriptElementKind.functionElement;
  if (flags & ts.SymbolFlags.Class) return ts.ScriptElementKind.classElement;
  if (flags & ts.SymbolFlags.Enum) return ts.ScriptElementKind.enumElement;
  if (flags & ts.SymbolFlags.Module) return ts.ScriptElementKind.moduleElement;
  if (flags & ts.SymbolFlags.Type) return ts.ScriptElementKind.interfaceElement;
  return kind;
}

/** TypeScript's kinds in the words that JupyterLab draws icons for. */
function kind(of: ts.ScriptElementKind): string {
  switch (of) {
    case ts.ScriptElementKind.functionElement:
    case ts.ScriptElementKind.localFunctionElement:
      return "function";
    case ts.ScriptElementKind.memberFunctionElement:
    case ts.ScriptElementKind.constructSignatureElement:
      return "method";
    case ts.ScriptElementKind.memberVariableElement:
    case ts.ScriptElementKind.memberGetAccessorElement:
    case ts.ScriptElementKind.memberSetAccessorElement:
      return "property";
    case ts.ScriptElementKind.classElement:
    case ts.ScriptElementKind.localClassElement:
      return "class";
    case ts.ScriptElementKind.interfaceElement:
    case ts.ScriptElementKind.typeElement:
      return "interface";
    case ts.ScriptElementKind.enumElement:
    case ts.ScriptElementKind.enumMemberElement:
      return "enum";
    case ts.ScriptElementKind.moduleElement:
    case ts.ScriptElementKind.externalModuleName:
      return "module";
    case ts.ScriptElementKind.keyword:
      return "keyword";
    default:
      return "variable";
  }
}
