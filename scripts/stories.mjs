// `npm run stories`: builds a page with every figure's stories and serves it. `--build` only builds it (to .cache/stories),
// `--port N` chooses the port.
import { spawnSync } from "node:child_process";
import { createReadStream, copyFileSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import path from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
process.chdir(root);
const out = path.join(root, ".cache", "stories");
const argument = (name) => process.argv[process.argv.indexOf(name) + 1];
mkdirSync(out, { recursive: true });

// The payloads are computed in Node, once a language, since the language is the process's.
const entry = `
  import { stories } from "./test/figures/stories/index.ts";
  import { hostile } from "./test/figures/stories/hostile.ts";
  import { toStill } from "./src/figures/index.ts";
  const list = (await stories()).map(({ kind, name, payload }, i) => {
    const mime = "application/vnd.gradbook." + kind + ".v1+json";
    return { id: kind + "-" + i, name: kind + ": " + name, mime, payload, still: toStill(mime, payload) };
  });
  const bad = hostile.map(({ name, mime, payload }, i) => ({ id: "hostile-" + i, name: "hostile: " + name, mime, payload }));
  process.stdout.write(JSON.stringify({ list, bad }));
`;
const node = path.join(out, "payloads.mjs");
await esbuild.build({
  stdin: { contents: entry, resolveDir: root, loader: "ts" },
  outfile: node,
  bundle: true,
  platform: "node",
  format: "esm",
  packages: "external",
  alias: { gradbook: path.join(root, "src/index.ts") },
  logLevel: "warning",
  logOverride: { "empty-import-meta": "silent" },
});
await esbuild.build({
  entryPoints: ["test/browser/stories/page.ts"],
  outfile: path.join(out, "page.js"),
  bundle: true,
  format: "iife",
  logLevel: "warning",
});
copyFileSync("node_modules/plotly.js-cartesian-dist-min/plotly-cartesian.min.js", path.join(out, "plotly.js"));

const page = (
  body,
  lang = "en",
) => `<!doctype html><html lang="${lang}"><head><meta charset="utf-8"><title>Gradbook's figures</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><style>
body{font:14px/1.5 system-ui,sans-serif;margin:0;color:#1f2328;background:#fff}main{max-width:860px;margin:0 auto;padding:12px}
h1{font-size:20px}h2{font-size:12px;font-weight:500;color:#59636e;border-top:1px solid #d8dde3;padding-top:10px;margin:22px 0 4px}
@media(prefers-color-scheme:dark){body{color:#e8eaed;background:#15181c}h2{color:#a9b1bb;border-color:#353b43}}
</style></head><body><main><h1>Gradbook's figures</h1>${body}</main></body></html>`;
const data = (shown) =>
  `<script>window.shown=${JSON.stringify(shown).replaceAll("<", "\\u003c")}</script><script src="page.js"></script>`;

for (const lang of ["en", "zh"]) {
  const { stdout, stderr, status } = spawnSync(process.execPath, [node], {
    env: { ...process.env, GRADBOOK_LANG: lang },
    maxBuffer: 1 << 28,
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(stderr);
  const { list, bad } = JSON.parse(stdout);
  // JSON has turned NaN and Infinity into null: tests in Node see those, the page sees null.
  writeFileSync(
    path.join(out, `${lang}.html`),
    page(data([...list, ...(lang === "en" ? bad : [])].map(({ still: _, ...one }) => one)), lang),
  );
  const stills = list.map(({ id, name, still }) => `<section id="${id}"><h2>${name}</h2>${still}</section>`).join("");
  writeFileSync(path.join(out, `still-${lang}.html`), page(`<style>${await css()}</style>${stills}`, lang));
}
writeFileSync(
  path.join(out, "index.html"),
  page(
    `<ul>${["en.html", "zh.html", "en.html?plain", "still-en.html", "still-zh.html"].map((href) => `<li><a href="${href}">${href}</a></li>`).join("")}</ul>`,
  ),
);

async function css() {
  const file = path.join(out, "style.mjs");
  await esbuild.build({
    entryPoints: ["src/figures/core/style.ts"],
    outfile: file,
    bundle: true,
    format: "esm",
    logLevel: "warning",
  });
  return (await import(file)).figureCss;
}

if (!process.argv.includes("--build")) {
  const types = { ".html": "text/html; charset=utf-8", ".js": "text/javascript" };
  const port = process.argv.includes("--port") ? Number(argument("--port")) : 8810;
  createServer((request, response) => {
    const name = path.basename(new URL(request.url ?? "/", "http://localhost").pathname) || "index.html";
    const file = path.join(out, name);
    if (!existsSync(file)) return response.writeHead(404).end();
    response.writeHead(200, { "content-type": types[path.extname(name)] ?? "text/plain" });
    return createReadStream(file).pipe(response);
  }).listen(port, "127.0.0.1", () => console.log(`figures: http://127.0.0.1:${port}/`));
}
