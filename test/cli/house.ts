// A small house for tests of the set-up: the real bin/, locks without packages, and programs named npm and python that
// do what a test tells them. Real npm and pip are tried by hand and by .ci/run, on a fresh clone.
import { spawn, type ChildProcess } from "node:child_process";
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

const repository = path.resolve(import.meta.dirname, "../..");

export interface Result {
  readonly code: number | null;
  readonly output: string;
}

export class House {
  readonly root = mkdtempSync(path.join(tmpdir(), "gradbook-house-"));

  constructor() {
    cpSync(path.join(repository, "bin"), path.join(this.root, "bin"), { recursive: true });
    this.write("package.json", '{ "version": "0.0.0", "type": "module" }');
    this.write("package-lock.json", '{ "packages": {} }');
    this.write("requirements.lock", "");
    this.write("dist/cli.js", "export const main = async (name) => (console.log(`command ${name} runs`), 0);");
    this.npm('import { mkdirSync } from "node:fs"; mkdirSync("node_modules", { recursive: true });');
    this.python();
  }

  write(name: string, text: string, mode?: number): void {
    const file = path.join(this.root, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
    if (mode !== undefined) chmodSync(file, mode);
  }

  read(name: string): string {
    const file = path.join(this.root, name);
    return existsSync(file) ? readFileSync(file, "utf8") : "";
  }

  /** What npm does: a module's text, run in the house. */
  npm(text: string): void {
    this.write("tools/npm-cli.js", text);
  }

  /** What Python does: its version, whether it has venv, and what pip does as a shell script. */
  python({ version = "3 12", venv = 1, pip = "exit 0" } = {}): void {
    const script = [
      "#!/bin/sh",
      'case "$*" in',
      `  *find_spec*) echo "${version} ${venv}";;`,
      '  *"-m venv"*) for last; do :; done; mkdir -p "$last/bin"; cp "$0" "$last/bin/python";;',
      `  *"-m pip"*) ${pip};;`,
      "esac",
    ];
    this.write("tools/python3", `${script.join("\n")}\n`, 0o755);
  }

  /** Starts `gradbook <args>`, with nothing on the path but our programs and the system's. */
  spawn(args: readonly string[], env: NodeJS.ProcessEnv = {}): ChildProcess {
    return spawn(process.execPath, [path.join(this.root, "bin", "gradbook.cjs"), ...args], {
      cwd: this.root,
      env: {
        PATH: "/usr/bin:/bin",
        HOME: this.root,
        npm_execpath: path.join(this.root, "tools", "npm-cli.js"),
        GRADBOOK_PYTHON: path.join(this.root, "tools", "python3"),
        ...env,
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
  }

  async run(args: readonly string[] = ["start"], env: NodeJS.ProcessEnv = {}): Promise<Result> {
    const child = this.spawn(args, env);
    let output = "";
    const read = (text: string): void => {
      output += text;
    };
    child.stdout?.setEncoding("utf8").on("data", read);
    child.stderr?.setEncoding("utf8").on("data", read);
    const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
    return { code, output };
  }

  remove(): void {
    chmodSync(this.root, 0o755);
    rmSync(this.root, { recursive: true, force: true });
  }
}
