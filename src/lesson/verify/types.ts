import { existsSync } from "node:fs";
import path from "node:path";
import ts from "typescript";
import type { Exercise } from "../exercise";
import type { Lesson } from "./lessons";
import { checkCall, declaredNames, findStub, withoutLessonCalls } from "./notebook";
import type { NotebookCell } from "./notebook";

/** Where types come from. */
export interface TypeSources {
  /** The package's folder. */
  readonly root: string;
  /** The library's built declarations. */
  readonly library: string;
}

/** One lesson text to compile: all cells up to the exercise, with `code` in the place of its answer. */
interface Probe {
  readonly exercise: string;
  readonly name: string;
  readonly text: string;
  /** The lines of the answer. */
  readonly from: number;
  readonly to: number;
  /** The stub of a type-error exercise must not compile; everything else must. */
  readonly mustFail: boolean;
}

const globals = `declare function display(value: unknown, options?: object): void;
declare function input(prompt?: string): Promise<string>;
`;

const lineCount = (text: string): number => text.split("\n").length;

function splitImports(source: string): { imports: string; rest: string } {
  const file = ts.createSourceFile("cell.ts", source, ts.ScriptTarget.ES2022, true);
  const parts = file.statements.map((statement) => ({
    isImport: ts.isImportDeclaration(statement),
    text: statement.getFullText(file),
  }));
  const join = (isImport: boolean): string =>
    parts
      .filter((part) => part.isImport === isImport)
      .map((part) => part.text)
      .join("");
  return { imports: join(true), rest: join(false) };
}

/** Cells as blocks inside each other, so that a later cell may declare a name again, as it may in a notebook. */
function probe(cells: readonly string[], answer: string, about: Pick<Probe, "exercise" | "name" | "mustFail">): Probe {
  const imports = new Set<string>();
  let body = "";
  for (const cell of cells) {
    const { imports: own, rest } = splitImports(cell);
    for (const line of own.split("\n")) if (line.trim() !== "") imports.add(line.trim());
    body += `{\n${rest}\n`;
  }
  const head = `${globals}${[...imports].join("\n")}\nexport {};\n${body}{\n`;
  const from = lineCount(head);
  const text = `${head}${answer}\n${"}".repeat(cells.length + 1)}\n`;
  return { ...about, text, from, to: from + lineCount(answer) };
}

/** What the exercise's cell declares besides the answer (types, small helpers), where the answer does not do so itself. */
function besides(cell: string, answer: string, names: readonly string[]): string {
  const own = new Set([...declaredNames(answer), ...names]);
  const file = ts.createSourceFile("cell.ts", withoutLessonCalls(cell), ts.ScriptTarget.ES2022, true);
  const kept = file.statements.filter((statement) => {
    const declared = declaredNames(statement.getText(file));
    return declared.length > 0 && declared.every((name) => !own.has(name));
  });
  return kept.map((statement) => `${statement.getText(file)}\n`).join("");
}

function probesOf(cells: readonly NotebookCell[], exercise: Exercise): Probe[] {
  const code = cells.filter((cell) => cell.type === "code").map((cell) => cell.source);
  const at = code.findIndex((source) => checkCall(source, exercise.id) !== undefined);
  if (at < 0) return [];
  // Cells that fail on purpose have no place in a text that must compile.
  const before = cells
    .filter((cell) => cell.type === "code")
    .slice(0, at)
    .filter((cell) => !cell.tags.includes("raises-exception"))
    .map((cell) => cell.source);
  const answers = [exercise.solution, ...(exercise.alternatives ?? [])];
  const uses = `lesson.check("${exercise.id}", { ${exercise.names.join(", ")} });`;
  const probes = answers.map((answer, i) =>
    probe([...before, besides(code[at] as string, answer, exercise.names)], `${splitImports(answer).rest}\n${uses}`, {
      exercise: exercise.id,
      name: i === 0 ? "the solution" : `alternative ${i}`,
      mustFail: false,
    }),
  );
  const stub = findStub(cells, exercise.id, exercise.names);
  const mustFail = exercise.stub === "type-error";
  if (stub)
    probes.push(
      probe(before, withoutLessonCalls(stub.cell.source), { exercise: exercise.id, name: "the stub", mustFail }),
    );
  return probes;
}

function optionsFor({ root, library }: TypeSources): ts.CompilerOptions {
  return {
    target: ts.ScriptTarget.ES2022,
    lib: ["lib.esnext.d.ts"],
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    moduleDetection: ts.ModuleDetectionKind.Force,
    strict: true,
    skipLibCheck: true,
    noEmit: true,
    types: ["node"],
    typeRoots: [path.join(root, "node_modules", "@types")],
    paths: { gradbook: [library] },
  };
}

/** Compiles every answer in its own notebook, with the kernel's strictness: the faults, by exercise. */
export function typeFaults(lesson: Lesson, sources: TypeSources): Map<string, string[]> {
  const faults = new Map<string, string[]>();
  const cells = lesson.notebooks.en;
  if (!cells || !existsSync(sources.library)) return faults;
  const probes = lesson.exercises.flatMap((exercise) => probesOf(cells, exercise));
  const fileOf = (index: number): string => path.join(sources.root, `${lesson.name}.probe-${index}.ts`);
  const texts = new Map(probes.map(({ text }, i) => [fileOf(i), text]));
  const options = optionsFor(sources);
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists, readFile } = host;
  host.fileExists = (file) => texts.has(path.resolve(file)) || fileExists.call(host, file);
  host.readFile = (file) => texts.get(path.resolve(file)) ?? readFile.call(host, file);
  host.getSourceFile = (file, ...rest) => {
    const text = texts.get(path.resolve(file));
    return text === undefined ? getSourceFile.call(host, file, ...rest) : ts.createSourceFile(file, text, rest[0]);
  };
  const program = ts.createProgram([...texts.keys()], options, host);
  probes.forEach((each, i) => {
    const file = program.getSourceFile(fileOf(i));
    if (!file) return;
    const found = [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)].flatMap(
      (diagnostic) => {
        const line = file.getLineAndCharacterOfPosition(diagnostic.start ?? 0).line + 1;
        if (line < each.from || line > each.to) return [];
        return [`line ${line - each.from + 1}: ${ts.flattenDiagnosticMessageText(diagnostic.messageText, " ")}`];
      },
    );
    const add = (fault: string): void => void faults.set(each.exercise, [...(faults.get(each.exercise) ?? []), fault]);
    if (each.mustFail && found.length === 0) add("the stub compiles, though the exercise is to mend a type error");
    if (!each.mustFail && found.length > 0) add(`${each.name} does not compile in the notebook: ${found[0]}`);
  });
  return faults;
}
