import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { House } from "./house";

let house: House;
beforeEach(() => {
  house = new House();
});
afterEach(() => house.remove());

const stack = /\n\s+at .+:\d+:\d+/;
const sleep = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));
/** Whether a process runs (a zombie, which only waits for its parent to look, does not). */
const alive = (pid: number): boolean => {
  const { stdout } = spawnSync("ps", ["-o", "stat=", "-p", String(pid)], { encoding: "utf8" });
  return stdout.trim() !== "" && !stdout.trim().startsWith("Z");
};

describe.skipIf(process.platform === "win32")("set-up", () => {
  test("the first start does each step and shows its time, the second does none", async () => {
    const first = await house.run();
    expect(first.output).toMatch(/✓ JavaScript packages \(npm ci\) +\d+\.\d s/);
    expect(first.output).toMatch(/✓ JupyterLab in \.venv \(pip\) +\d+\.\d s/);
    expect(first.output).toContain("command start runs");
    expect(first.code).toBe(0);
    house.npm("throw new Error('npm must not run again')");
    house.python({ pip: "exit 1" });
    const second = await house.run();
    expect(second.output.match(/ready/g)).toHaveLength(4);
    expect(second.code).toBe(0);
  });

  test("a changed lock sets up again what depends on it, and no more", async () => {
    await house.run();
    house.write("requirements.lock", "# changed");
    const { output } = await house.run();
    expect(output).toMatch(/JavaScript packages \(npm ci\) +ready/);
    expect(output).toMatch(/JupyterLab in \.venv \(pip\) +\d+\.\d s/);
  });

  test("packages that a developer's npm install brought count", async () => {
    house.write(
      "package-lock.json",
      '{ "packages": { "": {}, "node_modules/a": { "version": "1.0.0", "integrity": "x" } } }',
    );
    house.npm("throw new Error('npm must not run')");
    house.write(
      "node_modules/.package-lock.json",
      '{ "packages": { "node_modules/a": { "version": "1.0.0", "integrity": "x" } } }',
    );
    expect((await house.run()).output).toMatch(/JavaScript packages \(npm ci\) +ready/);
    house.write(
      "package-lock.json",
      '{ "packages": { "": {}, "node_modules/a": { "version": "1.0.1", "integrity": "y" } } }',
    );
    expect((await house.run()).code).toBe(1);
  });

  const failures: readonly [string, () => void, RegExp][] = [
    [
      "no network for npm",
      () => house.npm("console.error('npm error code ENOTFOUND'); process.exitCode = 1"),
      /^Installing the JavaScript packages needs the network this first time, and it cannot be reached\.$/m,
    ],
    [
      "no network for pip",
      () => house.python({ pip: "echo 'NewConnectionError: Temporary failure in name resolution' >&2; exit 1" }),
      /^Installing the Python packages needs the network this first time/m,
    ],
    [
      "disk full",
      () => house.npm("console.error('npm error nospc ENOSPC: no space left on device, write'); process.exitCode = 1"),
      /^Installing the JavaScript packages stopped because the disk is full\.$/m,
    ],
    [
      "no permission",
      () => house.npm("console.error('npm error code EACCES'); process.exitCode = 1"),
      /may not be written\.\nMake this folder your own/,
    ],
    [
      "no venv module",
      () => house.python({ venv: 0 }),
      /without its venv module.*\nOn Debian or Ubuntu: sudo apt install python3\.12-venv/,
    ],
    [
      "Python too old",
      () => house.python({ version: "3 10" }),
      /needs Python 3\.11 or newer for JupyterLab, and this machine has Python 3\.10/,
    ],
    [
      "pip is killed",
      () => house.python({ pip: "kill -9 $$" }),
      /^Installing the Python packages was stopped by SIGKILL\.$/m,
    ],
    [
      "anything else",
      () => house.npm("console.error('npm error Invalid thing'); process.exitCode = 1"),
      /^Installing the JavaScript packages failed: npm error Invalid thing$/m,
    ],
  ];
  test.each(failures)(
    "%s: one clear sentence, no stack, and it goes on at the next start",
    async (_name, hinder, sentence) => {
      hinder();
      const { code, output } = await house.run();
      expect(output).toMatch(sentence);
      expect(output).not.toMatch(stack);
      expect(code).toBe(1);
      house.npm("");
      house.python();
      expect((await house.run()).code).toBe(0);
    },
  );

  test("no Python at all", async () => {
    const { output } = await house.run(["start"], { GRADBOOK_PYTHON: path.join(house.root, "nowhere") });
    expect(output).toMatch(/needs Python 3\.11 or newer for JupyterLab, and none was found\.\nInstall it from/);
    expect(output).not.toMatch(stack);
  });

  test.skipIf(process.getuid?.() === 0)("a folder that may not be written", async () => {
    chmodSync(house.root, 0o555);
    expect((await house.run()).output).toMatch(/may not write .*\nMake this folder your own/);
  });

  test("killed in the middle of npm ci: the next start ends what was left running and goes on", async () => {
    house.npm(
      "import { writeFileSync } from 'node:fs'; writeFileSync('npm.pid', String(process.pid)); setInterval(() => {}, 1000)",
    );
    const child = house.spawn(["start"]);
    while (house.read("npm.pid") === "") await sleep(20);
    child.kill("SIGKILL");
    await new Promise((resolve) => child.on("close", resolve));
    const orphan = Number(house.read("npm.pid"));
    expect(alive(orphan)).toBe(true);
    house.npm("");
    const { code, output } = await house.run();
    expect(output).not.toContain("Another set-up");
    expect(code).toBe(0);
    expect(alive(orphan)).toBe(false);
  });

  test("two starts at once: the second waits for the first", async () => {
    house.npm("setTimeout(() => {}, 1500)");
    const first = house.run();
    await sleep(700);
    const second = await house.run();
    expect(second.output).toContain("Another set-up is at work in this folder");
    expect(second.output).toMatch(/JavaScript packages \(npm ci\) +ready/);
    expect(second.code).toBe(0);
    expect((await first).code).toBe(0);
  });

  test("Ctrl+C during set-up ends what it runs", async () => {
    house.npm(
      "import { writeFileSync } from 'node:fs'; writeFileSync('npm.pid', String(process.pid)); setInterval(() => {}, 1000)",
    );
    const child = house.spawn(["start"]);
    while (house.read("npm.pid") === "") await sleep(20);
    child.kill("SIGINT");
    expect(await new Promise((resolve) => child.on("close", resolve))).toBe(130);
    await sleep(200);
    expect(alive(Number(house.read("npm.pid")))).toBe(false);
  });
});

test("a Node that is too old is told so by a program that it can read", () => {
  const gate = house.read("bin/gradbook.cjs");
  expect(gate).not.toMatch(/=>|\b(const|let|import|async)\b|`/);
  const pretend = `Object.defineProperty(process.versions, "node", { value: "18.20.0" }); require("./bin/gradbook.cjs")`;
  let said = "";
  try {
    execFileSync(process.execPath, ["-e", pretend], { cwd: house.root, stdio: "pipe", encoding: "utf8" });
  } catch (error) {
    said = String((error as { stderr: string }).stderr);
  }
  expect(said).toMatch(/^Gradbook needs Node 20 or newer, and this is Node 18\.20\.0\.\nInstall the current version/);
});

test("an unknown command is told the known ones, before anything is set up", async () => {
  const { code, output } = await house.run(["strat"]);
  expect(output).toMatch(/Gradbook has no command "strat"\.\nIt has: start, test/);
  expect(house.read("logs/strat.log")).toBe("");
  expect(code).toBe(1);
});
