import { describe, expect, test } from "vitest";
import { parseNotebook } from "../../src/export/notebook";
import { findSecrets } from "../../src/export/secrets";
import { codeCell, display, markdownCell, notebookOf, sampleNotebook, stream } from "./sample";

const secretsOf = (text: string) =>
  findSecrets(parseNotebook(notebookOf([markdownCell("hi"), codeCell("run()", [stream(text)])])));

/** Keys of the right form, put together here so that no scanner takes this file for a leak. */
const fake = (...parts: string[]): string => parts.join("");

describe("secrets", () => {
  test.each([
    ["OpenAI-style key", fake("sk-", "proj-abcdefghijklmnop1234567890")],
    ["GitHub token", fake("ghp", "_abcdefghijklmnopqrstuvwxyz0123456789")],
    ["Hugging Face token", fake("hf", "_abcdefghijklmnopqrstuvwxyzABCDEFGH")],
    ["AWS access key", fake("AKIA", "ABCDEFGHIJKLMNOP")],
    ["private key", fake("-----BEGIN RSA ", "PRIVATE KEY-----")],
    ["JSON web token", fake("eyJhbGciOiJIUzI1NiJ9", ".eyJzdWIiOiIxMjM0NTY3ODkwIn0", ".abcdefghijklmnop")],
    ["password in an address", fake("postgres://me:", "hunter22@localhost/db")],
    ["named secret", fake('{"api_key": "', 'abcdef123456"}')],
  ])("finds a %s in an output and shows only its start", (what, secret) => {
    const [found] = secretsOf(`result: ${secret} end`);
    expect(found).toMatchObject({ cell: 1, where: "output", what });
    expect(found?.shown).toMatch(/^.{3,6}\.\.\.$/);
  });

  test("finds them in HTML outputs and in the source, each once", () => {
    const key = fake("sk-", "abcdefghijklmnopqrstuvwxyz");
    const found = findSecrets(
      parseNotebook(notebookOf([codeCell(`const k = "${key}"`, [display({ "text/html": `<b>${key}</b>` })])])),
    );
    expect(found).toHaveLength(1);
    expect(found[0]?.where).toBe("source");
  });

  test("is quiet about ordinary lessons", () => {
    expect(findSecrets(parseNotebook(sampleNotebook()))).toEqual([]);
    expect(
      secretsOf("tokens: 1234, password: the word; task-oriented-representation-learning; loss 0.1234567890123"),
    ).toEqual([]);
  });
});
