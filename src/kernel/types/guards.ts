/** Makes loops and awaits of the learner's code stop when the cell was interrupted. */
import ts from "typescript";

/** Names that the cell thread hands to compiled code. */
export const guard = { stop: "$$stop", check: "$$check", resume: "$$resume" } as const;

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

function guardedFunctionBody(factory: ts.NodeFactory, body: ts.Block): ts.Block {
  return ts.setTextRange(factory.createBlock([checkStatement(factory), ...body.statements], true), body);
}

function guardedExpression(factory: ts.NodeFactory, body: ts.Expression): ts.Expression {
  const guarded = factory.createComma(checkExpression(factory), body);
  return ts.setTextRange(factory.createParenthesizedExpression(guarded), body);
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
export function withGuard(factory: ts.NodeFactory, node: ts.Node): ts.Node {
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
    const guarded = guardedFunctionBody(factory, body);
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
    const guarded = guardedFunctionBody(factory, body);
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
    const guarded = ts.isBlock(body) ? guardedFunctionBody(factory, body) : guardedExpression(factory, body);
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
    const guarded = guardedFunctionBody(factory, body);
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
  if (ts.isAwaitExpression(node)) {
    const resumed = factory.createCallExpression(factory.createIdentifier(guard.resume), undefined, [node]);
    return ts.setTextRange(resumed, node);
  }
  return node;
}

/** The guards alone, for a learner's own module. */
export const guardLoops: ts.TransformerFactory<ts.SourceFile> = (context) => (source) => {
  const visit = (node: ts.Node): ts.Node => {
    if (ts.isTypeNode(node)) return node;
    return withGuard(context.factory, ts.visitEachChild(node, visit, context));
  };
  return ts.visitEachChild(source, visit, context);
};
