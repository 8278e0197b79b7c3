/** Makes loops and awaits of the learner's code stop when the cell was interrupted. */
import ts from "typescript";

/** Names that the cell thread hands to compiled code. */
export const guard = { stop: "$$stop", check: "$$check", resume: "$$resume" } as const;

/** The statement `$$stop[0] && $$check();`: one load and one comparison a turn. */
function checkStatement(factory: ts.NodeFactory): ts.Statement {
  return factory.createExpressionStatement(
    factory.createLogicalAnd(
      factory.createElementAccessExpression(factory.createIdentifier(guard.stop), 0),
      factory.createCallExpression(factory.createIdentifier(guard.check), undefined, []),
    ),
  );
}

function guardedBody(factory: ts.NodeFactory, body: ts.Statement): ts.Statement {
  const rest = ts.isBlock(body) ? body.statements : [body];
  return ts.setTextRange(factory.createBlock([checkStatement(factory), ...rest], true), body);
}

/** A visited node with its guard: a loop looks at the flag every turn, `await` looks after it resumes. */
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
    const body = guardedBody(factory, node.statement);
    return factory.updateForOfStatement(node, node.awaitModifier, node.initializer, node.expression, body);
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
