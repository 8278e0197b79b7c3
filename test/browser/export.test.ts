import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import { bn, data, show } from "gradbook";
import { chromium, type Browser, type BrowserContextOptions, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { codeCell, display, markdownCell, notebookOf, sampleNotebook } from "../export/sample";
import { browserArgs } from "./support/lab";

const root = path.resolve(import.meta.dirname, "../..");
let browser: Browser;
let folder: string;
beforeAll(async () => {
  browser = await chromium.launch({ executablePath: inject("browser"), args: browserArgs });
  folder = mkdtempSync(path.join(tmpdir(), "gradbook-page-"));
});
afterAll(async () => {
  await browser?.close();
  if (folder) rmSync(folder, { recursive: true, force: true });
});

/** Exports a notebook by the real command; the page's file. */
function exported(name: string, json: string): string {
  const file = path.join(folder, `${name}.ipynb`);
  writeFileSync(file, json);
  execFileSync(process.execPath, ["dist/cli.js", "export", file], { cwd: root, stdio: ["ignore", "ignore", "ignore"] });
  return path.join(folder, `${name}.html`);
}

interface Opened {
  readonly page: Page;
  /** Requests to anything but the file itself; each was refused. */
  readonly requests: string[];
  readonly problems: string[];
}

/** Opens a page from its file with the network off, and every request noted and refused. */
async function open(file: string, options: BrowserContextOptions = {}): Promise<Opened> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, offline: true, ...options });
  const page = await context.newPage();
  const requests: string[] = [];
  const problems: string[] = [];
  page.on("pageerror", (error) => problems.push(error.message));
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) problems.push(message.text());
  });
  const own = `file://${file}`;
  await page.route("**/*", (route) => {
    const url = route.request().url();
    if (url === own) return route.continue();
    if (!/^(data|blob):/.test(url)) requests.push(url);
    return /^(data|blob):/.test(url) ? route.continue() : route.abort();
  });
  await page.goto(own);
  return { page, requests, problems };
}

/** Scrolls through the whole page, as a reader does, so that every figure comes to life. */
async function readThrough(page: Page): Promise<void> {
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  for (let y = 0; y < height; y += 500) {
    await page.evaluate((to) => window.scrollTo({ top: to, behavior: "instant" }), y);
    await page.waitForTimeout(80);
  }
  await page.evaluate(() => window.scrollTo({ top: 0, behavior: "instant" }));
}

