// Every story in a real page: drawn, reached by keyboard, clean for axe, alive under updates. No notebook is needed.
import { spawnSync } from "node:child_process";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { AxeBuilder } from "@axe-core/playwright";
import { bn, data } from "gradbook";
import { chromium, type Browser, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";

const root = path.resolve(import.meta.dirname, "../..");
const pages = path.join(root, ".cache", "stories");
let browser: Browser;

beforeAll(async () => {
  const { status, stderr } = spawnSync(process.execPath, ["scripts/stories.mjs", "--build"], {
    cwd: root,
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(stderr);
  const args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--allow-file-access-from-files"];
  browser = await chromium.launch({ executablePath: inject("browser"), args });
}, 180_000);
afterAll(() => browser?.close());

interface Opened {
  readonly page: Page;
  readonly errors: string[];
  readonly requests: string[];
}

async function open(
  file: string,
  options: { width?: number; dark?: boolean; motion?: boolean; query?: string } = {},
): Promise<Opened> {
  const { width = 800, dark = false, motion = false, query = "" } = options;
  const context = await browser.newContext({
    viewport: { width, height: 900 },
    colorScheme: dark ? "dark" : "light",
    reducedMotion: motion ? "no-preference" : "reduce",
  });
  const page = await context.newPage();
  const errors: string[] = [];
  const requests: string[] = [];
  page.on("pageerror", (error) => errors.push(String(error)));
  page.on("console", (message) => void (message.type() === "error" && errors.push(message.text())));
  page.on("request", (request) => void (/^https?:/.test(request.url()) && requests.push(request.url())));
  await page.goto(pathToFileURL(path.join(pages, file)).href + query);
  await page.waitForFunction(() => document.querySelectorAll("section").length > 0);
  return { page, errors, requests };
}

const idOf = (page: Page, kind: string, n = 0): Promise<string> =>
  page.evaluate(
    ([start, at]) =>
      [...document.querySelectorAll("section")].map(({ id }) => id).filter((id) => id.startsWith(String(start)))[
        Number(at)
      ] ?? "",
    [kind, n],
  );
const readout = (page: Page, id: string): Promise<string> => page.locator(`#${id} .gb-readout`).innerText();
const settled = (page: Page): Promise<void> =>
  page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done()))));

describe("stories", () => {
  it.each([
    ["light", "en.html", {}],
    ["dark, Chinese", "zh.html", { dark: true }],
    ["320 pixels", "en.html", { width: 320 }],
  ] as const)("are all drawn, clean and within the page: %s", async (_, file, options) => {
    const { page, errors, requests } = await open(file, options);
    await page.waitForFunction(() => document.querySelectorAll(".gb-plot .xtick").length > 0);
    const state = await page.evaluate(() => ({
      sections: document.querySelectorAll("section").length,
      drawn: [...document.querySelectorAll("section")].filter((section) =>
        section.querySelector("svg, table, .gb-message"),
      ).length,
      wide: document.documentElement.scrollWidth - window.innerWidth,
      hacked: (window as unknown as { hacked?: unknown }).hacked,
      unlabelled: document.querySelectorAll(".gb-stage:not([aria-label])").length,
      stops: [...document.querySelectorAll(".gb-figure")].filter(
        (figure) =>
          figure.querySelectorAll("[tabindex='0'], button:not([tabindex]), input:not([tabindex])").length !== 1,
      ).length,
    }));
    expect(errors).toEqual([]);
    expect(requests).toEqual([]);
    expect(state.sections).toBeGreaterThan(15);
    expect(state).toMatchObject({ drawn: state.sections, wide: 0, unlabelled: 0, stops: 0 });
    expect(state.hacked).toBeUndefined();
    const { violations } = await new AxeBuilder({ page }).include("main").analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
    await page.context().close();
  });

  it("say what is wrong with payloads that cannot be drawn", async () => {
    const { page } = await open("en.html", { query: "?only=hostile" });
    const messages = await page.locator(".gb-message").allInnerTexts();
    expect(messages.length).toBeGreaterThan(8);
    expect(messages.some((text) => text.includes("newer Gradbook"))).toBe(true);
    expect(messages.some((text) => text.includes("graph.nodes: at most 150 items"))).toBe(true);
    expect(await page.locator("main img, main section script").count()).toBe(0);
    await page.context().close();
  });

  it("draw without Plotly where the page has none", async () => {
    const { page, errors } = await open("en.html", { query: "?only=loss&plain" });
    expect(await page.locator(".gb-plot").count()).toBe(0);
    expect(await page.locator("section svg.gb-svg path[stroke-linejoin=round]").count()).toBeGreaterThan(3);
    expect(errors).toEqual([]);
    await page.context().close();
  });
});

