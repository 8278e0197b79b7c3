import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { figures } from "../figures/index";
import { parseNotebook, type Notebook } from "../export/notebook";
import { exportHtml, lacksOutputs, type PageOptions } from "../export/page";
import { findSecrets } from "../export/secrets";
import { Problem, type Context } from "./context";
import { jupyterEnvironment, pythonOf } from "./environment";
import { imagesIn } from "./images";

const usage = `Usage: npm run export -- NOTEBOOK [--execute] [--output FILE.html]

Writes a notebook as one HTML file: it works without a network, its figures stay alive, and it carries the notebook.

  --execute          run all cells first, in the notebook's folder; the notebook itself is left as it is
  --output FILE      where to write; otherwise beside the notebook, with .html in place of .ipynb
  --stdin            read the notebook from standard input and write the page to standard output
  --name FILE.ipynb  with --stdin: the notebook's file name
  --folder FOLDER    with --stdin: where the notebook lies; images beside it are carried in the page`;

const options = {
  execute: { type: "boolean", default: false },
  output: { type: "string", short: "o" },
  stdin: { type: "boolean", default: false },
  name: { type: "string", default: "notebook.ipynb" },
  folder: { type: "string" },
  help: { type: "boolean", short: "h", default: false },
} as const;

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    throw new Problem((error as Error).message, usage);
  }
}

/** What the page is made of besides the notebook. */
function parts(root: string): Omit<PageOptions, "file" | "image"> {
  const script = path.join(root, "dist", "page.js");
  if (!existsSync(script)) throw new Problem("The page's script dist/page.js is missing.", "Run: npm run build");
  return {
    script: readFileSync(script, "utf8"),
    plotly: () => readFileSync(createRequire(import.meta.url).resolve("plotly.js-cartesian-dist-min"), "utf8"),
    needsPlotly: (mime) => figures.some((kind) => kind.mime === mime && kind.plotly),
  };
}

/** Reads a notebook from a file's text; what is wrong with it becomes a sentence with the file's name. */
function read(json: string, name: string): Notebook {
  try {
    return parseNotebook(json);
  } catch (error) {
    throw new Problem(`${name} cannot be exported: ${(error as Error).message}.`);
  }
}

function readFile(file: string, shown: string): string {
  const info = statSync(file, { throwIfNoEntry: false });
  if (!info) throw new Problem(`There is no file ${shown}.`, `Looked in ${path.dirname(file)}.`);
  if (info.isDirectory()) throw new Problem(`${shown} is a folder.`, "Name one notebook (a file that ends in .ipynb).");
  return readFileSync(file, "utf8");
}

/** Runs all cells of a copy with the project's Jupyter; errors of cells become outputs, as in JupyterLab. */
async function execute(file: string, context: Context): Promise<string> {
  const python = pythonOf(context.root);
  if (!existsSync(python))
    throw new Problem("To run cells, the Python environment .venv is needed.", "Run once: npm start");
  const folder = mkdtempSync(path.join(tmpdir(), "gradbook-export-"));
  try {
    const args = ["-m", "nbconvert", "--to", "notebook", "--execute", "--allow-errors", "--log-level", "WARN"];
    args.push("--ExecutePreprocessor.timeout=600", "--output-dir", folder, "--output", "executed.ipynb", file);
    const { code, said } = await runPython(python, args, jupyterEnvironment(context));
    const result = path.join(folder, "executed.ipynb");
    if (code !== 0 || !existsSync(result)) {
      const last = said.trim().split("\n").at(-1) ?? "";
      throw new Problem(`The cells of ${path.basename(file)} could not be run: ${last || `exit code ${code}`}`);
    }
    return readFileSync(result, "utf8");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function runPython(
  python: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<{ code: number; said: string }> {
  return new Promise((resolve) => {
    const child = spawn(python, args, { env, stdio: ["ignore", "ignore", "pipe"] });
    let said = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => (said = (said + text).slice(-20_000)));
    child.on("error", (error) => resolve({ code: 127, said: error.message }));
    child.on("close", (code) => resolve({ code: code ?? 1, said }));
  });
}

/** Says what a reader should know before the page goes to others. */
function warn(notebook: Notebook, file: string): void {
  if (lacksOutputs(notebook)) {
    console.error(
      `${file}: no cell has an output, so the page has no results and no figures. Add --execute to run it first.`,
    );
  }
  for (const { cell, what, where, shown } of findSecrets(notebook)) {
    console.error(
      `${file}: cell ${cell + 1}: its ${where} may hold a secret (${what}: ${shown}); everyone with the page can read it.`,
    );
  }
}

async function readStdin(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}

const size = (text: string): string => `${(Buffer.byteLength(text) / 1e6).toFixed(2)} MB`;

/** `gradbook export`: one notebook as one HTML file. Returns the exit code. */
export async function run(args: readonly string[], context: Context): Promise<number> {
  const { values, positionals } = parse(args);
  if (values.help) {
    console.log(usage);
    return 0;
  }
  if (values.stdin) {
    const notebook = read(await readStdin(), values.name);
    warn(notebook, values.name);
    const images = values.folder === undefined || !existsSync(values.folder) ? {} : { image: imagesIn(values.folder) };
    await write(exportHtml(notebook, { ...parts(context.root), ...images, file: values.name }));
    return 0;
  }
  const [named] = positionals;
  if (named === undefined || positionals.length > 1) throw new Problem("Name one notebook to export.", usage);
  // npm runs scripts in the package's folder; a reader names files from where they stand.
  const here = process.env["INIT_CWD"] ?? process.cwd();
  const file = path.resolve(here, named);
  const target = path.resolve(here, values.output ?? file.replace(/(\.ipynb)?$/, ".html"));
  const before = readFile(file, named);
  read(before, named);
  if (values.execute) console.error(`Running the cells of ${named} ...`);
  const notebook = read(values.execute ? await execute(file, context) : before, named);
  warn(notebook, named);
  const page = exportHtml(notebook, {
    ...parts(context.root),
    image: imagesIn(path.dirname(file)),
    file: path.basename(file),
  });
  writeFileSync(target, page);
  console.log(`${path.relative(here, target) || target} (${size(page)})`);
  return 0;
}

/** Waits until a pipe took all: an exit right after would cut the page off. */
const write = (page: string): Promise<void> =>
  new Promise((resolve, reject) => process.stdout.write(page, (error) => (error ? reject(error) : resolve())));