describe("an exported page, from its file with the network off", () => {
  test("asks for nothing, and its figures answer", async () => {
    const { page, requests, problems } = await open(exported("lesson", sampleNotebook()));
    await readThrough(page);

    // Step: the point moves down the curve.
    const curve = page.locator(".page-figure").nth(0);
    await curve.getByText("step 0 of 11", { exact: true }).waitFor();
    await curve.locator('input[type="range"]').fill("7");
    await curve.getByText("step 7 of 11", { exact: true }).waitFor();

    // Input: the activations are computed in the page. XOR of 1 and 0 is 1, of 1 and 1 it is 0.
    const network = page.locator(".page-figure").nth(1);
    const formulaAt = async (b: string): Promise<string> => {
      await network.locator('input[type="range"]').nth(1).fill(b);
      await network.locator("svg [data-part]").last().hover();
      return network.locator(".gb-readout").innerText();
    };
    await expect.poll(() => formulaAt("0")).toMatch(/y₁ = .* = 1$/);
    await expect.poll(() => formulaAt("1")).toMatch(/y₁ = .* = 0$/);

    // Hover: Plotly reads the curves out.
    const plot = page.locator(".page-figure .js-plotly-plot");
    await plot.scrollIntoViewIfNeeded();
    await plot.waitFor();
    const box = await plot.locator(".nsewdrag").first().boundingBox();
    if (!box) throw new Error("the plot has no place to point at");
    await page.mouse.move(box.x + box.width / 2, box.y + box.height * 0.85);
    await page.locator(".page-figure .hoverlayer .hovertext, .page-figure .hoverlayer .legend").first().waitFor();

    expect(requests).toEqual([]);
    expect(problems).toEqual([]);
    await page.context().close();
  });

  test("a click on evidence changes the posteriors to what the library computes", async () => {
    const alarm = data.network("alarm");
    const asia = data.network("asia");
    const cells = [asia, alarm].map((net) => codeCell("net", [display(show.bayes(net).bundle())]));
    const { page, requests, problems } = await open(exported("evidence", notebookOf(cells)));
    await readThrough(page);
    const figure = page.locator(".page-figure").nth(0);
    const evidence: Record<string, string> = {};
    for (const [node, state] of [
      ["dysp", "yes"],
      ["smoke", "no"],
    ] as const) {
      evidence[node] = state;
      const part = `s:${asia.nodes.indexOf(node)}:${asia.states(node).indexOf(state)}`;
      await figure.locator(`[data-part="${part}"]`).click();
      await figure.getByText(`${node} = ${state}`).first().waitFor();
      const expected = new bn.JunctionTree(asia).posteriors(evidence);
      for (const [i, { name, states }] of asia.variables.entries()) {
        for (const [at, one] of states.entries()) {
          const text = await figure.locator(`[data-part="s:${i}:${at}"]`).getAttribute("data-probability");
          expect(Math.abs(Number(text) - expected.probability(name, one))).toBeLessThan(1e-9);
        }
      }
    }
    // Small nodes open by a click on their name; their states are rows below.
    const large = page.locator(".page-figure").nth(1);
    const at = alarm.nodes.indexOf("HRBP");
    await large.locator(`[data-part="n:${at}"]`).first().click();
    await large.locator(`tr[data-part="s:${at}:0"]`).click();
    await large.locator("[data-status]").getByText("P(findings)").waitFor();
    const state = alarm.states("HRBP")[0] ?? "";
    const expected = new bn.JunctionTree(alarm).posteriors({ HRBP: state });
    const hr = alarm.nodes.indexOf("HR");
    await large.locator(`[data-part="n:${hr}"]`).first().click();
    for (const [i, one] of alarm.states("HR").entries()) {
      const text = await large.locator(`tr[data-part="s:${hr}:${i}"]`).getAttribute("data-probability");
      expect(Math.abs(Number(text) - expected.probability("HR", one))).toBeLessThan(1e-9);
    }
    expect(requests).toEqual([]);
    expect(problems).toEqual([]);
    await page.context().close();
  });

  test("without script it still shows every figure, still", async () => {
    const { page } = await open(exported("still", sampleNotebook()), { javaScriptEnabled: false });
    expect(await page.locator(".page-figure svg.gb-svg").count()).toBe(3);
    expect(await page.getByRole("button").count()).toBe(0);
    await page.context().close();
  });

  test("nothing that a notebook holds runs or is fetched", async () => {
    const ran = "window.ran = true";
    const attacks = [
      `<script>${ran}</script>`,
      `<img src=x onerror="${ran}">`,
      `<svg onload="${ran}"><script>${ran}</script></svg>`,
      `<a id=js href="javascript:${ran}">go</a>`,
      `<iframe srcdoc="<script>parent.ran = true</script>"></iframe>`,
      `<img src="https://evil.example/a.png"><link rel=stylesheet href="https://evil.example/a.css">`,
      `<div style="background:url(https://evil.example/b.png)">x</div>`,
      `</script><script>${ran}</script>`,
    ];
    const cells = attacks.flatMap((attack) => [
      markdownCell(attack),
      codeCell(attack, [display({ "text/html": attack }), display({ "image/svg+xml": attack })]),
    ]);
    const { page, requests } = await open(exported("hostile", notebookOf(cells)));
    await page.waitForTimeout(500);
    expect(await page.evaluate(() => (window as { ran?: boolean }).ran)).toBeUndefined();
    expect(requests).toEqual([]);
    // Even if something came through the sanitiser, the page's policy would not run it.
    await page.evaluate((code) => {
      const script = document.createElement("script");
      script.textContent = code;
      document.body.append(script);
      const image = document.createElement("img");
      image.setAttribute("onerror", code);
      image.src = "data:image/png,broken";
      document.body.append(image);
    }, ran);
    await page.waitForTimeout(300);
    expect(await page.evaluate(() => (window as { ran?: boolean }).ran)).toBeUndefined();
    await page.context().close();
  });

  test("fits 320 px, folds its code, changes its theme and remembers it", async () => {
    const { page } = await open(exported("narrow", sampleNotebook()), { viewport: { width: 320, height: 700 } });
    await readThrough(page);
    await page.waitForTimeout(500);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
    const code = page.locator(".page-source pre").first();
    await page.getByRole("button", { name: "Hide code" }).click();
    expect(await code.isVisible()).toBe(false);
    await page.getByRole("button", { name: "Show code" }).click();
    expect(await code.isVisible()).toBe(true);
    const paper = (): Promise<string> => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const theme = page.getByRole("button", { name: /Colours/ });
    await theme.click();
    const light = await paper();
    await theme.click();
    expect(await paper()).not.toBe(light);
    await page.reload();
    expect(await theme.innerText()).toBe("Colours: Dark");
    await page.context().close();
  });

  test("prints light and without controls", async () => {
    const { page } = await open(exported("print", sampleNotebook()), { colorScheme: "dark" });
    await readThrough(page);
    await page.emulateMedia({ media: "print", colorScheme: "light" });
    expect(await page.locator(".page-bar").isVisible()).toBe(false);
    expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe("rgb(255, 255, 255)");
    await page.context().close();
  });

  test("--execute runs the cells first, in the notebook's folder, and leaves the notebook as it is", async () => {
    // Below the repository, where a cell finds `gradbook`.
    mkdirSync(path.join(root, ".cache"), { recursive: true });
    const here = mkdtempSync(path.join(root, ".cache", "execute-"));
    try {
      const file = path.join(here, "run.ipynb");
      const json = notebookOf([
        codeCell('import { basename } from "node:path";\nconsole.log(6 * 7, basename(process.cwd()));'),
        codeCell('throw new Error("on purpose");'),
        codeCell("6 * 7 + 1"),
      ]);
      writeFileSync(file, json);
      execFileSync(process.execPath, ["dist/cli.js", "export", file, "--execute"], { cwd: root, stdio: "ignore" });
      const { page } = await open(path.join(here, "run.html"));
      const text = await page.locator("main").innerText();
      expect(text).toContain(`42 ${path.basename(here)}`);
      expect(text).toContain("on purpose");
      expect(text).toContain("43");
      expect(readFileSync(file, "utf8")).toBe(json);
      await page.context().close();
    } finally {
      rmSync(here, { recursive: true, force: true });
    }
  });

  test("gives the notebook back", async () => {
    const json = sampleNotebook({ plotly: false });
    const { page } = await open(exported("back", json), { acceptDownloads: true });
    const downloading = page.waitForEvent("download");
    await page.getByRole("button", { name: "Save the notebook" }).click();
    const download = await downloading;
    expect(download.suggestedFilename()).toBe("back.ipynb");
    expect(JSON.parse(readFileSync(await download.path(), "utf8"))).toEqual(JSON.parse(json));
    await page.context().close();
  });

  test.each(["light", "dark"] as const)("axe finds no violation (%s)", async (colorScheme) => {
    const { page } = await open(exported(`axe-${colorScheme}`, sampleNotebook()), { colorScheme });
    await readThrough(page);
    await page.waitForTimeout(500);
    const { violations } = await new AxeBuilder({ page }).analyze();
    const found = violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(" | ")}`,
    );
    expect(found).toEqual([]);
    await page.context().close();
  });
});
