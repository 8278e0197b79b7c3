// One readable text file <-> a lesson's two notebooks (English and Chinese). The notebooks are what is committed; the
// text is a convenience for writing, made again from them whenever it is needed.
//
//   node scripts/lesson-text.mjs to-notebooks LESSON.txt notebooks/0-foundations/00-start-here.ipynb
//       writes that notebook and its Chinese twin notebooks/zh/0-foundations/00-start-here.ipynb
//   node scripts/lesson-text.mjs to-text notebooks/0-foundations/00-start-here.ipynb [LESSON.txt]
//       writes the text of both (to the terminal when no file is named)
//
// The text is a list of blocks. A line that starts with '%% ' opens one:
//
//   %% meta topics=F1,F4 minutes=40        metadata.gradbook of both notebooks; first block, once
//   %% md en                               a text cell in English ...
//   # Start here
//   %% md zh                               ... and right below it the same cell in Chinese
//   # 从这里开始
//   %% code                                a code cell, the same in both notebooks
//   const x = 1;
//   %% code tags=raises-exception,exercise tags of the cell, for stubs and cells that fail on purpose
//   %% code id=e1-stub                     an id of your own (a-z, 0-9, -, _); it stays whatever the source becomes
//
// An English cell without its Chinese twin (or the other way round) is written to its own notebook only, with a warning:
// so one language can be written first. Cell ids: own id, else the id that the cell has in the notebook on disk (found by
// equal source, then by position between equal neighbours), else one made from the source. Outputs are never written.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

/** The Chinese twin of an English notebook's path: `notebooks/x/y.ipynb` -> `notebooks/zh/x/y.ipynb`. */
export function twinOf(notebook) {
  const folder = path.dirname(path.dirname(path.resolve(notebook)));
  return path.join(folder, "zh", path.basename(path.dirname(path.resolve(notebook))), path.basename(notebook));
}

function options(words) {
  const found = {};
  for (const word of words) {
    const [key, value = ""] = word.split(/=(.*)/s);
    found[key] = value;
  }
  return found;
}

const list = (value) => (value === undefined || value === "" ? [] : value.split(","));

/** `{ meta, cells }` of a lesson's text; a cell is `{ type, tags, id?, code }` or `{ type, tags, id?, en?, zh? }`. */
export function parseText(text) {
  const blocks = [];
  text
    .replace(/\r\n/g, "\n")
    .split("\n")
    .forEach((line, index) => {
      if (/^%% \S/.test(line)) blocks.push({ words: line.slice(3).trim().split(/\s+/), line: index + 1, body: [] });
      else if (blocks.length > 0) blocks[blocks.length - 1].body.push(line);
      else if (line.trim() !== "") throw new Error(`line ${index + 1}: text before the first block (a line '%% ...')`);
    });
  const meta = {};
  const cells = [];
  const warnings = [];
  for (const block of blocks) {
    const [kind, ...rest] = block.words;
    const source = block.body.join("\n").replace(/^\n+/, "").trimEnd();
    if (kind === "meta") {
      const given = options(rest);
      if (given.topics !== undefined) meta.topics = list(given.topics);
      if (given.minutes !== undefined) meta.minutes = Number(given.minutes);
    } else if (kind === "code") {
      const { tags, id } = options(rest);
      cells.push({ type: "code", tags: list(tags), id, code: source });
    } else if (kind === "md" && (rest[0] === "en" || rest[0] === "zh")) {
      const { tags, id } = options(rest.slice(1));
      const last = cells[cells.length - 1];
      const isTwin = rest[0] === "zh" && last?.type === "md" && last.zh === undefined;
      if (isTwin) last.zh = source;
      else cells.push({ type: "md", tags: list(tags), id, line: block.line, [rest[0]]: source });
    } else {
      throw new Error(
        `line ${block.line}: '%% ${block.words.join(" ")}' is not '%% meta', '%% md en', '%% md zh' or '%% code'`,
      );
    }
  }
  for (const cell of cells) {
    if (cell.type !== "md") continue;
    if (cell.zh === undefined) warnings.push(`line ${cell.line}: English text without Chinese`);
    if (cell.en === undefined) warnings.push(`line ${cell.line}: Chinese text without English`);
  }
  return { meta, cells, warnings };
}

const sourceOf = (cell) => (Array.isArray(cell.source) ? cell.source.join("") : cell.source);

/** Pairs `a` with `b` by a longest common subsequence of equal keys, then by order between the equal neighbours. */
function align(a, b, same, alike) {
  const table = Array.from({ length: a.length + 1 }, () => new Array(b.length + 1).fill(0));
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      table[i][j] = same(a[i], b[j]) ? table[i + 1][j + 1] + 1 : Math.max(table[i + 1][j], table[i][j + 1]);
    }
  }
  const pairs = new Array(a.length).fill(-1);
  const fill = (fromA, toA, fromB, toB) => {
    let j = fromB;
    for (let i = fromA; i < toA; i++) {
      for (let k = j; k < toB; k++) {
        if (!alike(a[i], b[k])) continue;
        pairs[i] = k;
        j = k + 1;
        break;
      }
    }
  };
  let i = 0;
  let j = 0;
  let startA = 0;
  let startB = 0;
  while (i < a.length && j < b.length) {
    if (same(a[i], b[j])) {
      fill(startA, i, startB, j);
      pairs[i++] = j++;
      startA = i;
      startB = j;
    } else if (table[i + 1][j] >= table[i][j + 1]) i++;
    else j++;
  }
  fill(startA, a.length, startB, b.length);
  return pairs;
}