describe("the keyboard", () => {
  it("walks every figure in one tab stop, opens the table, and leaves", async () => {
    const { page } = await open("en.html");
    for (const kind of [
      "curve",
      "network",
      "loss",
      "boundary",
      "graph",
      "timeline",
      "distribution",
      "bayes",
      "dag",
      "table",
    ]) {
      const id = await idOf(page, kind);
      await page.locator(`#${id} .gb-stage`).focus();
      const seen = new Set<string>();
      for (let i = 0; i < 4; i++) {
        await page.keyboard.press("ArrowRight");
        await settled(page);
        seen.add(await readout(page, id));
      }
      expect(seen.size, kind).toBeGreaterThanOrEqual(3);
      if (kind !== "table") {
        await page.keyboard.press("t");
        await page.locator(`#${id} details[open] table`).waitFor();
      }
      await page.keyboard.press("Escape");
      await settled(page);
      expect(
        await page.evaluate((one) => document.querySelector(`#${one}`)?.contains(document.activeElement), id),
        kind,
      ).toBe(false);
    }
    await page.context().close();
  });

  it("does with Enter what a click does", async () => {
    const { page } = await open("en.html", { query: "?only=graph" });
    const id = await idOf(page, "graph");
    await page.locator(`#${id} .gb-stage`).focus();
    for (let i = 0; i < 3; i++) await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Enter");
    await settled(page);
    expect(await readout(page, id)).toContain("The gradient starts at the result");
    await page.locator(`#${id} [data-part=step]`).click();
    await settled(page);
    expect(await page.locator(`#${id} .gb-controls label`).innerText()).toContain("backward 1 of 5: tanh");
    await page.context().close();
  });
});

describe("the network figure", () => {
  it("follows a moved input, in the page", async () => {
    const { page } = await open("en.html", { query: "?only=network" });
    const id = await idOf(page, "network");
    const output = page.locator(`#${id} [data-part="u:2:0"] text`).first();
    expect(await output.textContent()).toBe("0");
    await page.locator(`#${id} [data-part="in:0"]`).fill("1");
    await settled(page);
    expect(await output.textContent()).toBe("1");
    await page.locator(`#${id} [data-part="u:1:0"]`).hover();
    await settled(page);
    expect(await readout(page, id)).toContain("h₁ = relu(1·1 + 1·0 + 0) = relu(1) = 1");
    await page.locator(`#${id} [data-part=reset]`).click();
    await settled(page);
    expect(await output.textContent()).toBe("0");
    await page.context().close();
  });
});

describe("the bayes figure", () => {
  it("follows evidence by pointer and by keyboard, and takes it back", async () => {
    const { page } = await open("en.html", { query: "?only=bayes" });
    const id = await idOf(page, "bayes");
    const shown = (part: string): Promise<number> =>
      page
        .locator(`#${id} [data-part="${part}"]`)
        .first()
        .getAttribute("data-probability")
        .then((text) => Number(text));
    const asia = data.network("asia");
    const tree = new bn.JunctionTree(asia);
    const at = (node: string): number => asia.nodes.indexOf(node);
    const lung = `s:${at("lung")}:0`;
    expect(await shown(lung)).toBeCloseTo(tree.posteriors({ dysp: "yes" }).probability("lung", "yes"), 12);
    await page.locator(`#${id} [data-part="s:${at("smoke")}:1"]`).click();
    await settled(page);
    const both = tree.posteriors({ dysp: "yes", smoke: "no" });
    expect(await shown(lung)).toBeCloseTo(both.probability("lung", "yes"), 12);
    expect(await page.locator(`#${id} [data-status]`).innerText()).toContain("Known: dysp = yes, smoke = no");

    // By keyboard: walk to a state, Enter observes it, the readout tells of it.
    await page.locator(`#${id} .gb-stage`).focus();
    for (let i = 0; i < 60; i++) {
      await page.keyboard.press("ArrowRight");
      await settled(page);
      if ((await readout(page, id)).startsWith("P(xray = yes")) break;
    }
    await page.keyboard.press("Enter");
    await settled(page);
    expect(await readout(page, id)).toContain("observed; Enter takes it back");
    const three = tree.posteriors({ dysp: "yes", smoke: "no", xray: "yes" });
    expect(await shown(lung)).toBeCloseTo(three.probability("lung", "yes"), 12);
    await page.keyboard.press("t");
    await page.locator(`#${id} details[open] table`).waitFor();
    expect(await page.locator(`#${id} details table`).innerText()).toContain("posterior");
    await page.locator(`#${id} [data-part=reset]`).click();
    await settled(page);
    expect(await shown(lung)).toBeCloseTo(tree.posteriors({ dysp: "yes" }).probability("lung", "yes"), 12);
    await page.context().close();
  });

  it("cuts arrows by do, opens a table, and gives findings back that cannot be", async () => {
    const { page, errors } = await open("en.html", { query: "?only=bayes" });
    const id = await idOf(page, "bayes");
    await page.locator(`#${id} [data-part="mode:do"]`).click();
    await page.locator(`#${id} [data-part="s:3:0"]`).first().click();
    await settled(page);
    expect(await page.locator(`#${id} [data-cut]`).count()).toBe(1);
    await page.locator(`#${id} [data-part="n:3"] text`).first().click();
    await settled(page);
    expect(await page.locator(`#${id} [data-cpt]`).innerText()).toContain("P(lung | smoke)");
    const impossible = await idOf(page, "bayes", 3);
    expect(await page.locator(`#${impossible} [data-status]`).innerText()).toContain("cannot occur together");
    await page.locator(`#${impossible} button[data-part^="back:"]`).first().click();
    await settled(page);
    expect(await page.locator(`#${impossible} [data-status]`).innerText()).toContain("P(findings)");
    expect(errors).toEqual([]);
    await page.context().close();
  });
});

