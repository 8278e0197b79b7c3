/** Small rewrites of statements and calls. */
import ts from "typescript";

/** The statement without `export` and `default`: a cell is no module when it runs. */
export function withoutExport(factory: ts.NodeFactory, statement: ts.Statement): ts.Statement {
  const plain = ({ kind }: ts.ModifierLike): boolean =>
    kind !== ts.SyntaxKind.ExportKeyword && kind !== ts.SyntaxKind.DefaultKeyword;
  if (!ts.canHaveModifiers(statement) || !statement.modifiers?.some((modifier) => !plain(modifier))) return statement;
  const modifiers = statement.modifiers.filter(plain);
  if (ts.isFunctionDeclaration(statement)) {
    const { asteriskToken, name, typeParameters, parameters, type, body } = statement;
    const keep = modifiers as ts.Modifier[];
    return factory.updateFunctionDeclaration(
      statement,
      keep,
      asteriskToken,
      name,
      typeParameters,
      parameters,
      type,
      body,
    );
  }
  if (ts.isClassDeclaration(statement)) {
    const { name, typeParameters, heritageClauses, members } = statement;
    return factory.updateClassDeclaration(statement, modifiers, name, typeParameters, heritageClauses, members);
  }
  if (ts.isEnumDeclaration(statement)) {
    return factory.updateEnumDeclaration(statement, modifiers as ts.Modifier[], statement.name, statement.members);
  }
  return statement;
}

/** `f(x)` calls without a `this`: `(0, $$f.v)(x)`. */
export function plainCall(factory: ts.NodeFactory, node: ts.CallExpression, visited: ts.Node): ts.Node {
  if (!ts.isCallExpression(visited) || visited.expression === node.expression) return visited;
  const callee = detached(factory, visited.expression);
  if (!visited.questionDotToken) {
    return factory.updateCallExpression(visited, callee, visited.typeArguments, visited.arguments);
  }
  return factory.updateCallChain(
    visited as ts.CallChain,
    callee,
    visited.questionDotToken,
    visited.typeArguments,
    visited.arguments,
  );
}

/** The same for a tagged template. */
export function plainTag(factory: ts.NodeFactory, node: ts.TaggedTemplateExpression, visited: ts.Node): ts.Node {
  if (!ts.isTaggedTemplateExpression(visited) || visited.tag === node.tag) return visited;
  const tag = detached(factory, visited.tag);
  return factory.updateTaggedTemplateExpression(visited, tag, visited.typeArguments, visited.template);
}

function detached(factory: ts.NodeFactory, callee: ts.Expression): ts.Expression {
  const comma = factory.createComma(factory.createNumericLiteral(0), callee);
  return ts.setTextRange(factory.createParenthesizedExpression(comma), callee);
}