/** Gives every cell an id: its own, else the one it has in `old` (a notebook's cells), else one made from its source. */
function giveIds(cells, old, text) {
  const type = (cell) => (cell.type === "md" ? "markdown" : "code");
  const alike = (cell, oldCell) => type(cell) === oldCell.cell_type;
  const same = (cell, oldCell) => alike(cell, oldCell) && text(cell) === sourceOf(oldCell);
  const pairs = align(cells, old, same, alike);
  const taken = new Set(cells.map((cell) => cell.id).filter(Boolean));
  cells.forEach((cell, index) => {
    if (cell.id) return;
    let id = pairs[index] >= 0 ? old[pairs[index]].id : undefined;
    for (let round = 0; id === undefined || taken.has(id); round++) {
      id = createHash("sha256")
        .update(`${cell.type}\n${text(cell)}\n${round}`)
        .digest("hex")
        .slice(0, 12);
    }
    cell.id = id;
    taken.add(id);
  });
}

const lines = (source) => (source === "" ? [] : source.split(/(?<=\n)/));

function notebook(cells, meta, language) {
  const shown = cells.filter((cell) => cell.type === "code" || cell[language] !== undefined);
  return {
    cells: shown.map((cell) => {
      const metadata = cell.tags.length > 0 ? { tags: cell.tags } : {};
      return cell.type === "code"
        ? { cell_type: "code", execution_count: null, id: cell.id, metadata, outputs: [], source: lines(cell.code) }
        : { cell_type: "markdown", id: cell.id, metadata, source: lines(cell[language]) };
    }),
    metadata: {
      gradbook: { language, ...meta },
      kernelspec: { display_name: "TypeScript (Gradbook)", language: "typescript", name: "gradbook" },
      language_info: { file_extension: ".ts", mimetype: "text/typescript", name: "typescript" },
    },
    nbformat: 4,
    nbformat_minor: 5,
  };
}

const read = (file) => (existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : { cells: [], metadata: {} });

/** The two notebooks of a lesson's text, given what stands on disk (for the ids): `{ en, zh, warnings }`. */
export function toNotebooks(text, old = { en: { cells: [] }, zh: { cells: [] } }) {
  const { meta, cells, warnings } = parseText(text);
  const both = { ...old.en.metadata?.gradbook, ...meta };
  delete both.language;
  giveIds(cells, old.en.cells.length > 0 ? old.en.cells : old.zh.cells, (cell) => cell.code ?? cell.en ?? cell.zh);
  return { en: notebook(cells, both, "en"), zh: notebook(cells, both, "zh"), warnings };
}

/** One text of the two notebooks; cells are paired by their ids. */
export function toText(en, zh) {
  const meta = en.metadata.gradbook ?? {};
  const out = [];
  const words = [
    meta.topics ? ` topics=${meta.topics.join(",")}` : "",
    meta.minutes === undefined ? "" : ` minutes=${meta.minutes}`,
  ];
  if (words.join("")) out.push(`%% meta${words.join("")}`);
  const twins = new Map(zh.cells.map((cell, index) => [cell.id, index]));
  const tail = (cell) => {
    const tags = cell.metadata?.tags ?? [];
    const own = /^[0-9a-f]{12}$/.test(cell.id) ? "" : ` id=${cell.id}`;
    return (tags.length > 0 ? ` tags=${tags.join(",")}` : "") + own;
  };
  const block = (head, cell) => out.push(`%% ${head}${tail(cell)}\n${sourceOf(cell)}\n`);
  let next = 0;
  const onlyChinese = (end) => {
    for (; next < end; next++) if (zh.cells[next].cell_type === "markdown") block("md zh", zh.cells[next]);
  };
  for (const cell of en.cells) {
    const twin = twins.get(cell.id);
    if (twin !== undefined) onlyChinese(twin);
    block(cell.cell_type === "code" ? "code" : "md en", cell);
    if (twin === undefined) continue;
    if (cell.cell_type === "markdown") out.push(`%% md zh\n${sourceOf(zh.cells[twin])}\n`);
    next = Math.max(next, twin + 1);
  }
  onlyChinese(zh.cells.length);
  return `${out.join("\n").trimEnd()}\n`;
}

function write(file, value) {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(value, null, 1)}\n`);
}

function main([command, first, second]) {
  if (command === "to-notebooks" && first && second) {
    const files = { en: path.resolve(second), zh: twinOf(second) };
    const made = toNotebooks(readFileSync(first, "utf8"), { en: read(files.en), zh: read(files.zh) });
    made.warnings.forEach((warning) => console.warn(`${first}: ${warning}`));
    for (const language of ["en", "zh"]) {
      write(files[language], made[language]);
      console.log(`${path.relative(".", files[language])}: ${made[language].cells.length} cells`);
    }
  } else if (command === "to-text" && first) {
    const text = toText(read(first), read(twinOf(first)));
    if (second) writeFileSync(second, text);
    else process.stdout.write(text);
  } else {
    console.error("lesson-text: to-notebooks LESSON.txt NOTEBOOK.ipynb | to-text NOTEBOOK.ipynb [LESSON.txt]");
    process.exitCode = 2;
  }
}

if (process.argv[1] && path.resolve(process.argv[1]) === fileURLToPath(import.meta.url)) main(process.argv.slice(2));
