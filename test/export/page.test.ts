import { describe, expect, test } from "vitest";
import { embeddedNotebook } from "../../src/export/embedded";
import { parseNotebook } from "../../src/export/notebook";
import { mainOf, page } from "./helpers";
import { codeCell, display, lossBundle, markdownCell, notebookOf, sampleNotebook, stream } from "./sample";

const markdown = (source: string, extra = {}): string => mainOf(page(notebookOf([markdownCell(source, extra)])));

describe("the page", () => {
  test("is one document that says its language and title, and is the same for the same notebook", () => {
    const html = page(sampleNotebook());
    expect(html).toMatch(/^<!DOCTYPE html>\n<html lang="en">/);
    expect(html).toContain("<title>Gradient descent, seen</title>");
    expect(page(sampleNotebook())).toBe(html);
  });

  test("Chinese notebooks are marked and speak Chinese", () => {
    const html = page(notebookOf([markdownCell("# 从这里开始"), codeCell("1 + 1")], { gradbook: { language: "zh" } }));
    expect(html).toContain('<html lang="zh-CN">');
    expect(html).toContain("保存笔记本");
    expect(page(notebookOf([markdownCell("# 从这里开始\n\n斜率告诉我们哪边是下坡。")], { gradbook: {} }))).toContain(
      'lang="zh-CN"',
    );
  });

  test("sizes: under 1 MB without Plotly, under 3 MB with it", () => {
    const without = page(sampleNotebook({ plotly: false }));
    const withPlotly = page(sampleNotebook());
    expect(without).not.toContain('data-page="plotly"');
    expect(without.length).toBeLessThan(1_000_000);
    expect(withPlotly).toContain('<script type="text/plain" data-page="plotly">');
    expect(Buffer.byteLength(withPlotly)).toBeLessThan(3_000_000);
  });

  test("has contents whose links all arrive", () => {
    const html = page(sampleNotebook());
    const links = [...html.matchAll(/<li class="page-level-\d"><a href="#([^"]+)"/g)].map(([, id]) => id);
    expect(links.length).toBeGreaterThan(4);
    for (const id of links) expect(html).toContain(`id="${id}"`);
  });

  test("equal headings get names of their own, and links between cells work", () => {
    const html = page(notebookOf([markdownCell("## Same\n\n## Same\n\n[up](#Same)"), markdownCell("## Same")]));
    for (const id of ["n-Same", "n-Same-1", "n-Same-2"]) expect(html.split(`id="${id}"`)).toHaveLength(2);
    expect(html).toContain('href="#n-Same">up');
  });

  test("a notebook that was never run says so", () => {
    expect(page(notebookOf([codeCell("1 + 1")]))).toContain("exported before its cells were run");
    expect(page(notebookOf([codeCell("1 + 1", [stream("2")])]))).not.toContain("exported before its cells were run");
  });
});

