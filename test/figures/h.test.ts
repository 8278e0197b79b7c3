import { describe, expect, it } from "vitest";
import { escape, findAll, h, toMarkup } from "../../src/figures/core/h";

describe("a virtual drawing", () => {
  it("becomes markup with everything escaped", () => {
    const node = h("text", { x: 1.23456, "aria-label": 'a "b" <c>' }, "<script>", 3, null, false, ["&"]);
    expect(toMarkup(node)).toBe('<text x="1.23" aria-label="a &quot;b&quot; &lt;c&gt;">&lt;script&gt;3&amp;</text>');
  });

  it("leaves listeners and nothings out of markup", () => {
    expect(toMarkup(h("button", { onclick: () => 1, disabled: true, hidden: false, title: undefined }))).toBe(
      '<button disabled=""></button>',
    );
  });

  it("refuses elements that could run something", () => {
    for (const tag of ["script", "iframe", "foreignObject", "object", "img", "a href=x"])
      expect(() => h(tag)).toThrow(/no element/);
  });

  it("keeps only web addresses as links", () => {
    expect(toMarkup(h("a", { href: "javascript:alert(1)" }, "x"))).toBe("<a>x</a>");
    expect(toMarkup(h("a", { href: " https://a.org" }, "x"))).toBe("<a>x</a>");
    expect(toMarkup(h("a", { href: "https://a.org/?a=1&b=2" }, "x"))).toBe(
      '<a href="https://a.org/?a=1&amp;b=2">x</a>',
    );
  });

  it("writes no number that SVG cannot read", () => {
    expect(toMarkup(h("circle", { r: NaN, cx: Infinity }))).toBe('<circle r="0" cx="0"></circle>');
  });

  it("finds nodes in document order", () => {
    const tree = h("g", {}, h("circle", { r: 1 }), h("g", {}, h("circle", { r: 2 })));
    expect(findAll(tree, ({ tag }) => tag === "circle").map(({ props }) => props["r"])).toEqual([1, 2]);
  });

  it("escapes all five letters", () => expect(escape(`<>&"'`)).toBe("&lt;&gt;&amp;&quot;&#39;"));
});
