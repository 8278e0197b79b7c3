import { describe, expect, it } from "vitest";
import * as data from "../../src/data/index";
import { mailText } from "../../src/data/mail-text";

describe("mail", () => {
  it("is what a reader sees: transfer codes undone, tags, headers and attached files left out", () => {
    const quoted = [
      "Subject: A folded",
      "\tsubject",
      "Content-Type: text/html",
      "Content-Transfer-Encoding: quoted-printable",
      "",
      "<p style=3D'x'>Win<b>ner</b> &amp; =\nfree =41</p><!-- no --><style>p {}</style><br>now",
    ].join("\n");
    expect(mailText(quoted)).toEqual({ subject: "A folded subject", text: "Winner & free A\n\nnow" });
    const parts = [
      "Subject: s",
      'Content-Type: multipart/mixed; boundary="=_b"',
      "",
      "for old programs",
      "--=_b",
      "Content-Type: text/plain",
      "Content-Transfer-Encoding: base64",
      "",
      Buffer.from("hello there").toString("base64"),
      "--=_b",
      "Content-Type: image/png",
      "",
      "iVBORw0KGgo",
      "--=_b--",
    ].join("\r\n");
    expect(mailText(parts)).toEqual({ subject: "s", text: "hello there" });
    expect(mailText("no body")).toEqual({ subject: "", text: "" });
  });

  it("is the whole corpus; no two mails have the same words once copies are dropped", () => {
    const all = data.spamMail({ duplicates: "keep" });
    expect(all.counts("label").column("count" as never)).toEqual([4150, 1896]);
    const kept = data.spamMail();
    expect(kept.counts("label").column("count" as never)).toEqual([4075, 1597]);
    const words = kept.rows().map(({ text, subject }) => (text || subject).toLowerCase().replace(/[^a-z]+/g, ""));
    expect(new Set(words).size).toBeGreaterThan(kept.length * 0.99);
    expect(() => data.spamMail({ duplicates: "no" as never })).toThrow('"drop" or "keep"');
  });
});

describe("Tang poems", () => {
  it("are all there, and each form keeps its lines", () => {
    expect(data.tangPoems({ duplicates: "keep" }).length).toBe(57_607);
    const quatrains = data.tangPoems({ form: "五言四句" });
    expect(quatrains.length).toBe(3725);
    expect(quatrains.rows().every(({ text }) => [...text].length === 24)).toBe(true);
    expect(new Set(quatrains.column("text")).size).toBe(quatrains.length);
    expect(data.tangPoems({ form: "七言四句" }).row(0).text).toMatch(/^.{7}，.{7}。.{7}，.{7}。$/u);
    expect(() => data.tangPoems({ form: "sonnet" as never })).toThrow("五言四句");
  });
});
