/** Makes loops and awaits of the learner's code stop when the cell was interrupted. */
import ts from "typescript";
import { SourceMarks } from "./source-marks";

/** Names that the cell thread hands to compiled code. */
export const guard = { stop: "$$stop", check: "$$check", resume: "$$resume", meta: "$$meta" } as const;

/** `$$stop[0] && $$check()`: one load and one comparison a turn. */
function checkExpression(factory: ts.NodeFactory): ts.Expression {
  return factory.createLogicalAnd(
    factory.createElementAccessExpression(factory.createIdentifier(guard.stop), 0),
    factory.createCallExpression(factory.createIdentifier(guard.check), undefined, []),
  );
}

function checkStatement(factory: ts.NodeFactory): ts.Statement {
  return factory.createExpressionStatement(checkExpression(factory));
}

interface Guarding {
  readonly factory: ts.NodeFactory;
  readonly marks: SourceMarks;
}

function guardedFunctionBody({ factory, marks }: Guarding, of: ts.Node, body: ts.Block): ts.Block {
  const check = marks.mark(checkStatement(factory), of);
  return ts.setTextRange(factory.createBlock([check, ...body.statements], true), body);
}

function guardedExpression({ factory, marks }: Guarding, of: ts.Node, body: ts.Expression): ts.Expression {
  const guarded = factory.createComma(checkExpression(factory), body);
  return marks.mark(ts.setTextRange(factory.createParenthesizedExpression(guarded), body), of);
}

function guardedBody(factory: ts.NodeFactory, body: ts.Statement): ts.Statement {
  const rest = ts.isBlock(body) ? body.statements : [body];
  return ts.setTextRange(factory.createBlock([checkStatement(factory), ...rest], true), body);
}

/** `for await` waits before each turn. */
function resumedBody(factory: ts.NodeFactory, body: ts.Statement): ts.Statement {
  const resume = factory.createCallExpression(factory.createIdentifier(guard.resume), undefined, []);
  return factory.createBlock([factory.createExpressionStatement(resume), guardedBody(factory, body)], true);
}

/** A visited node with its guard: a loop looks at the flag every turn, a function when it is called, `await` looks after it resumes. */
export function withGuard(guarding: Guarding, node: ts.Node): ts.Node {
  const { factory } = guarding;
  if (ts.isForStatement(node)) {
    const body = guardedBody(factory, node.statement);
    return factory.updateForStatement(node, node.initializer, node.condition, node.incrementor, body);
  }
  if (ts.isWhileStatement(node)) {
    return factory.updateWhileStatement(node, node.expression, guardedBody(factory, node.statement));
  }
  if (ts.isDoStatement(node)) {
    return factory.updateDoStatement(node, guardedBody(factory, node.statement), node.expression);
  }
  if (ts.isForInStatement(node)) {
    return factory.updateForInStatement(node, node.initializer, node.expression, guardedBody(factory, node.statement));
  }
  if (ts.isForOfStatement(node)) {
    const body = node.awaitModifier ? resumedBody(factory, node.statement) : guardedBody(factory, node.statement);
    return factory.updateForOfStatement(node, node.awaitModifier, node.initializer, node.expression, body);
  }
  if (ts.isFunctionDeclaration(node) && node.body) {
    const { modifiers, asteriskToken, name, typeParameters, parameters, type, body } = node;
    const guarded = guardedFunctionBody(guarding, node, body);
    return factory.updateFunctionDeclaration(
      node,
      modifiers,
      asteriskToken,
      name,
      typeParameters,
      parameters,
      type,
      guarded,
    );
  }
  if (ts.isFunctionExpression(node)) {
    const { modifiers, asteriskToken, name, typeParameters, parameters, type, body } = node;
    const guarded = guardedFunctionBody(guarding, node, body);
    return factory.updateFunctionExpression(
      node,
      modifiers,
      asteriskToken,
      name,
      typeParameters,
      parameters,
      type,
      guarded,
    );
  }
  if (ts.isArrowFunction(node)) {
    const { modifiers, typeParameters, parameters, type, equalsGreaterThanToken, body } = node;
    const guarded = ts.isBlock(body)
      ? guardedFunctionBody(guarding, node, body)
      : guardedExpression(guarding, node, body);
    return factory.updateArrowFunction(
      node,
      modifiers,
      typeParameters,
      parameters,
      type,
      equalsGreaterThanToken,
      guarded,
    );
  }
  if (ts.isMethodDeclaration(node) && node.body) {
    const { modifiers, asteriskToken, name, questionToken, typeParameters, parameters, type, body } = node;
    const guarded = guardedFunctionBody(guarding, node, body);
    return factory.updateMethodDeclaration(
      node,
      modifiers,
      asteriskToken,
      name,
      questionToken,
      typeParameters,
      parameters,
      type,
      guarded,
    );
  }
  if (ts.isGetAccessorDeclaration(node) && node.body) {
    const { modifiers, name, parameters, type, body } = node;
    const guarded = guardedFunctionBody(guarding, node, body);
    return factory.updateGetAccessorDeclaration(node, modifiers, name, parameters, type, guarded);
  }
  if (ts.isSetAccessorDeclaration(node) && node.body) {
    const { modifiers, name, parameters, body } = node;
    return factory.updateSetAccessorDeclaration(
      node,
      modifiers,
      name,
      parameters,
      guardedFunctionBody(guarding, node, body),
    );
  }
  if (ts.isAwaitExpression(node)) {
    const resumed = factory.createCallExpression(factory.createIdentifier(guard.resume), undefined, [node]);
    return ts.setTextRange(resumed, node);
  }
  if (ts.isClassLike(node)) guarding.marks.markClass(node);
  return node;
}

/** Compiled code is a script: what a module says as `import.meta`, it is given. */
export function isImportMeta(node: ts.Node): boolean {
  return ts.isMetaProperty(node) && node.keywordToken === ts.SyntaxKind.ImportKeyword;
}

/** The guards alone, for a learner's own module. */
export const guardLoops: ts.TransformerFactory<ts.SourceFile> = (context) => (source) => {
  const guarding = { factory: context.factory, marks: new SourceMarks(source, source.fileName) };
  const visit = (node: ts.Node): ts.Node => {
    if (ts.isTypeNode(node)) return node;
    if (isImportMeta(node)) return context.factory.createIdentifier(guard.meta);
    return withGuard(guarding, ts.visitEachChild(node, visit, context));
  };
  return ts.visitEachChild(source, visit, context);
};