describe("text", () => {
  test("mathematics is drawn in the text's colour, with MathML beside it", () => {
    const html = markdown("Slope $f'(x) = 2x$ and\n\n$$\\sum_i x_i$$\n\n\\begin{align}a &= b\\\\ c &= d\\end{align}");
    expect(html.match(/<mjx-container/g)).toHaveLength(3);
    expect(html).toContain("currentColor");
    expect(html).toContain("<mjx-assistive-mml");
    expect(html).not.toMatch(/(fill|stroke)="#|merror/);
  });

  test("Markdown's marks inside a formula are left to TeX, and money is no formula", () => {
    expect(markdown("$a_1 * b_2 * c_3$ and $x < y$")).not.toMatch(/<em>|\$/);
    expect(markdown("It costs 5 $ or 6 $ a day")).not.toContain("mjx-container");
    expect(markdown("It costs $5 and $6")).not.toContain("mjx-container");
    expect(markdown("`$x$` and\n\n    $y$")).not.toContain("mjx-container");
  });

  test("formulas hold where JupyterLab draws them: tables, HTML, headings; not in code or attributes", () => {
    expect(markdown("| a | b |\n|---|---|\n| $|x|$ | $P(a \\mid b)$ |").match(/<mjx-container/g)).toHaveLength(2);
    expect(markdown("<div>half $\\frac12$</div>")).toContain("<mjx-container");
    const attribute = markdown('<b title="$x$">t</b> ![a $y$ b](attachment:none.png)');
    expect(attribute).toContain('title="$x$"');
    expect(attribute).not.toContain("mjx-container");
    const code = markdown("```ts\nconst a = `${b}` + '$x$';\n```\n\n~~~\n$y$\n~~~\n\nand ``a ` $z$`` and \\$5 $w$");
    expect(code.match(/<mjx-container/g)).toHaveLength(1);
    expect(code).toContain("$z$");
  });

  test("what TeX cannot read is shown as it is", () => {
    expect(markdown("$\\frac{1}{$ and $\\undefinedmacro{x}$")).toContain("\\frac{1}{");
    expect(markdown("$\\def\\a{\\a\\a}\\a$")).toContain("page-tex");
  });

  test("a macro of one formula holds in the next cell", () => {
    const html = mainOf(
      page(notebookOf([markdownCell("$\\newcommand{\\R}{\\mathbb{R}}$"), markdownCell("$x \\in \\R^n$")])),
    );
    expect(html).not.toContain("page-tex");
  });

  test("an attached image is carried; one that lies elsewhere is named, not loaded", () => {
    const attachments = { "a b.png": { "image/png": "iVBORw0KGgo=" } };
    expect(markdown("![dot](attachment:a%20b.png)", { attachments })).toContain(
      'src="data:image/png;base64,iVBORw0KGgo="',
    );
    const html = markdown("![a plot](plots/loss.png)");
    expect(html).not.toContain("<img");
    expect(html).toContain("Image not in this file: a plot");
  });

  test("a link to another notebook leads to its page, others stay", () => {
    const html = markdown("[a](01-perceptron.ipynb) [b](../x/02.ipynb#Why) [c](https://a.example/d.ipynb) [d](e.csv)");
    for (const href of ["01-perceptron.html", "../x/02.html#n-Why", "https://a.example/d.ipynb", "e.csv"]) {
      expect(html).toContain(`href="${href}"`);
    }
  });

  test("tables, code and task text keep their form", () => {
    const html = markdown("| a | b |\n|---|--:|\n| 1 | 2 |\n\n```ts\nconst x: number = 1;\n```");
    expect(html).toMatch(/<th style="text-align:right">b<\/th>/);
    expect(html).toContain('<span class="hljs-keyword">const</span>');
  });
});

describe("outputs", () => {
  const output = (...outputs: object[]): string => mainOf(page(notebookOf([codeCell("run()", outputs)])));

  test("terminal text keeps its colours and shows what a terminal would", () => {
    const html = output(stream("\u001b[31mred\u001b[0m 10 %\r\u001b[31mred\u001b[0m 90 %\nnext\u001b[2J"));
    expect(html).toContain('<span class="ansi-red-fg">red</span> 90 %');
    expect(html).not.toContain("10 %");
    expect(html).not.toContain("\u001b");
  });

  test("a table of HTML stays a table, an image an image", () => {
    expect(output(display({ "text/html": "<table><tr><td>1</td></tr></table>", "text/plain": "t" }))).toContain(
      "<td>1</td>",
    );
    expect(output(display({ "image/png": "iVBO\nRw0K" }))).toContain('src="data:image/png;base64,iVBORw0K"');
  });

  test("a figure has its still drawing and knows where its payload lies", () => {
    const html = output(stream("before"), display(lossBundle()));
    expect(html).toMatch(
      /<div class="page-figure" data-cell="0" data-output="1" data-mime="application\/vnd.gradbook.loss.v1\+json">/,
    );
    expect(html).toContain("<svg");
  });

  test("an error is set apart", () => {
    const html = output({
      output_type: "error",
      ename: "TypeError",
      evalue: "x",
      traceback: ["\u001b[31mTypeError\u001b[0m: x"],
    });
    expect(html).toContain('class="page-error"');
  });
});

describe("the notebook inside", () => {
  test("comes out as it went in, whatever it holds", () => {
    const nasty = '</script><script>alert(1)</script><!-- <script> \u2028 "quoted" \\u003c';
    const json = notebookOf([markdownCell(nasty), codeCell(nasty, [stream(nasty)])]);
    const inside = embeddedNotebook(page(json)) ?? "";
    expect(page(json)).toMatch(/ data-page="notebook">[A-Za-z0-9+/]+=*<\/script>/);
    expect(JSON.parse(inside)).toEqual(JSON.parse(parseNotebook(json).json));
    expect((JSON.parse(inside) as { cells: { source: string }[] }).cells[1]?.source).toBe(nasty);
    expect(embeddedNotebook("<p>no page of ours</p>")).toBeNull();
  });

  test("is the same from a file with split lines and from JupyterLab's model", () => {
    const file = JSON.stringify({
      nbformat: 4,
      nbformat_minor: 5,
      metadata: {},
      cells: [{ source: ["a\n", "b"], cell_type: "markdown", metadata: {}, id: "x" }],
    });
    const model = JSON.stringify({
      cells: [{ id: "x", cell_type: "markdown", metadata: { trusted: true }, source: "a\nb" }],
      metadata: {},
      nbformat: 4,
      nbformat_minor: 5,
    });
    expect(parseNotebook(file).json).toBe(parseNotebook(model).json);
  });

  test("what is no notebook is refused with a reason", () => {
    expect(() => parseNotebook("hello")).toThrow(/not a notebook: the text is not JSON/);
    expect(() => parseNotebook("[]")).toThrow(/not an object/);
    expect(() => parseNotebook("{}")).toThrow(/no list of cells/);
    expect(() => parseNotebook('{"worksheets": []}')).toThrow(/nbformat 3/);
    expect(
      parseNotebook('{"cells": [null, 3, {"cell_type": "code", "outputs": [null, {"output_type": "x"}]}]}').cells,
    ).toHaveLength(3);
  });
});
