/** Statements of a cell that are treated apart. */
import ts from "typescript";

/** TypeScript ends a module with `export {};`; a cell runs as a function, where that is an error. */
export const withoutModuleSyntax: ts.TransformerFactory<ts.SourceFile> = (context) => (file) =>
  context.factory.updateSourceFile(
    file,
    file.statements.filter((statement) => !ts.isExportDeclaration(statement)),
  );

/** A default export that nobody can call. */
export function isNameless(statement: ts.Statement): boolean {
  return (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)) && !statement.name;
}

/** `using` or `await using`: what it holds is disposed of at the end of the cell. */
export function isUsing(statement: ts.Statement): boolean {
  return ts.isVariableStatement(statement) && (statement.declarationList.flags & ts.NodeFlags.Using) !== 0;
}

/** A namespace that has values in it. */
export function isRunModule(statement: ts.Statement): statement is ts.ModuleDeclaration {
  return (
    ts.isModuleDeclaration(statement) &&
    ts.isIdentifier(statement.name) &&
    !statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.DeclareKeyword)
  );
}
