/** Tells the variables of the notebook from a cell's locals. */
import ts from "typescript";
import type { PlacedCell } from "./engine";

type WithLocals = ts.SourceFile & { readonly locals?: ReadonlyMap<string, ts.Symbol> };
type WithExport = ts.Symbol & { readonly exportSymbol?: ts.Symbol };

export class NotebookVariables {
  /** Names of the notebook's variables that the cell touches. */
  readonly used = new Set<string>();
  /** The cell waits for a promise outside any function. */
  readonly hasAwait: boolean;
  private readonly top = new Set<ts.Symbol>();

  constructor(
    private readonly checker: ts.TypeChecker,
    source: ts.SourceFile,
    cell: PlacedCell,
  ) {
    for (const symbol of (source as WithLocals).locals?.values() ?? []) {
      this.top.add(symbol);
      const exported = (symbol as WithExport).exportSymbol;
      if (exported) this.top.add(exported);
    }
    this.hasAwait = source.statements.some((statement) => statement.pos >= cell.start - 1 && awaits(statement));
  }

  /** Never assigned to again: a `const`, function, class, enum or import. */
  isConstant(name: ts.Identifier): boolean {
    const declarations = this.symbolOf(name)?.declarations ?? [];
    return declarations.every((declaration) => {
      const variable = ts.findAncestor(declaration, ts.isVariableDeclarationList);
      return !variable || (variable.flags & ts.NodeFlags.Const) !== 0;
    });
  }

  private symbolOf(name: ts.Identifier): ts.Symbol | undefined {
    return ts.isShorthandPropertyAssignment(name.parent)
      ? this.checker.getShorthandAssignmentValueSymbol(name.parent)
      : this.checker.getSymbolAtLocation(name);
  }

  /** This identifier, at this place, means a variable of the notebook. */
  refersTo(name: ts.Identifier): boolean {
    const symbol = this.symbolOf(name);
    return symbol !== undefined && this.top.has(symbol) && !isInsideOwnClass(name, symbol);
  }
}

/** Inside its own body, a class's name means the class itself, also before the declaration is done. */
function isInsideOwnClass(name: ts.Identifier, symbol: ts.Symbol): boolean {
  const classes = symbol.declarations?.filter(ts.isClassLike) ?? [];
  return classes.some((declaration) => ts.findAncestor(name, (node) => node === declaration) !== undefined);
}

/** Waits for a promise, outside any function. */
export function awaits(node: ts.Node): boolean {
  if (ts.isFunctionLike(node) || ts.isTypeNode(node)) return false;
  if (ts.isVariableDeclarationList(node) && isAwaitUsing(node)) return true;
  if (ts.isAwaitExpression(node) || (ts.isForOfStatement(node) && node.awaitModifier)) return true;
  if (ts.isClassLike(node)) return node.heritageClauses?.some(awaits) ?? false;
  return ts.forEachChild(node, (child) => awaits(child) || undefined) ?? false;
}

function isAwaitUsing({ flags }: ts.VariableDeclarationList): boolean {
  return (flags & ts.NodeFlags.AwaitUsing) === ts.NodeFlags.AwaitUsing;
}

/** The function that a node is in, if any. */
export function declarationOf(node: ts.Node): ts.Node | undefined {
  return ts.findAncestor(
    node.parent,
    (at) => ts.isFunctionLike(at) || ts.isClassStaticBlockDeclaration(at) || ts.isModuleBlock(at),
  );
}

/** The identifier is used for its value; it is no property's name, label or declaration. */
export function isReference(name: ts.Identifier): boolean {
  const { parent } = name;
  if (ts.isPropertyAccessExpression(parent)) return parent.name !== name;
  if (ts.isBindingElement(parent)) return parent.initializer === name;
  if (ts.isQualifiedName(parent) || ts.isMetaProperty(parent)) return false;
  if (ts.isBreakOrContinueStatement(parent) || ts.isLabeledStatement(parent)) return false;
  if (ts.isJsxAttribute(parent)) return false;
  if (ts.isImportSpecifier(parent) || ts.isExportSpecifier(parent) || ts.isNamespaceExport(parent)) return false;
  if (isNamedDeclaration(parent)) return parent.name !== name;
  return true;
}

function isNamedDeclaration(node: ts.Node): node is ts.NamedDeclaration {
  return (
    ts.isVariableDeclaration(node) ||
    ts.isParameter(node) ||
    ts.isPropertyAssignment(node) ||
    ts.isFunctionLike(node) ||
    ts.isClassLike(node) ||
    ts.isPropertyDeclaration(node) ||
    ts.isEnumDeclaration(node) ||
    ts.isEnumMember(node) ||
    ts.isModuleDeclaration(node) ||
    ts.isInterfaceDeclaration(node) ||
    ts.isTypeAliasDeclaration(node) ||
    ts.isTypeParameterDeclaration(node) ||
    ts.isImportClause(node) ||
    ts.isNamespaceImport(node)
  );
}
