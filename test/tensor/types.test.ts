// The public types must be readable for the older compiler in tslab, and say something: no `any` where a learner looks.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bundleDeclarations } from "../../scripts/declarations.mjs";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..", "..");
const old = createRequire(import.meta.url)("@tslab/typescript-for-tslab") as typeof ts;
let folder = "";

const program = `
import { tensor, Tensor, nn, optim, train, noGrad, manualSeed } from "gradbook";

type IsAny<T> = 0 extends 1 & T ? true : false;
type Not<T extends false> = T;
const x = tensor([1, 2]);
export type Checks = [
  Not<IsAny<typeof x>>,
  Not<IsAny<typeof x.shape>>,
  Not<IsAny<typeof x.grad>>,
  Not<IsAny<ReturnType<Tensor["matmul"]>>>,
  Not<IsAny<ReturnType<typeof nn.crossEntropy>>>,
  Not<IsAny<ReturnType<typeof train.fit>>>,
];
const shape: readonly number[] = x.shape;
const values: number[] = x.add(1).mul(x).sum(0, { keepdim: true }).toList();
class Net extends nn.Module {
  readonly hidden = new nn.Linear(2, 3);
  readonly factor = new nn.Parameter(tensor.ones([3]));
  forward(x: Tensor): Tensor {
    return this.hidden.forward(x).tanh().mul(this.factor);
  }
}
const net = new nn.Sequential(new Net(), new nn.ReLU(), new nn.Linear(3, 1));
manualSeed(1);
export async function main(): Promise<number | undefined> {
  const history = await train.fit(net, {
    data: { x: tensor.rand([8, 2]), y: tensor.rand([8, 1]) },
    loss: nn.mseLoss,
    optimizer: new optim.SGD(net.parameters(), { lr: 0.1, momentum: 0.9 }),
    epochs: 1,
    metrics: { accuracy: train.accuracy },
  });
  noGrad(() => net.parameters()[0]?.sub_(1));
  return history.last?.loss ?? shape.length + values.length;
}
// @ts-expect-error a shape cannot be written
x.shape[0] = 3;
// @ts-expect-error there is no such operation
x.matrixMultiply(x);
`;

/** Errors of the user's program, and of the declarations that it reads. */
function check(compiler: typeof ts, declarations: string): string[] {
  const file = path.join(folder, "user.ts");
  writeFileSync(file, program);
  const built = compiler.createProgram([file], {
    strict: true,
    noEmit: true,
    skipLibCheck: false,
    target: compiler.ScriptTarget.ES2022,
    module: compiler.ModuleKind.ESNext,
    moduleResolution: compiler.ModuleResolutionKind.Node10 ?? 2,
    baseUrl: folder,
    types: [],
    paths: { gradbook: [declarations] },
  });
  return compiler
    .getPreEmitDiagnostics(built)
    .map(
      (one) =>
        `${one.file ? path.basename(one.file.fileName) : ""}: ${compiler.flattenDiagnosticMessageText(one.messageText, "\n")}`,
    );
}

/** Declarations of the engine's rooms in one file, written as `npm run build` writes them, and an index that exports them. */
function emitDeclarations(outfile: string): void {
  const outDir = path.join(folder, "types");
  const { config } = ts.readConfigFile(path.join(root, "tsconfig.base.json"), (file) => ts.sys.readFile(file));
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, root);
  const rooms = ["autograd", "nn", "optim", "train"].map((room) => path.join(root, "src", room, "index.ts"));
  const program = ts.createProgram([...rooms, path.join(root, "src", "tensor", "random.ts")], {
    ...options,
    noUncheckedIndexedAccess: false,
    declaration: true,
    emitDeclarationOnly: true,
    lib: ["lib.es2023.d.ts", "lib.dom.d.ts"],
    rootDir: path.join(root, "src"),
    outDir,
  });
  program.emit();
  const index = [
    'export { noGrad, Tensor, tensor } from "./autograd/index";',
    'export { Generator, manualSeed } from "./tensor/random";',
    ...["nn", "optim", "train"].map((room) => `export * as ${room} from "./${room}/index";`),
  ];
  writeFileSync(path.join(outDir, "index.d.ts"), `${index.join("\n")}\n`);
  bundleDeclarations({ types: outDir, outfile, entries: { index: "gradbook" } });
}

describe("public types", () => {
  beforeAll(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), "gradbook-types-"));
    emitDeclarations(path.join(folder, "gradbook.d.ts"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it(`parse in TypeScript ${old.version}`, () => {
    const own = check(old, path.join(folder, "gradbook.d.ts"));
    expect(own).toEqual([]);
  });
  it(`parse in TypeScript ${ts.version}`, () => {
    expect(check(ts, path.join(folder, "gradbook.d.ts"))).toEqual([]);
  });
});
