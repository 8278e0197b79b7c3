/** Which names a cell declares at its top level, and how. */
import ts from "typescript";

export type DeclaredKind = "let" | "const" | "other" | "import";

export interface ImportedName {
  readonly specifier: string;
  /** The import clause that brings just this name, ready to be written in another cell. */
  readonly statement: string;
}

export interface DeclaredName {
  readonly name: string;
  readonly kind: DeclaredKind;
  readonly imported?: ImportedName;
  /** The cell itself says `export`. */
  readonly exported: boolean;
  /** Declared as `[]` or without a value: TypeScript finds the type from what the cell puts in. */
  readonly evolving?: boolean;
}

/** The names of a parsed cell, in order; a name that is declared twice (overloads, merged types) comes once. */
export function declaredNames(source: ts.SourceFile): Map<string, DeclaredName> {
  const names = new Map<string, DeclaredName>();
  const add = (name: string, kind: DeclaredKind, exported = false, imported?: ImportedName): void => {
    names.set(name, { name, kind, exported, ...(imported && { imported }) });
  };
  for (const statement of source.statements) {
    const exported = isExported(statement);
    if (ts.isVariableStatement(statement)) {
      addList(statement.declarationList, exported);
    } else if (ts.isImportDeclaration(statement)) {
      addImport(statement);
    } else if (ts.isImportEqualsDeclaration(statement)) {
      const text = statement
        .getText(source)
        .replace(/^export\s+/, "")
        .replace(/;?$/, ";");
      const reference = statement.moduleReference;
      const specifier = ts.isExternalModuleReference(reference) ? textOf(reference.expression) : "";
      add(statement.name.text, "import", exported, { specifier, statement: text });
    } else if (
      ts.isFunctionDeclaration(statement) ||
      ts.isClassDeclaration(statement) ||
      ts.isEnumDeclaration(statement) ||
      ts.isInterfaceDeclaration(statement) ||
      ts.isTypeAliasDeclaration(statement) ||
      (ts.isModuleDeclaration(statement) && ts.isIdentifier(statement.name))
    ) {
      const name = statement.name;
      if (name && name.text !== "global") add(name.text, "other", exported);
    } else {
      findVars(statement);
    }
  }
  return names;

  function addList(list: ts.VariableDeclarationList, exported: boolean): void {
    const kind = list.flags & ts.NodeFlags.Const ? "const" : "let";
    for (const declaration of list.declarations) {
      addBinding(declaration.name, kind, exported);
      const { name } = declaration;
      if (ts.isIdentifier(name) && isEvolving(declaration))
        names.set(name.text, { name: name.text, kind, exported, evolving: true });
    }
  }

  function addBinding(name: ts.BindingName, kind: DeclaredKind, exported: boolean): void {
    if (ts.isIdentifier(name)) add(name.text, kind, exported);
    else
      for (const element of name.elements)
        if (!ts.isOmittedExpression(element)) addBinding(element.name, kind, exported);
  }

  /** `var` in a block or a loop belongs to the whole cell. */
  function findVars(node: ts.Node): void {
    if (ts.isFunctionLike(node) || ts.isClassLike(node)) return;
    if (ts.isVariableDeclarationList(node) && !(node.flags & ts.NodeFlags.BlockScoped)) addList(node, false);
    ts.forEachChild(node, findVars);
  }

  function addImport(statement: ts.ImportDeclaration): void {
    const clause = statement.importClause;
    if (!clause) return;
    const from = `from ${statement.moduleSpecifier.getText(source)};`;
    const specifier = textOf(statement.moduleSpecifier);
    const type = clause.isTypeOnly ? "type " : "";
    const note = (name: string, what: string): void =>
      add(name, "import", false, { specifier, statement: `import ${type}${what} ${from}` });
    if (clause.name) note(clause.name.text, clause.name.text);
    const bindings = clause.namedBindings;
    if (bindings && ts.isNamespaceImport(bindings)) note(bindings.name.text, `* as ${bindings.name.text}`);
    else if (bindings)
      for (const element of bindings.elements) note(element.name.text, `{ ${element.getText(source)} }`);
  }
}

function isEvolving({ type, initializer }: ts.VariableDeclaration): boolean {
  if (type) return false;
  if (!initializer || initializer.kind === ts.SyntaxKind.NullKeyword) return true;
  return ts.isArrayLiteralExpression(initializer) && initializer.elements.length === 0;
}

function textOf(node: ts.Node | undefined): string {
  return node && ts.isStringLiteralLike(node) ? node.text : "";
}

function isExported(statement: ts.Statement): boolean {
  return (
    ts.canHaveModifiers(statement) &&
    (ts.getModifiers(statement)?.some((modifier) => modifier.kind === ts.SyntaxKind.ExportKeyword) ?? false)
  );
}
