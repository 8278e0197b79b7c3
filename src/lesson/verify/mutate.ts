import ts from "typescript";

/** One mechanical change of a piece of code. */
export interface Mutant {
  readonly code: string;
  /** What was changed, on one line: `sum += a[i] => sum -= a[i]`. */
  readonly change: string;
}

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly kind: string;
}

const binary: Readonly<Record<string, readonly string[]>> = {
  "+": ["-", "*"],
  "-": ["+", "*"],
  "*": ["/", "+"],
  "/": ["*", "-"],
  "%": ["*"],
  "**": ["*"],
  "<": ["<=", ">="],
  "<=": ["<", ">"],
  ">": [">=", "<="],
  ">=": [">", "<"],
  "===": ["!=="],
  "!==": ["==="],
  "&&": ["||"],
  "||": ["&&"],
  "??": ["&&"],
  "+=": ["-=", "="],
  "-=": ["+=", "="],
  "*=": ["/=", "="],
  "/=": ["*=", "="],
};
const methods: Readonly<Record<string, string>> = {
  max: "min",
  min: "max",
  exp: "log",
  log: "exp",
  floor: "ceil",
  ceil: "floor",
  sin: "cos",
  cos: "sin",
  sqrt: "abs",
  add: "sub",
  sub: "add",
  mul: "div",
  div: "mul",
  push: "unshift",
  unshift: "push",
  some: "every",
  every: "some",
};

function numberEdits(text: string): string[] {
  const value = Number(text.replace(/_/g, ""));
  if (!Number.isFinite(value)) return [];
  const variants = Number.isInteger(value)
    ? [value + 1, value - 1, -value, value * 2]
    : [value * 2, value / 2, -value, 0, value + 1];
  return variants
    .filter((variant) => variant !== value && !Object.is(variant, -0))
    .map((variant) => (variant < 0 ? `(${variant})` : String(variant)));
}

/** The edits at one node of the syntax tree. */
function editsAt(node: ts.Node, source: ts.SourceFile): Edit[] {
  const text = (part: ts.Node): string => part.getText(source);
  const edit = (part: ts.Node, replacement: string, kind: string): Edit => ({
    start: part.getStart(source),
    end: part.getEnd(),
    text: replacement,
    kind,
  });
  const edits: Edit[] = [];
  if (ts.isBinaryExpression(node)) {
    const operator = text(node.operatorToken);
    for (const other of binary[operator] ?? []) edits.push(edit(node.operatorToken, other, "operator"));
    if (["-", "/", "**", "<", ">", "%"].includes(operator)) {
      edits.push(edit(node, `${text(node.right)} ${operator} ${text(node.left)}`, "operands swapped"));
    }
    if (["+", "-", "*", "/", "&&", "||"].includes(operator)) {
      edits.push(edit(node, text(node.left), "operand dropped"), edit(node, text(node.right), "operand dropped"));
    }
  }
  if (ts.isNumericLiteral(node)) for (const other of numberEdits(text(node))) edits.push(edit(node, other, "constant"));
  if (node.kind === ts.SyntaxKind.TrueKeyword) edits.push(edit(node, "false", "constant"));
  if (node.kind === ts.SyntaxKind.FalseKeyword) edits.push(edit(node, "true", "constant"));
  if (ts.isPrefixUnaryExpression(node)) {
    const isSign = node.operator === ts.SyntaxKind.MinusToken || node.operator === ts.SyntaxKind.ExclamationToken;
    if (isSign) edits.push(edit(node, text(node.operand), "sign"));
  }
  if (ts.isIfStatement(node)) {
    for (const other of ["true", "false", `!(${text(node.expression)})`])
      edits.push(edit(node.expression, other, "condition"));
    if (node.elseStatement) edits.push(edit(node, text(node.thenStatement), "else dropped"));
  }
  if (ts.isConditionalExpression(node)) {
    edits.push(edit(node, text(node.whenTrue), "condition"), edit(node, text(node.whenFalse), "condition"));
    edits.push(edit(node, `${text(node.condition)} ? ${text(node.whenFalse)} : ${text(node.whenTrue)}`, "condition"));
  }
  if (ts.isForStatement(node) && node.condition && ts.isBinaryExpression(node.condition)) {
    edits.push(edit(node.condition.right, `${text(node.condition.right)} - 1`, "off by one"));
    if (ts.isBlock(node.statement))
      edits.push(edit(node.statement, `{ ${text(node.statement)} break; }`, "one round only"));
    else edits.push(edit(node.statement, `{ ${text(node.statement)} break; }`, "one round only"));
  }
  if (ts.isForOfStatement(node))
    edits.push(edit(node.statement, `{ ${text(node.statement)} break; }`, "one round only"));
  if (
    ts.isExpressionStatement(node) ||
    ts.isForStatement(node) ||
    ts.isForOfStatement(node) ||
    ts.isIfStatement(node)
  ) {
    edits.push(edit(node, ";", "statement removed"));
  }
  if (ts.isReturnStatement(node) && node.expression) {
    edits.push(edit(node, ";", "return removed"));
    if (!ts.isNumericLiteral(node.expression)) edits.push(edit(node.expression, "0 as never", "returns 0"));
  }
  if (ts.isCallExpression(node)) {
    const args = node.arguments;
    for (let i = 0; i + 1 < args.length; i++) {
      const [a, b] = [args[i] as ts.Expression, args[i + 1] as ts.Expression];
      const between = source.text.slice(a.getEnd(), b.getStart(source));
      const swapped = `${text(b)}${between}${text(a)}`;
      edits.push({ start: a.getStart(source), end: b.getEnd(), text: swapped, kind: "arguments swapped" });
    }
    if (ts.isPropertyAccessExpression(node.expression)) {
      const name = text(node.expression.name);
      const other = Object.hasOwn(methods, name) ? methods[name] : undefined;
      if (other !== undefined) edits.push(edit(node.expression.name, other, "function"));
      if (["map", "filter", "slice", "reverse", "abs", "transpose", "sort", "relu", "exp"].includes(name)) {
        const inner =
          args.length === 1 && text(node.expression.expression) === "Math"
            ? text(args[0] as ts.Expression)
            : text(node.expression.expression);
        edits.push(edit(node, inner, "call dropped"));
      }
    }
  }
  if (ts.isElementAccessExpression(node)) {
    edits.push(edit(node.argumentExpression, `${text(node.argumentExpression)} + 1`, "index"));
    if (text(node.argumentExpression) !== "0") edits.push(edit(node.argumentExpression, "0", "index"));
  }
  if (ts.isArrayLiteralExpression(node) && node.elements.length > 1) {
    const elements = node.elements.map(text);
    edits.push(edit(node, `[${elements.slice(0, -1).join(", ")}]`, "entry dropped"));
    edits.push(edit(node, `[${[elements[1], elements[0], ...elements.slice(2)].join(", ")}]`, "entries swapped"));
  }
  return edits;
}

