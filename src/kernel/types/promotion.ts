/**
 * Loops at the top level of a cell. A notebook variable lives in a box, which costs a load and a store at every use; in a
 * loop that is the difference between 10 and 35 ms for ten million turns. Where nobody else can see the variable while the
 * loop runs, the loop works on a true local and writes it back at its end, also when it ends by an error or an interrupt.
 *
 * Nobody else sees it when no function of any cell mentions it (only functions could run meanwhile) and the loop does not
 * wait (other code could run while it waits). What is never assigned again may be kept in any case.
 */
import ts from "typescript";
import { awaits, isReference, type NotebookVariables } from "./variables";

/** A loop, with its label if it has one. */
export function isLoop(node: ts.Node): node is ts.Statement {
  return ts.isIterationStatement(node, true);
}

/** Notebook variables that functions and classes of the cell mention. */
export function capturedNames(source: ts.SourceFile, variables: NotebookVariables): Set<string> {
  const names = new Set<string>();
  const visit = (node: ts.Node, inside: boolean): void => {
    if (ts.isTypeNode(node)) return;
    if (inside && ts.isIdentifier(node) && mentions(node, variables)) names.add(node.text);
    const enters = inside || ts.isFunctionLike(node) || ts.isClassLike(node) || ts.isModuleDeclaration(node);
    ts.forEachChild(node, (child) => visit(child, enters));
  };
  visit(source, false);
  return names;
}

/** Names that a loop may keep in locals; `changing` ones are written back. */
export interface Promotable {
  readonly constant: readonly string[];
  readonly changing: readonly string[];
}

export function promotable(loop: ts.Node, variables: NotebookVariables, captured: ReadonlySet<string>): Promotable {
  const constant = new Set<string>();
  const changing = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isTypeNode(node)) return;
    if (ts.isIdentifier(node) && mentions(node, variables)) {
      if (variables.isConstant(node)) constant.add(node.text);
      else if (!captured.has(node.text)) changing.add(node.text);
    }
    ts.forEachChild(node, visit);
  };
  if (!awaits(loop)) visit(loop);
  return { constant: [...constant], changing: [...changing] };
}

/** Uses the variable or, as `for (var i ...)` does, declares it. */
function mentions(node: ts.Identifier, variables: NotebookVariables): boolean {
  const declares = ts.isVariableDeclaration(node.parent) || ts.isBindingElement(node.parent);
  return (declares || isReference(node)) && variables.refersTo(node);
}

/** `{ const f = $$f.v; let a = $$a.v; try { loop } finally { $$a.v = a; } }` */
export function withLocals(
  factory: ts.NodeFactory,
  loop: ts.Statement,
  { constant, changing }: Promotable,
  box: (name: string) => ts.Expression,
): ts.Statement {
  const declare = (names: readonly string[], flags: ts.NodeFlags): ts.Statement[] => {
    const declarations = names.map((name) => factory.createVariableDeclaration(name, undefined, undefined, box(name)));
    const list = factory.createVariableDeclarationList(declarations, flags);
    return names.length > 0 ? [factory.createVariableStatement(undefined, list)] : [];
  };
  const back = changing.map((name) =>
    factory.createExpressionStatement(factory.createAssignment(box(name), factory.createIdentifier(name))),
  );
  const block = (statements: ts.Statement[]): ts.Block => factory.createBlock(statements, true);
  const kept = back.length > 0 ? factory.createTryStatement(block([loop]), undefined, block(back)) : loop;
  return block([...declare(constant, ts.NodeFlags.Const), ...declare(changing, ts.NodeFlags.Let), kept]);
}
