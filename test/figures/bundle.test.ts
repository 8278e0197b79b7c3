import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { figureFor, figures, isFigureMime, parse, PayloadError, toBundle, toStill } from "../../src/figures/index";
import { stories, type Story } from "./stories/index";

const all: Record<"en" | "zh", Story[]> = { en: [], zh: [] };
const before = process.env["GRADBOOK_LANG"];
beforeAll(async () => {
  for (const lang of ["en", "zh"] as const) {
    process.env["GRADBOOK_LANG"] = lang;
    all[lang] = await stories();
  }
});
afterAll(() => {
  if (before === undefined) delete process.env["GRADBOOK_LANG"];
  else process.env["GRADBOOK_LANG"] = before;
});

describe("every story", () => {
  it("is there for every kind", () => {
    expect(new Set(all.en.map(({ kind }) => kind))).toEqual(new Set(figures.map(({ name }) => name)));
  });

  it("is a bundle of its own type, HTML and text, below 50 kB of JSON", () => {
    for (const { kind, name, payload } of all.en) {
      const bundle = toBundle(kind, payload);
      expect(Object.keys(bundle), name).toEqual([
        `application/vnd.gradbook.${kind}.v1+json`,
        "text/html",
        "text/plain",
      ]);
      expect(JSON.stringify(payload).length, `${kind}: ${name}`).toBeLessThan(50_000);
      expect(String(bundle["text/plain"]).length, name).toBeGreaterThan(10);
    }
  });

  it("survives JSON", () => {
    for (const { kind, payload } of all.en) {
      const mime = `application/vnd.gradbook.${kind}.v1+json`;
      expect(toStill(mime, JSON.parse(JSON.stringify(payload)))).toBe(toStill(mime, payload));
    }
  });

  it("has a label, a caption and a data table in its still form, and no script", () => {
    for (const { kind, name, payload } of all.en) {
      const html = String(toBundle(kind, payload)["text/html"]);
      expect(html, name).toMatch(/<figcaption>[^<]{5,}/);
      expect(html, name).toContain("<table");
      if (kind !== "table") expect(html, name).toMatch(/role="img" aria-label="[^"]{10,}"/);
      expect(html, name).not.toMatch(/<script|\son\w+=|javascript:|NaN|undefined/);
      expect(html, name).not.toContain("tabindex");
    }
  });

  it("speaks Chinese where the payload does, with its own marks", () => {
    for (const { kind, name, payload } of all.zh) {
      const html = toStill(`application/vnd.gradbook.${kind}.v1+json`, payload);
      expect(html, name).toContain('lang="zh-Hans"');
      expect(html, name).toMatch(/<figcaption>[^<]*[\u4e00-\u9fff]/);
      const caption = /<figcaption>([^<]*)/.exec(html)?.[1] ?? "";
      expect(caption, name).not.toMatch(/[\u4e00-\u9fff][,;:]/);
    }
  });

  it("fits 320 pixels", () => {
    for (const { kind, name, payload } of all.en) {
      const html = toStill(`application/vnd.gradbook.${kind}.v1+json`, payload, 320);
      const width = Number(/<svg class="gb-svg[^>]* width="([\d.]+)"/.exec(html)?.[1] ?? 0);
      if (kind !== "graph") expect(width, `${kind}: ${name}`).toBeLessThanOrEqual(320);
    }
  });
});

describe("the register", () => {
  it("finds a kind by its MIME type", () => {
    expect(figureFor("application/vnd.gradbook.loss.v1+json")?.name).toBe("loss");
    expect(figureFor("application/vnd.gradbook.loss.v2+json")).toBeUndefined();
    expect(isFigureMime("application/vnd.gradbook.anything.v7+json")).toBe(true);
    expect(isFigureMime("application/json")).toBe(false);
  });

  it("says which kinds need Plotly", () => {
    expect(figures.filter(({ plotly }) => plotly).map(({ name }) => name)).toEqual(["loss"]);
  });

  it("fills defaults in, and names what is wrong", () => {
    const mime = "application/vnd.gradbook.table.v1+json";
    expect(parse(mime, { columns: ["a"], rows: [[1]] })).toMatchObject({ lang: "en" });
    expect(() => parse(mime, { columns: ["a"], rows: [[1, 2]] })).toThrow(
      /table: every row must have one cell a column/,
    );
    expect(() => toBundle("hologram", {})).toThrow(PayloadError);
  });
});