function identifierEdits(fn: ts.SignatureDeclaration, source: ts.SourceFile): Edit[] {
  const names = fn.parameters
    .map((parameter) => parameter.name)
    .filter(ts.isIdentifier)
    .map((name) => name.text);
  if (names.length < 2 || !("body" in fn) || !fn.body) return [];
  const edits: Edit[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && names.includes(node.text) && !ts.isPropertyAccessExpression(node.parent)) {
      const other = names[(names.indexOf(node.text) + 1) % names.length] as string;
      edits.push({ start: node.getStart(source), end: node.getEnd(), text: other, kind: "name" });
    }
    ts.forEachChild(node, visit);
  };
  visit(fn.body as ts.Node);
  return edits;
}

function allEdits(code: string): Edit[] {
  const source = ts.createSourceFile("solution.ts", code, ts.ScriptTarget.ES2022, true);
  const edits: Edit[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isTypeNode(node)) return;
    edits.push(...editsAt(node, source));
    if (ts.isFunctionLike(node)) edits.push(...identifierEdits(node, source));
    ts.forEachChild(node, visit);
  };
  visit(source);
  return edits;
}

const parses = (code: string): boolean =>
  (
    ts.transpileModule(code, {
      reportDiagnostics: true,
      compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext },
    }).diagnostics ?? []
  ).length === 0;

const squeeze = (text: string): string => text.replace(/\s+/g, " ").trim();

function apply(code: string, edits: readonly Edit[]): Mutant {
  let changed = code;
  for (const edit of [...edits].sort((a, b) => b.start - a.start)) {
    changed = changed.slice(0, edit.start) + edit.text + changed.slice(edit.end);
  }
  const change = edits.map((edit) => {
    const lineStart = code.lastIndexOf("\n", edit.start - 1) + 1;
    const lineEnd = code.indexOf("\n", edit.end);
    const before = code.slice(lineStart, lineEnd < 0 ? undefined : lineEnd);
    const after =
      code.slice(lineStart, edit.start) + edit.text + code.slice(edit.end, lineEnd < 0 ? undefined : lineEnd);
    return `${edit.kind}: ${squeeze(before)} => ${squeeze(after)}`;
  });
  return { code: changed, change: change.join(" and ") };
}

/** A fixed order that mixes kinds and places, the same on every run. */
function mixed<T>(values: readonly T[]): T[] {
  const order = values.map((value, i) => ({ value, key: Math.imul(i + 1, 0x9e3779b1) >>> 0 }));
  return order.sort((a, b) => a.key - b.key).map(({ value }) => value);
}

/**
 * Mechanical variants of a solution: operators, constants, conditions, indices, removed statements, swapped arguments. At
 * most `most`, in a fixed mixed order; single changes first, pairs of changes only when single ones are fewer than `least`.
 */
export function mutantsOf(code: string, options: { readonly least: number; readonly most: number }): Mutant[] {
  const edits = mixed(allEdits(code));
  const found = new Map<string, Mutant>();
  const add = (mutant: Mutant): void => {
    if (squeeze(mutant.code) !== squeeze(code) && !found.has(mutant.code) && parses(mutant.code))
      found.set(mutant.code, mutant);
  };
  for (const edit of edits) if (found.size < options.most) add(apply(code, [edit]));
  for (let step = 1; found.size < options.least && step < edits.length; step++) {
    for (let i = 0; i + step < edits.length && found.size < options.least; i++) {
      const [a, b] = [edits[i] as Edit, edits[i + step] as Edit];
      if (a.end <= b.start || b.end <= a.start) add(apply(code, [a, b]));
    }
  }
  return [...found.values()];
}
