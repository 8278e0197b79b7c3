import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { figures } from "../../src/figures/index";
import { parseNotebook } from "../../src/export/notebook";
import { exportHtml } from "../../src/export/page";

/** Stands for the page's script where a test is not about it. */
export const script = 'document.documentElement.dataset.ran = "page";';

export const page = (json: string, file = "sample.ipynb"): string =>
  exportHtml(parseNotebook(json), {
    file,
    script,
    plotly: () => readFileSync(createRequire(import.meta.url).resolve("plotly.js-cartesian-dist-min"), "utf8"),
    needsPlotly: (mime) => figures.some((kind) => kind.mime === mime && kind.plotly),
  });

/** What stands between the page's first and last tag of the text: without the page's own head, notebook and scripts. */
export const mainOf = (html: string): string => html.slice(html.indexOf("<main"), html.indexOf("</main>"));
