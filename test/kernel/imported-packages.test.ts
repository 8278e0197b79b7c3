import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { importedPackages, probablePackages } from "../../src/kernel/server/imported-packages";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "gradbook-packages-"));
  mkdirSync(path.join(folder, "project", "notebooks"), { recursive: true });
  mkdirSync(path.join(folder, "package"));
  mkdirSync(path.join(folder, "broken"));
  writeFileSync(
    path.join(folder, "project", "package.json"),
    '{ "name": "p", "dependencies": { "a": "1", "b": "1" } }',
  );
  writeFileSync(path.join(folder, "package", "package.json"), '{ "name": "own", "exports": "./i.js" }');
  writeFileSync(path.join(folder, "broken", "package.json"), "{");
});
afterAll(() => rmSync(folder, { recursive: true }));

test("import statements that take values from packages are read off a cell", () => {
  const code =
    'import { a } from "one";\nimport type { T } from "types";\n  import b, { c } from "@s/two";\nimport d from "./own";\n' +
    'import {\n  e,\n} from "three/sub";\nconst text = `import { x } from "no"`;';
  expect(importedPackages(code)).toEqual(["one", "@s/two", "three/sub"]);
});

test("what was imported most often comes first, then what the folder's project is about", () => {
  const cells = [
    'import { a } from "rare"',
    'import { b } from "often"',
    'import { c } from "often"',
    'import fs from "node:fs"',
  ];
  expect(probablePackages(cells, path.join(folder, "project", "notebooks"))).toEqual(["often", "rare", "a"]);
  expect(probablePackages([], path.join(folder, "project", "notebooks"))).toEqual(["a", "b"]);
  expect(probablePackages([], path.join(folder, "package"))).toEqual(["own"]);
  expect(probablePackages([], path.join(folder, "broken"))).toEqual([]);
});
