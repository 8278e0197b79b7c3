import { readFileSync } from "node:fs";
import path from "node:path";
import { GradbookError } from "../errors";
import { ownRequire } from "./own-require";
import { Table } from "./table";

/** How many lines of how many characters; everything else is 其他. */
export const poemForms = ["五言四句", "七言四句", "五言八句", "七言八句", "其他"] as const;
export type PoemForm = (typeof poemForms)[number];

/** One poem, in traditional characters as in the source. */
export type Poem = {
  readonly title: string;
  readonly author: string;
  readonly form: PoemForm;
  /** The whole poem with its punctuation: 牀前看月光，疑是地上霜。舉頭望山月，低頭思故鄉。 */
  readonly text: string;
};

interface Raw {
  readonly title: string;
  readonly author: string;
  readonly paragraphs: readonly string[];
}

const files = 58;

/**
 * The 57,607 poems of the Complete Tang Poems (全唐詩). `form` gives those of one form only: 五言四句 is four lines of five
 * characters, and so on. It goes by length alone: the rules of tone, by which a 絕句 differs from any other quatrain, are not looked at. Poems
 * that stand twice in the source are given once, those of another author too, so that no test poem has been seen in training;
 * `duplicates: "keep"` gives all. Gaps (□), variants in brackets and notes stand in poems of the form 其他 as they do in the source.
 *
 * Source: 全唐詩, edited by 彭定求 and others, 1705; taken from the npm package `chinese-poetry` (MIT).
 *
 * @example
 * tangPoems({ form: "五言四句" }).filter((poem) => poem.title === "春曉").row(0).text; // -> "春眠不覺曉，處處聞啼鳥。夜來風雨聲，花落知多少。"
 */
export function tangPoems(
  options: { readonly form?: PoemForm; readonly duplicates?: "drop" | "keep" } = {},
): Table<Poem> {
  const { form, duplicates = "drop" } = options;
  if (form !== undefined && !poemForms.includes(form)) {
    throw new GradbookError(`tangPoems: there is no form ${JSON.stringify(form)}; there are ${poemForms.join(", ")}.`);
  }
  if (duplicates !== "drop" && duplicates !== "keep") {
    throw new GradbookError(`tangPoems: duplicates is "drop" or "keep", not ${JSON.stringify(duplicates)}.`);
  }
  // The package has no code: poems of all dynasties lie in it in files of a thousand. Those of the Tang are read.
  const folder = path.join(path.dirname(ownRequire.resolve("chinese-poetry/package.json")), "dist", "quantangshi");
  const seen = new Set<string>();
  const poems: Poem[] = [];
  for (let i = 0; i < files; i++) {
    const raw = JSON.parse(readFileSync(path.join(folder, `poet.tang.${1000 * i}.json`), "utf8")) as Raw[];
    for (const { title, author, paragraphs } of raw) {
      const text = paragraphs.join("");
      const itsForm = formOf(paragraphs);
      if ((form !== undefined && itsForm !== form) || (duplicates === "drop" && seen.has(text))) continue;
      seen.add(text);
      poems.push({ title, author, form: itsForm, text });
    }
  }
  return new Table(poems, { columns: ["title", "author", "form", "text"] });
}

const couplet = {
  五言: /^\p{Script=Han}{5}，\p{Script=Han}{5}。$/u,
  七言: /^\p{Script=Han}{7}，\p{Script=Han}{7}。$/u,
};

function formOf(paragraphs: readonly string[]): PoemForm {
  const lines = paragraphs.length === 2 ? "四句" : paragraphs.length === 4 ? "八句" : undefined;
  if (lines === undefined) return "其他";
  for (const length of ["五言", "七言"] as const) {
    if (paragraphs.every((one) => couplet[length].test(one))) return `${length}${lines}`;
  }
  return "其他";
}
