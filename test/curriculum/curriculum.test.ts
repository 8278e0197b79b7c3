import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { notebooks, root } from "./notebooks";

/** Every topic key of the document that the course follows. None may be lost. */
const keys = Object.entries({ F: 11, A: 11, R: 11, T: 10, B: 13 }).flatMap(([letter, count]) =>
  Array.from({ length: count }, (_, i) => `${letter}${i + 1}`),
);
const states = ["explained", "built", "real", "simulated", "planned"];

interface Topic {
  readonly key: string;
  readonly topic: string;
  readonly original: string;
  /** Numbers of the lessons, and the files that they link. */
  readonly lessons: readonly { readonly number: string; readonly file: string | undefined }[];
  readonly state: string;
}

const topics: readonly Topic[] = readFileSync(path.join(root, "curriculum.md"), "utf8")
  .split("\n")
  .filter((line) => /^\| [A-Z]\d+ \|/.test(line))
  .map((line) => {
    const [key = "", topic = "", original = "", lesson = "", state = ""] = line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim());
    const lessons = lesson.split(", ").map((text) => {
      const link = /^\[(\d\d)\]\((.+)\)$/.exec(text);
      return { number: link?.[1] ?? text, file: link?.[2] };
    });
    return { key, topic, original, lessons, state };
  });

describe("curriculum.md", () => {
  it("has every topic of the path once, in order", () => {
    expect(topics.map(({ key }) => key)).toEqual(keys);
    expect(topics.filter(({ topic, original }) => topic === "" || original === "")).toEqual([]);
  });

  it("says a known state and lessons 00 to 36", () => {
    for (const { key, state, lessons } of topics) {
      expect(states, key).toContain(state);
      for (const { number } of lessons) expect(number, key).toMatch(/^(0\d|[12]\d|3[0-6])$/);
    }
  });

  it("links the lessons of every topic that is not planned, and only lessons that teach it", () => {
    for (const { key, state, lessons } of topics) {
      for (const { number, file } of lessons) {
        if (state === "planned") {
          expect(file, `${key} is planned, yet links ${number}`).toBeUndefined();
          continue;
        }
        const found = notebooks.find((notebook) => notebook.file === file);
        expect(found, `${key}: ${file ?? number}`).toBeDefined();
        expect(found?.name.slice(0, 2), key).toBe(number);
        expect(found?.metadata.gradbook?.topics, `${key} in the metadata of ${file}`).toContain(key);
      }
    }
  });

  it("has every topic that a lesson claims", () => {
    for (const notebook of notebooks) {
      for (const key of notebook.metadata.gradbook?.topics ?? []) {
        const topic = topics.find((each) => each.key === key);
        const numbers = topic?.state === "planned" ? [] : topic?.lessons.map(({ number }) => number);
        expect(numbers, `${notebook.file} claims ${key}`).toContain(notebook.name.slice(0, 2));
      }
    }
  });
});
