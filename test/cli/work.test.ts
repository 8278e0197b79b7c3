import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { folderFiles } from "../../src/cli/files";
import { bringLessons, hashOf, plan } from "../../src/cli/work";
import { Killed, MemoryFiles } from "./memory-files";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const course = (lessons: Record<string, string>): Map<string, Uint8Array> =>
  new Map(Object.entries(lessons).map(([name, text]) => [name, bytes(text)]));
const deep = process.env["GRADBOOK_DEEP"] === "1";

describe("plan", () => {
  test("missing is copied, the course's own follows, the learner's own stays", () => {
    const now = new Map(["missing", "same", "old", "edited"].map((name) => [name, `${name}-2`]));
    const work = new Map([
      ["same", "same-2"],
      ["old", "old-1"],
      ["edited", "by the learner"],
    ]);
    const manifest = { old: ["old-1"], edited: ["edited-1"] };
    expect(plan(now, work, manifest).map(({ kind, path: name }) => `${name}: ${kind}`)).toEqual([
      "missing: copy",
      "same: same",
      "old: refresh",
      "edited: keep",
    ]);
  });
});

describe("bringLessons", () => {
  test("an untouched copy follows the course and the version before is kept aside", () => {
    const files = new MemoryFiles();
    bringLessons(course({ "a.ipynb": "version 1" }), files);
    bringLessons(course({ "a.ipynb": "version 2" }), files);
    expect(files.contents.get("a.ipynb")).toBe("version 2");
    expect([...files.contents.values()]).toContain("version 1");
  });

  test("a copy that is two versions old follows too; an edited one does not", () => {
    const files = new MemoryFiles();
    bringLessons(course({ "a.ipynb": "1", "b.ipynb": "1" }), files);
    files.contents.set("b.ipynb", "my answer");
    bringLessons(course({ "a.ipynb": "2", "b.ipynb": "2" }), files);
    const actions = bringLessons(course({ "a.ipynb": "3", "b.ipynb": "3" }), files);
    expect(files.contents.get("a.ipynb")).toBe("3");
    expect(files.contents.get("b.ipynb")).toBe("my answer");
    expect(actions.map(({ kind }) => kind)).toEqual(["refresh", "keep"]);
  });

  test("a damaged manifest is set aside; what differs from the course counts as the learner's", () => {
    const files = new MemoryFiles();
    bringLessons(course({ "a.ipynb": "1" }), files);
    files.contents.set(".gradbook/manifest.json", '{"a.ipynb": ');
    bringLessons(course({ "a.ipynb": "2" }), files);
    expect(files.contents.get("a.ipynb")).toBe("1");
    expect([...files.contents.keys()].some((name) => name.startsWith(".gradbook/manifest.damaged"))).toBe(true);
  });

  test("a lesson that the course drops stays where it is", () => {
    const files = new MemoryFiles();
    bringLessons(course({ "a.ipynb": "1" }), files);
    bringLessons(course({}), files);
    expect(files.contents.get("a.ipynb")).toBe("1");
  });
});

/** One thing that happens to a learner's folder. */
type Event =
  | { readonly kind: "start"; readonly killAfter: number | undefined }
  | { readonly kind: "upgrade" }
  | { readonly kind: "edit"; readonly name: string }
  | { readonly kind: "delete"; readonly name: string }
  | { readonly kind: "edit while starting" | "delete while starting"; readonly name: string; readonly after: number };

const names = ["0/a.ipynb", "0/b.ipynb", "zh/0/a.ipynb"];
const name = fc.constantFrom(...names);
const event: fc.Arbitrary<Event> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant("start" as const), killAfter: fc.option(fc.nat(25), { nil: undefined }) }),
  },
  { weight: 2, arbitrary: fc.constant({ kind: "upgrade" as const }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("edit" as const), name }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("delete" as const), name }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constantFrom("edit while starting" as const, "delete while starting" as const),
      name,
      after: fc.nat(25),
    }),
  },
);

test("no sequence of starts, edits, upgrades and power cuts loses a byte of the learner's", () => {
  fc.assert(
    fc.property(fc.array(event, { maxLength: 25 }), (events) => {
      const files = new MemoryFiles();
      const saved = new Map<string, string>(); // what the learner saved last, by name
      let version = 1;
      let edits = 0;
      const current = (): Map<string, Uint8Array> =>
        course(Object.fromEntries(names.map((each) => [each, `${each} v${version}`])));
      const start = (killAfter = Infinity): void => {
        files.killAfter = killAfter;
        try {
          bringLessons(current(), files);
        } catch (error) {
          if (!(error instanceof Killed)) throw error;
        }
        files.killAfter = Infinity;
        files.between = undefined;
      };
      const edit = (which: string): void => {
        const text = `answer ${++edits}`;
        files.contents.set(which, text);
        saved.set(which, text);
      };
      const remove = (which: string): void => {
        files.contents.delete(which);
        saved.delete(which);
      };
      for (const happening of events) {
        if (happening.kind === "start") start(happening.killAfter);
        else if (happening.kind === "upgrade") version++;
        else if (happening.kind === "edit") edit(happening.name);
        else if (happening.kind === "delete") remove(happening.name);
        else {
          let left = happening.after;
          files.between = () => {
            if (left-- === 0) (happening.kind === "edit while starting" ? edit : remove)(happening.name);
          };
          start();
        }
        const everything = new Set(files.contents.values());
        for (const text of saved.values()) expect(everything).toContain(text);
      }
      // After a start that nothing disturbs, the learner's own lie where they saved them or, when a save came in the middle
      // of a replacement, aside; all others are the course's newest that is known to be its own.
      start();
      for (const each of names) {
        const there = files.contents.get(each);
        expect(there).toBeDefined();
        if (!saved.has(each)) expect(there).toBe(`${each} v${version}`);
      }
    }),
    { numRuns: deep ? 20_000 : 1000, seed: 4 },
  );
});

test("on a real folder: what is placed is whole, and nothing is written over", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "gradbook-work-"));
  try {
    const files = folderFiles(folder);
    expect(files.place("0/a.ipynb", "first")).toBe(true);
    expect(files.place("0/a.ipynb", "second")).toBe(false);
    expect(readFileSync(path.join(folder, "0", "a.ipynb"), "utf8")).toBe("first");
    files.replace("0/a.ipynb", "third");
    files.move("0/a.ipynb", ".gradbook/replaced/0/a.ipynb.1");
    expect(files.read("0/a.ipynb")).toBeUndefined();
    expect(hashOf(files.read(".gradbook/replaced/0/a.ipynb.1") ?? bytes(""))).toBe(hashOf(bytes("third")));
    mkdirSync(path.join(folder, "directory.ipynb"));
    expect(files.read("directory.ipynb")).toBeUndefined();
    expect(bringLessons(course({ "directory.ipynb": "1" }), files)).toEqual([
      { kind: "keep", path: "directory.ipynb" },
    ]);
    writeFileSync(path.join(folder, "own.txt"), "mine");
    expect(readdirSync(path.join(folder, ".gradbook", "tmp"))).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
