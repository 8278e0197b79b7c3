/**
 * A checked cell as JavaScript. A variable of the notebook becomes a field of its own box, `$$name.v`, so that every
 * cell and every closure sees one storage; everything inside functions and blocks stays an ordinary local.
 */
import ts from "typescript";
import type { CellImport, CompiledCell } from "../protocol/threads";
import { capturedNames, isLoop, promotable, withLocals } from "./promotion";
import { declarationOf, isReference, NotebookVariables } from "./variables";
import type { PlacedCell } from "./engine";
import { guard, isImportMeta, withGuard } from "./guards";
import { plainCall, plainTag, withoutExport } from "./rewrites";
import { cellImports } from "./imports";
import { isNameless, isRunModule, isUsing, withoutModuleSyntax } from "./statements";
import { SourceMarks } from "./source-marks";

type Emitted = Omit<CompiledCell, "file" | "source" | "modules">;

interface EmitOptions {
  /** The name that the cell is kept under. */
  readonly file: string;
  /** Variables that functions of earlier cells mention; this cell's are added. */
  readonly captured: Set<string>;
}

export function emitCell(
  program: ts.Program,
  source: ts.SourceFile,
  cell: PlacedCell,
  { file: name, captured }: EmitOptions,
): Emitted {
  const variables = new NotebookVariables(program.getTypeChecker(), source, cell);
  const imports: CellImport[] = cellImports(program.getTypeChecker(), source, cell);
  for (const name of capturedNames(source, variables)) captured.add(name);
  let js = "";
  let map = "";
  const marks = new SourceMarks(source, name, cell.start);
  const write = (output: string, text: string): void => {
    if (output.endsWith(".map")) map = text;
    else js = text;
  };
  program.emit(source, write, undefined, false, {
    before: [(context) => (file) => new CellTransform(context, { variables, captured, cell, marks }).file(file)],
    after: [withoutModuleSyntax],
  });
  return {
    js: js.replace(/\n\/\/# sourceMappingURL=.*\s*$/, "\n"),
    map,
    imports,
    variables: [...variables.used],
    declares: [...cell.declared.keys()],
    isAsync: variables.hasAwait,
  };
}

interface Setting {
  readonly variables: NotebookVariables;
  readonly captured: ReadonlySet<string>;
  readonly cell: PlacedCell;
  readonly marks: SourceMarks;
}

class CellTransform {
  private readonly factory: ts.NodeFactory;
  private readonly variables: NotebookVariables;
  private readonly cell: PlacedCell;
  /** Variables that the loop at hand keeps in locals. */
  private locals: ReadonlySet<string> | undefined;
  private functionDepth = 0;

  constructor(
    private readonly context: ts.TransformationContext,
    private readonly setting: Setting,
  ) {
    this.factory = context.factory;
    this.variables = setting.variables;
    this.cell = setting.cell;
  }

  file(file: ts.SourceFile): ts.SourceFile {
    const own = file.statements.filter((statement) => this.isOwn(statement));
    const last = this.lastExpression(own);
    const hoisted: ts.Statement[] = [];
    const functions: ts.Statement[] = [];
    const body: ts.Statement[] = [];
    for (const statement of own) {
      if (ts.isFunctionDeclaration(statement)) functions.push(...this.topLevel(statement));
      else body.push(...(statement === last ? [this.result(last)] : this.topLevel(statement)));
      if (ts.isFunctionDeclaration(statement) && statement.body && statement.name) {
        hoisted.push(this.assign(statement.name, this.local(statement.name)));
      }
    }
    const steps = own.some(isUsing) ? [this.factory.createBlock(body, true)] : body;
    return this.factory.updateSourceFile(file, [...hoisted, ...functions, ...steps]);
  }

  /** Not the line before the learner's text nor the one after it, nor imports, which the cell thread carries out. */
  private isOwn(statement: ts.Statement): boolean {
    const start = statement.getStart();
    return (
      start >= this.cell.start &&
      start <= this.cell.start + this.cell.code.length &&
      !ts.isImportDeclaration(statement) &&
      !ts.isImportEqualsDeclaration(statement) &&
      !ts.isExportDeclaration(statement)
    );
  }

  /** The statement whose value is the cell's: the last that does anything. */
  private lastExpression(statements: readonly ts.Statement[]): ts.ExpressionStatement | undefined {
    const silent = (statement: ts.Statement): boolean =>
      ts.isFunctionDeclaration(statement) ||
      ts.isInterfaceDeclaration(statement) ||
      ts.isTypeAliasDeclaration(statement) ||
      ts.isEmptyStatement(statement);
    const last = [...statements].reverse().find((statement) => !silent(statement));
    return last && ts.isExpressionStatement(last) ? last : undefined;
  }

  private result(statement: ts.ExpressionStatement): ts.Statement {
    return ts.setTextRange(this.factory.createReturnStatement(this.expression(statement.expression)), statement);
  }

  private topLevel(statement: ts.Statement): ts.Statement[] {
    if (ts.isVariableStatement(statement)) {
      if (statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.DeclareKeyword)) return [];
      if (isUsing(statement)) return this.using(statement.declarationList);
      return this.assignments(statement.declarationList).map((expression) => this.statement(expression));
    }
    // `export default function () {}`: a cell has no use for what nobody can call.
    if (isNameless(statement)) return [];
    if (ts.isExportAssignment(statement)) return [this.statement(this.expression(statement.expression))];
    const visited = this.visit(statement) as ts.Statement;
    if (ts.isFunctionDeclaration(statement)) return [withoutExport(this.factory, visited)];
    if (ts.isClassDeclaration(statement) || ts.isEnumDeclaration(statement) || isRunModule(statement)) {
      const name = statement.name as ts.Identifier | undefined;
      const rest = name ? [this.assign(name, this.local(name))] : [];
      return [withoutExport(this.factory, visited), ...rest];
    }
    return [visited];
  }

  /** `using a = open();` stays, so that the block around it disposes of it; its box keeps it for later cells. */
  private using({ declarations, flags }: ts.VariableDeclarationList): ts.Statement[] {
    return declarations.flatMap(({ name, initializer }) => {
      if (!ts.isIdentifier(name) || !initializer) return [];
      const value = this.named(name, initializer);
      const declaration = this.factory.createVariableDeclaration(this.local(name), undefined, undefined, value);
      const list = this.factory.createVariableDeclarationList([declaration], flags & ts.NodeFlags.BlockScoped);
      return [this.factory.createVariableStatement(undefined, list), this.assign(name, this.local(name))];
    });
  }

  /** `let a = 1, b;` as `$$a.v = 1` and `$$b.v = undefined`. */
  private assignments(list: ts.VariableDeclarationList): ts.Expression[] {
    const isVar = !(list.flags & ts.NodeFlags.BlockScoped);
    return list.declarations.flatMap((declaration) => {
      const { name, initializer } = declaration;
      if (!initializer && isVar) return [];
      const value = initializer ? this.named(name, initializer) : this.factory.createVoidZero();
      return [ts.setTextRange(this.factory.createAssignment(this.target(name), value), declaration)];
    });
  }

  /** A function or class without a name gets the variable's, as in `const f = () => 1`. */
  private named(name: ts.BindingName, initializer: ts.Expression): ts.Expression {
    const value = this.expression(initializer);
    const isAnonymous =
      ts.isArrowFunction(initializer) ||
      ((ts.isFunctionExpression(initializer) || ts.isClassExpression(initializer)) && !initializer.name);
    if (!isAnonymous || !ts.isIdentifier(name)) return value;
    const holder = this.factory.createObjectLiteralExpression([
      this.factory.createPropertyAssignment(this.factory.createStringLiteral(name.text), value),
    ]);
    return this.factory.createElementAccessExpression(holder, this.factory.createStringLiteral(name.text));
  }

  /** A declared name or pattern as something that can be assigned to. */
  private target(name: ts.BindingName): ts.Expression {
    if (ts.isIdentifier(name)) return this.box(name);
    if (ts.isArrayBindingPattern(name)) {
      const elements = name.elements.map((element) => {
        if (ts.isOmittedExpression(element)) return element;
        const target = this.withDefault(element);
        return element.dotDotDotToken ? this.factory.createSpreadElement(target) : target;
      });
      return this.factory.createArrayLiteralExpression(elements);
    }
    const properties = name.elements.map((element) => {
      if (element.dotDotDotToken) return this.factory.createSpreadAssignment(this.target(element.name));
      const key = element.propertyName ?? (element.name as ts.Identifier);
      const property = ts.isComputedPropertyName(key)
        ? this.factory.createComputedPropertyName(this.expression(key.expression))
        : key;
      return this.factory.createPropertyAssignment(property, this.withDefault(element));
    });
    return this.factory.createObjectLiteralExpression(properties);
  }

  private withDefault(element: ts.BindingElement): ts.Expression {
    const target = this.target(element.name);
    if (!element.initializer) return target;
    return this.factory.createAssignment(target, this.named(element.name, element.initializer));
  }

  private expression(node: ts.Expression): ts.Expression {
    return this.visit(node) as ts.Expression;
  }

  private readonly visit = (node: ts.Node): ts.Node => {
    if (ts.isTypeNode(node) && !ts.isExpressionWithTypeArguments(node)) return node;
    if (ts.isIdentifier(node)) return isReference(node) && this.variables.refersTo(node) ? this.box(node) : node;
    if (ts.isShorthandPropertyAssignment(node)) return this.shorthand(node);
    if (ts.isVariableStatement(node) && this.isHoistedVar(node.declarationList)) {
      return this.factory.createBlock(this.assignments(node.declarationList).map((value) => this.statement(value)));
    }
    if (ts.isVariableDeclarationList(node) && this.isHoistedVar(node)) return this.loopVariable(node);
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const load = this.factory.createIdentifier("$$import");
      return this.factory.createCallExpression(load, undefined, node.arguments.map(this.expression, this));
    }
    if (isImportMeta(node)) return this.factory.createIdentifier(guard.meta);
    if (isLoop(node) && this.functionDepth === 0 && !this.locals) return this.loop(node);
    return this.inner(node);
  };

  private inner(node: ts.Node): ts.Node {
    const depth = ts.isFunctionLike(node) || ts.isClassLike(node) ? 1 : 0;
    this.functionDepth += depth;
    const visited = withGuard(
      { factory: this.factory, marks: this.setting.marks },
      ts.visitEachChild(node, this.visit, this.context),
    );
    this.functionDepth -= depth;
    if (ts.isCallExpression(node) && ts.isIdentifier(node.expression)) return plainCall(this.factory, node, visited);
    if (ts.isTaggedTemplateExpression(node) && ts.isIdentifier(node.tag)) return plainTag(this.factory, node, visited);
    return visited;
  }

  /** An outermost loop of the cell: what nobody else can see meanwhile, it keeps in locals. */
  private loop(node: ts.Statement): ts.Node {
    const names = promotable(node, this.variables, this.setting.captured);
    this.locals = new Set([...names.constant, ...names.changing]);
    if (this.locals.size === 0) {
      this.locals = undefined;
      return this.inner(node);
    }
    const loop = this.inner(node) as ts.Statement;
    this.locals = undefined;
    return withLocals(this.factory, loop, names, (name) => this.boxOf(name));
  }

  /** `var` at the top of a cell, though inside a block or a loop head. */
  private isHoistedVar(list: ts.VariableDeclarationList): boolean {
    return !(list.flags & ts.NodeFlags.BlockScoped) && declarationOf(list) === undefined;
  }

  private loopVariable(list: ts.VariableDeclarationList): ts.Node {
    const first = list.declarations[0];
    if (first && !ts.isForStatement(list.parent)) return this.target(first.name);
    const values = this.assignments(list);
    if (values.length === 0) return this.factory.createVoidZero();
    return values.reduce((left, right) => this.factory.createComma(left, right));
  }

  private shorthand(node: ts.ShorthandPropertyAssignment): ts.Node {
    const value = this.variables.refersTo(node.name) ? this.box(node.name) : undefined;
    const initializer = node.objectAssignmentInitializer;
    if (!value) return ts.visitEachChild(node, this.visit, this.context);
    return this.factory.createPropertyAssignment(
      this.factory.createIdentifier(node.name.text),
      initializer ? this.factory.createAssignment(value, this.expression(initializer)) : value,
    );
  }

  private box(name: ts.Identifier): ts.Expression {
    if (this.functionDepth === 0 && this.locals?.has(name.text)) return ts.setTextRange(this.local(name), name);
    return ts.setTextRange(this.boxOf(name.text), name);
  }

  private boxOf(name: string): ts.Expression {
    this.variables.used.add(name);
    return this.factory.createPropertyAccessExpression(this.factory.createIdentifier(`$$${name}`), "v");
  }

  private local(name: ts.Identifier): ts.Identifier {
    return this.factory.createIdentifier(name.text);
  }

  private assign(name: ts.Identifier, value: ts.Expression): ts.Statement {
    return this.statement(this.factory.createAssignment(this.box(name), value));
  }

  private statement(expression: ts.Expression): ts.Statement {
    return ts.setTextRange(this.factory.createExpressionStatement(expression), expression);
  }
}
