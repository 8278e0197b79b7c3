import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { repository } from "./build";
import { Client } from "./client";

let kernel: Client;
let folder: string;

function write(name: string, text: string): void {
  const file = path.join(folder, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
}

beforeAll(async () => {
  // Below the repository, as a learner's folder is.
  mkdirSync(path.join(repository, ".cache"), { recursive: true });
  folder = mkdtempSync(path.join(repository, ".cache", "kernel-modules-"));
  write(
    "node_modules/esm-only/package.json",
    '{ "name": "esm-only", "type": "module", "exports": { ".": { "types": "./i.d.ts", "import": "./i.js" }, "./sub": { "import": "./sub.js" } } }',
  );
  write(
    "node_modules/esm-only/i.js",
    "export const answer = await Promise.resolve(42); export default class Thing { size = 3 }",
  );
  write(
    "node_modules/esm-only/i.d.ts",
    "export declare const answer: number; export default class Thing { size: number }",
  );
  write("node_modules/esm-only/sub.js", "export const sub = 'path';");
  write("node_modules/common/package.json", '{ "name": "common", "main": "c.js", "types": "c.d.ts" }');
  write("node_modules/common/c.js", "exports.twice = (n) => 2 * n;");
  write("node_modules/common/c.d.ts", "export declare function twice(n: number): number;");
  write("numbers.json", '{ "primes": [2, 3, 5] }');
  write(
    "helper.ts",
    'import { base } from "./deeper/base";\nexport const scale = (n: number): number => n * base;\nexport function fail(): never {\n  throw new Error("in the helper");\n}\n',
  );
  write("deeper/base.ts", "export const base = 10;\n");
  kernel = await Client.start({ cwd: folder });
});

afterAll(async () => {
  await kernel.stop();
  rmSync(folder, { recursive: true, force: true });
});

const run = async (code: string): Promise<string | undefined> => {
  const { text, error, traceback } = await kernel.execute(code);
  return error ? traceback : text;
};

describe("packages", () => {
  test("ESM by exports, with subpaths, default exports and top-level await", async () => {
    expect(await run('import Thing, { answer } from "esm-only"; [new Thing().size, answer]')).toBe("[ 3, 42 ]");
    expect(await run('import { sub } from "esm-only/sub"; sub')).toBe("'path'");
    expect(await run('const { answer: again } = await import("esm-only"); again === answer')).toBe("true");
  });

  test("CommonJS, Node's own modules, and names that stay for later cells", async () => {
    expect(
      await run(
        'import { twice } from "common"; import * as all from "common"; import path, { join } from "node:path"; import fs from "fs";',
      ),
    ).toBeUndefined();
    expect(await run("[twice(4), all.twice(1), join('a', 'b') === path.join('a', 'b'), typeof fs.readFileSync]")).toBe(
      "[ 8, 2, true, 'function' ]",
    );
    expect(await run('require("common").twice(5)')).toBe("10");
  });

  test("what a package prints when it is loaded belongs to the importing cell; one that fails to load says so once", async () => {
    write("node_modules/loud/package.json", '{ "name": "loud", "main": "l.js" }');
    write("node_modules/loud/l.js", "console.log('loaded'); exports.voice = 1;");
    write("node_modules/broken/package.json", '{ "name": "broken", "main": "b.js" }');
    write("node_modules/broken/b.js", "throw new Error('broken inside')");
    const { stdout, text } = await kernel.execute('import { voice } from "loud"; voice');
    expect([stdout, text]).toEqual(["loaded\n", "1"]);
    expect(await run('import broken from "broken"; broken')).toContain("broken inside");
    expect(await run("1 + 1")).toBe("2");
  });

  test("what earlier sessions imported is read ahead; what is not there any more does no harm", async () => {
    write(
      "history.jsonl",
      ['import { twice } from "common";', 'import gone from "was-there-once"; gone', "1"]
        .map((input, line) => `${JSON.stringify({ session: 1, line, input })}\n`)
        .join(""),
    );
    const next = await Client.start({ cwd: folder, env: { GRADBOOK_HISTORY: path.join(folder, "history.jsonl") } });
    try {
      expect((await next.execute("typeof twice")).error).toContain("Nothing is called twice");
      expect((await next.execute('import { twice } from "common"; twice(2)')).text).toBe("4");
      expect((await next.execute('import gone from "was-there-once"; gone')).traceback).toContain("There is no module");
      write("node_modules/was-there-once/package.json", '{ "name": "was-there-once", "main": "w.js" }');
      write("node_modules/was-there-once/w.js", "module.exports = 'again';");
      expect((await next.execute('import gone from "was-there-once"; gone')).text).toBe("'again'");
    } finally {
      await next.stop();
    }
  });

  test("what the folder's package.json depends on is made ready, but runs only when it is imported", async () => {
    const project = path.join(folder, "project");
    const put = (file: string, text: string): void => {
      mkdirSync(path.dirname(path.join(project, file)), { recursive: true });
      writeFileSync(path.join(project, file), text);
    };
    put("package.json", '{ "dependencies": { "heavy": "*", "not-installed": "*" } }');
    put("node_modules/heavy/package.json", '{ "name": "heavy", "main": "h.js", "types": "h.d.ts" }');
    put("node_modules/heavy/h.d.ts", "export declare const size: number; export declare const there: Promise<number>;");
    put("node_modules/heavy/part.mjs", "export const part = 5;");
    put(
      "node_modules/heavy/h.js",
      `globalThis.heavyRan = true; exports.size = require("node:fs").statSync(__filename).size; exports.here = __dirname;
      exports.there = import("./part.mjs").then(({ part }) => part); //${"x".repeat(200_000)}`,
    );
    const other = await Client.start({ cwd: project });
    try {
      await other.execute("await new Promise((r) => setTimeout(r, 300))");
      expect((await other.execute("'heavyRan' in globalThis")).text).toBe("false");
      const { text, error } = await other.execute(
        'import { size, there } from "heavy"; [size > 2e5, await there, "heavyRan" in globalThis]',
      );
      expect(error).toBeUndefined();
      expect(text).toBe("[ true, 5, true ]");
    } finally {
      await other.stop();
    }
  });

  test("types come with them", async () => {
    expect(await run('twice("4")')).toContain("takes number here, but got string");
    expect(await run('import { nothing } from "common"; nothing')).toContain("no exported member");
  });

  test("the package that the kernel lies in resolves from any folder below it, for types and at run time", async () => {
    const { text, error } = await kernel.execute(
      'import { tensor } from "gradbook"; const t = tensor([[1, 2], [3, 4]]); t.shape.length',
    );
    expect(error).toBeUndefined();
    expect(text).toBe("2");
    expect(await run("const wrong: string = t.shape; wrong")).toContain("This place takes string");
  });
});

describe("own files", () => {
  test("TypeScript files and JSON are imported, typed", async () => {
    expect(
      await run('import { scale } from "./helper"; import numbers from "./numbers.json"; numbers.primes.map(scale)'),
    ).toBe("[ 20, 30, 50 ]");
    expect(await run("scale('1')")).toContain("takes number here, but got string");
  });

  test("an error in an own file points at its line", async () => {
    expect(await run('import { fail } from "./helper"; fail()')).toMatch(
      /helper\.ts, line 4[^]*> 4 \| {3}throw new Error/,
    );
  });

  test("a changed file is loaded again, also below the imported one", async () => {
    write("deeper/base.ts", "export const base = 7; // changed\n");
    expect(await run('import { scale } from "./helper"; scale(1)')).toBe("7");
  });

  test("a file that appears later is found; one with a type error is told", async () => {
    expect(await run('import { late } from "./late"; late')).toContain("There is no module ./late");
    write("late.ts", "export const late = 'here';\n");
    expect(await run('import { late } from "./late"; late')).toBe("'here'");
    write("late.ts", "export const late: number = 'here';\n");
    expect(await run('import { late } from "./late"; late')).toMatch(/late\.ts, line 1[^]*This place takes number/);
  });

  test("loops in own files can be interrupted", async () => {
    write("spin.ts", "export function spin(): void {\n  for (;;) {}\n}\n");
    const started = kernel.next((_, message) => message.header.msg_type === "stream");
    const end = kernel.execute('import { spin } from "./spin"; console.log("go"); spin();');
    await started;
    await kernel.interrupt();
    expect((await end).error).toMatch(/^Interrupted/);
  });
});

describe("notebooks written for tslab", () => {
  test("run under the kernel name tslab: loose types, its display, module cells", async () => {
    const tslab = await Client.start({ cwd: folder, args: ["--tslab"] });
    try {
      expect((await tslab.execute("function loose(x) { return x.y } let later = null; loose({ y: 3 })")).text).toBe(
        "3",
      );
      const shown = await tslab.execute(
        'import * as tslab from "tslab"; tslab.display.html("<b>hi</b>"); const d = tslab.newDisplay(); d.text("a"); d.text("b");',
      );
      expect(shown.error).toBeUndefined();
      expect(shown.outputs.map(({ type }) => type)).toEqual(["display_data", "display_data", "update_display_data"]);
      expect(shown.outputs[0]?.content["data"]).toEqual({ "text/html": "<b>hi</b>" });
      expect((await tslab.execute("/** @module virtual */\nexport const inside = 4;")).error).toBeUndefined();
      expect((await tslab.execute('import { inside } from "./virtual"; inside')).text).toBe("4");
    } finally {
      await tslab.stop();
    }
  });
});