describe("updates", () => {
  it("keep Plotly's zoom and hidden lines, and the chosen metric", async () => {
    const { page } = await open("en.html", { query: "?only=loss" });
    const id = await idOf(page, "loss");
    await page.locator(`#${id} .gb-plot .xtick`).first().waitFor();
    await page.waitForTimeout(300);
    type Plot = Element & { layout: { xaxis: { range: number[] } }; data: { visible?: unknown }[] };
    // As a reader does: drag over a stretch to zoom, click a line's name to hide it.
    const box = (await page.locator(`#${id} .gb-plot .nsewdrag`).boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
    await page.mouse.move(box.x + box.width * 0.2, box.y + 40);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.6, box.y + 42, { steps: 5 });
    await page.mouse.up();
    await page.locator(`#${id} .gb-plot .legendtoggle`).nth(1).click();
    await page.waitForTimeout(700);
    const zoomed = await page.evaluate(
      (one) => (document.querySelector(`#${one} .gb-plot`) as Plot).layout.xaxis.range,
      id,
    );
    expect((zoomed[1] ?? 0) - (zoomed[0] ?? 0)).toBeLessThan(20);
    await page.evaluate((one) => {
      const payload = structuredClone(window.shown.find((shown) => shown.id === one)?.payload) as {
        runs: { series: { x: number[]; y: number[] }[] }[];
      };
      for (const series of payload.runs[0]?.series ?? []) {
        series.x.push(99);
        series.y.push(0.5);
      }
      window.update(one, payload);
    }, id);
    await page.waitForTimeout(400);
    const after = await page.evaluate((one) => {
      const plot = document.querySelector(`#${one} .gb-plot`) as Plot & { data: { x: number[]; visible?: unknown }[] };
      return { range: plot.layout.xaxis.range, hidden: plot.data[1]?.visible, last: plot.data[0]?.x.at(-1) };
    }, id);
    expect(after).toEqual({ range: zoomed, hidden: "legendonly", last: 99 });
    await page.context().close();
  });

  it("a thousand of them cost no memory, and a good payload heals a bad one", async () => {
    const { page } = await open("en.html", { query: "?only=network" });
    const id = await idOf(page, "network", 1);
    const nodes = (): Promise<number> => page.evaluate(() => document.querySelectorAll("*").length);
    const before = await nodes();
    const drawn = await page.evaluate(async (one) => {
      const payload = window.shown.find((shown) => shown.id === one)?.payload as { epoch?: number };
      for (let epoch = 1; epoch <= 1_000; epoch++) {
        window.update(one, { ...payload, epoch });
        if (epoch % 50 === 0) await new Promise((done) => requestAnimationFrame(done));
      }
      await new Promise((done) => setTimeout(done, 200));
      return document.querySelector(`#${one} .gb-title`)?.textContent;
    }, id);
    expect(drawn).toContain("epoch 1000");
    expect(await nodes()).toBe(before);
    await page.evaluate((one) => window.update(one, { nonsense: true }), id);
    await page.locator(`#${id} .gb-message`).waitFor();
    await page.evaluate((one) => window.update(one, window.shown.find((shown) => shown.id === one)?.payload), id);
    await page.locator(`#${id} .gb-figure`).waitFor();
    await page.evaluate((one) => window.end(one), id);
    expect(await page.locator(`#${id} > div`).innerHTML()).toBe("");
    await page.context().close();
  });
});

describe("motion", () => {
  it("plays by itself once seen, and not for who wants no motion", async () => {
    for (const motion of [true, false]) {
      const { page } = await open("en.html", { motion, query: "?only=curve" });
      const id = await idOf(page, "curve");
      const frame = (): Promise<string> => page.locator(`#${id} [data-part=frame]`).inputValue();
      await page.waitForTimeout(1_600);
      expect(Number(await frame()) > 0).toBe(motion);
      await page.context().close();
    }
  });
});
