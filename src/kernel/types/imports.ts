/** The import statements of a cell as a list that the cell thread carries out before the cell runs. */
import ts from "typescript";
import type { CellImport, ImportBinding } from "../protocol/threads";
import type { PlacedCell } from "./engine";

export function cellImports(checker: ts.TypeChecker, source: ts.SourceFile, cell: PlacedCell): CellImport[] {
  const list: CellImport[] = [];
  for (const statement of source.statements) {
    if (statement.getStart() < cell.start) continue;
    const line = source.getLineAndCharacterOfPosition(statement.getStart()).line;
    if (ts.isImportEqualsDeclaration(statement) && ts.isExternalModuleReference(statement.moduleReference)) {
      const specifier = specifierOf(statement.moduleReference.expression);
      list.push({ specifier, line, bindings: [{ local: statement.name.text, imported: "=" }] });
    } else if (ts.isImportDeclaration(statement) && !statement.importClause?.isTypeOnly) {
      const bindings = statement.importClause ? valueBindings(checker, statement.importClause) : [];
      // An import of nothing but types does not load the module; a bare `import "x"` does.
      if (statement.importClause && bindings.length === 0) continue;
      list.push({ specifier: specifierOf(statement.moduleSpecifier), line, bindings });
    }
  }
  return list;
}

function valueBindings(checker: ts.TypeChecker, clause: ts.ImportClause): ImportBinding[] {
  const bindings: ImportBinding[] = [];
  const add = (name: ts.Identifier, imported: string): void => {
    if (isValue(checker, name)) bindings.push({ local: name.text, imported });
  };
  if (clause.name) add(clause.name, "default");
  if (clause.namedBindings && ts.isNamespaceImport(clause.namedBindings)) add(clause.namedBindings.name, "*");
  else if (clause.namedBindings) {
    for (const { name, propertyName, isTypeOnly } of clause.namedBindings.elements) {
      if (!isTypeOnly) add(name, (propertyName ?? name).text);
    }
  }
  return bindings;
}

/** The name has a value; one whose module has no types counts too. */
function isValue(checker: ts.TypeChecker, name: ts.Identifier): boolean {
  const symbol = checker.getSymbolAtLocation(name);
  if (!symbol || !(symbol.flags & ts.SymbolFlags.Alias)) return true;
  const target = checker.getAliasedSymbol(symbol);
  return target.escapedName === "unknown" || (target.flags & ts.SymbolFlags.Value) !== 0;
}

function specifierOf(node: ts.Expression): string {
  return ts.isStringLiteralLike(node) ? node.text : "";
}
