import { existsSync, readFileSync } from "node:fs";
import ts from "typescript";

/** A cell of a notebook, as far as it matters here. */
export interface NotebookCell {
  readonly type: "code" | "markdown";
  readonly source: string;
  readonly tags: readonly string[];
}

/** The cells of a notebook; nothing when there is no such file. */
export function readCells(file: string): NotebookCell[] | undefined {
  if (!existsSync(file)) return undefined;
  const notebook = JSON.parse(readFileSync(file, "utf8")) as {
    cells: { cell_type: string; source: string | string[]; metadata?: { tags?: string[] } }[];
  };
  return notebook.cells.map((cell) => ({
    type: cell.cell_type === "code" ? "code" : "markdown",
    source: Array.isArray(cell.source) ? cell.source.join("") : cell.source,
    tags: cell.metadata?.tags ?? [],
  }));
}

/** A call `lesson.check(id, { names })` in a cell. */
export interface CheckCall {
  readonly names: readonly string[];
  readonly isAwaited: boolean;
}

const parse = (source: string): ts.SourceFile => ts.createSourceFile("cell.ts", source, ts.ScriptTarget.ES2022, true);

const isLessonCall = (node: ts.Node, method?: string): node is ts.CallExpression =>
  ts.isCallExpression(node) &&
  ts.isPropertyAccessExpression(node.expression) &&
  node.expression.expression.getText() === "lesson" &&
  (method === undefined || node.expression.name.text === method);

/** The call that checks an exercise, if the cell has it. */
export function checkCall(source: string, id: string): CheckCall | undefined {
  let found: CheckCall | undefined;
  const visit = (node: ts.Node): void => {
    if (isLessonCall(node, "check")) {
      const [first, second] = node.arguments;
      if (first && ts.isStringLiteralLike(first) && first.text === id) {
        const properties = second && ts.isObjectLiteralExpression(second) ? second.properties : [];
        const names = properties.map((property) => property.name?.getText() ?? "");
        found = { names, isAwaited: ts.isAwaitExpression(node.parent) };
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(parse(source));
  return found;
}

/** The names (of values and of types) that a piece of code declares at its top. */
export function declaredNames(source: string): string[] {
  return parse(source).statements.flatMap((statement): string[] => {
    if (ts.isVariableStatement(statement)) {
      return statement.declarationList.declarations.flatMap(({ name }) => (ts.isIdentifier(name) ? [name.text] : []));
    }
    if (ts.isTypeAliasDeclaration(statement) || ts.isInterfaceDeclaration(statement)) return [statement.name.text];
    if (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement))
      return statement.name ? [statement.name.text] : [];
    return [];
  });
}

/** A cell's code without its calls of `lesson.check`, `hint`, `solution` ... and without imports. */
export function withoutLessonCalls(source: string): string {
  const file = parse(source);
  const isCall = (statement: ts.Statement): boolean => {
    if (ts.isImportDeclaration(statement)) return true;
    if (!ts.isExpressionStatement(statement)) return false;
    const { expression } = statement;
    return isLessonCall(ts.isAwaitExpression(expression) ? expression.expression : expression);
  };
  return file.statements
    .filter((statement) => !isCall(statement))
    .map((statement) => statement.getFullText(file))
    .join("")
    .trim();
}

/** Where an exercise stands in a notebook: the cell that checks it, and the stub that a learner finds. */
export interface Stub {
  readonly code: string;
  readonly call: CheckCall;
  readonly cell: NotebookCell;
}

/** Finds an exercise's stub. Names that the checking cell does not declare are taken from the nearest cells before it. */
export function findStub(cells: readonly NotebookCell[], id: string, names: readonly string[]): Stub | undefined {
  const at = cells.findIndex((cell) => cell.type === "code" && checkCall(cell.source, id) !== undefined);
  const cell = cells[at];
  const call = cell && checkCall(cell.source, id);
  if (!cell || !call) return undefined;
  const parts = [withoutLessonCalls(cell.source)];
  const missing = new Set(names);
  for (const name of declaredNames(cell.source)) missing.delete(name);
  for (let i = at - 1; i >= 0 && missing.size > 0; i--) {
    const earlier = cells[i] as NotebookCell;
    if (earlier.type !== "code" || !declaredNames(earlier.source).some((name) => missing.has(name))) continue;
    parts.unshift(withoutLessonCalls(earlier.source));
    for (const name of declaredNames(earlier.source)) missing.delete(name);
  }
  return { code: parts.join("\n"), call, cell };
}
