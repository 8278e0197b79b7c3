// The project's pages say what is true.
import { existsSync, readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { courseFiles, readCourse } from "../../src/cli/course";
import { commands } from "../../src/cli/main";

const root = path.resolve(import.meta.dirname, "../..");
const read = (name: string): string => readFileSync(path.join(root, name), "utf8");

/** The cells of a Markdown table's rows below a heading, or of all tables. */
function rows(markdown: string, heading?: string): string[][] {
  const part = heading === undefined ? markdown : (markdown.split(`\n## ${heading}\n`)[1] ?? "").split("\n## ")[0];
  return (part ?? "")
    .split("\n")
    .filter((line) => line.startsWith("|") && !/^\|[-|\s]+\|$/.test(line))
    .map((line) =>
      line
        .slice(1, -1)
        .split("|")
        .map((cell) => cell.trim()),
    );
}

describe("docs/dependencies.md", () => {
  const documented = (heading: string): Record<string, string> =>
    Object.fromEntries(
      rows(read("docs/dependencies.md"), heading)
        .slice(1)
        .map(([name = "", version = ""]) => [name, version]),
    );
  const declared = (name: string, key: string): Record<string, string> =>
    (JSON.parse(read(name)) as Record<string, Record<string, string>>)[key] ?? {};

  test.each([
    ["Run time", "package.json", "dependencies"],
    ["Development", "package.json", "devDependencies"],
    ["The JupyterLab extension", "extension/package.json", "devDependencies"],
  ])("%s: as in %s", (heading, file, key) => expect(documented(heading)).toEqual(declared(file, key)));

  test("every version is pinned exactly", () => {
    for (const key of ["dependencies", "devDependencies"]) {
      for (const version of Object.values({
        ...declared("package.json", key),
        ...declared("extension/package.json", key),
      })) {
        expect(version).toMatch(/^\d+\.\d+\.\d+$/);
      }
    }
  });

  test("Python: as in requirements.in", () => {
    const asked = read("requirements.in")
      .split("\n")
      .filter((line) => /^\w/.test(line))
      .map((line) => line.split(/[=><]/)[0]);
    expect(Object.keys(documented("Python"))).toEqual(asked);
  });

  test("every dependency has its reason", () => {
    for (const row of rows(read("docs/dependencies.md")))
      expect(
        row.every((cell) => cell !== ""),
        row.join(),
      ).toBe(true);
  });
});

describe("README.md", () => {
  const readme = read("README.md");
  const lessons = readCourse(courseFiles(path.join(root, "notebooks"))).stages.flatMap((stage) => stage.lessons);

  test("its table lists exactly the lessons that exist, in both languages", () => {
    const links = (cell = ""): string => /\(notebooks\/([^)]+)\)/.exec(cell)?.[1] ?? "";
    const table = rows(readme, "Lessons").slice(1);
    expect(table.map(([number, en, zh]) => [number, links(en), links(zh)])).toEqual(
      lessons.map(({ number, path: { en, zh } }) => [number, en, zh]),
    );
  });

  test("curriculum.md links every one of them", () => {
    for (const { path: file } of lessons) expect(read("curriculum.md")).toContain(`(notebooks/${file.en})`);
  });

  test.each(["README.md", "CONTRIBUTING.md", "docs/architecture.md", "docs/windows.md", "NOTICE.md"])(
    "%s: every link to a file leads somewhere",
    (name) => {
      const targets = [...read(name).matchAll(/\]\((?!https?:)([^)#]+)[^)]*\)/g)].map(([, target = ""]) => target);
      for (const target of targets) expect(existsSync(path.join(root, path.dirname(name), target)), target).toBe(true);
    },
  );

  test("the npm commands that it names exist", () => {
    const scripts = Object.keys((JSON.parse(read("package.json")) as { scripts: object }).scripts);
    for (const [, name = ""] of `${readme}\n${read("CONTRIBUTING.md")}`.matchAll(/`npm run (\w+)/g)) {
      expect(scripts).toContain(name);
    }
  });
});

test("docs/architecture.md describes the rooms that exist", () => {
  const rooms = readdirSync(path.join(root, "src"), { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const architecture = read("docs/architecture.md");
  for (const { name } of rooms) expect(architecture).toContain(`| \`src/${name}\` |`);
});

test("the commands that bin/commands.json names are those that exist", () => {
  const named = Object.keys(JSON.parse(read("bin/commands.json")) as object);
  expect(named.filter((name) => name !== "test").sort()).toEqual(Object.keys(commands).sort());
});

test("the version is the same everywhere", () => {
  const { version } = JSON.parse(read("package.json")) as { version: string };
  expect(read("CITATION.cff")).toContain(`version: ${version}`);
  expect(read("CHANGELOG.md")).toContain(`## ${version}`);
});
