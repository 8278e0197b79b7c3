import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import { bn, data } from "gradbook";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { embeddedNotebook } from "../../src/export/embedded";
import { codeCell, curveBundle, lossBundle, markdownCell, notebookOf, sampleNotebook } from "../export/sample";
import { startLab, type Lab } from "./support/lab";

const root = path.resolve(import.meta.dirname, "../..");
let lab: Lab;
beforeAll(async () => {
  lab = await startLab();
});
afterAll(() => lab?.stop());

function place(name: string, text: string): string {
  mkdirSync(path.dirname(path.join(lab.work, name)), { recursive: true });
  writeFileSync(path.join(lab.work, name), text);
  return name;
}

/** A cell that shows a bundle under a display id, or brings what is shown there up to date. */
const show = (bundle: object, displayId: string, update = false): object =>
  codeCell(
    `(globalThis as any)[Symbol.for("Jupyter.host")].display(${JSON.stringify(bundle)}, { displayId: "${displayId}", update: ${update} });`,
  );

/** Runs a cell by the keyboard, as soon as the notebook is there. */
async function run(page: Page, cell: number): Promise<void> {
  await page.locator(".jp-NotebookPanel .jp-Spinner").waitFor({ state: "detached", timeout: 60_000 });
  const box = page.locator(".jp-Cell").nth(cell);
  const prompt = box.locator(".jp-InputPrompt").first();
  const isTaken = async (): Promise<boolean> => /\[(\*|\d+)\]/.test(await prompt.innerText());
  // JupyterLab may not have its shortcuts yet: then again.
  for (let attempt = 0; !(await isTaken()) && attempt < 10; attempt++) {
    const dialog = page.locator(".jp-Dialog");
    if (await dialog.isVisible()) throw new Error(`JupyterLab asks: ${await dialog.innerText()}`);
    await box.click({ position: { x: 20, y: 10 } });
    await page.keyboard.press("Control+Enter");
    await page.waitForTimeout(500 * (attempt + 1));
  }
  await expect.poll(() => prompt.innerText(), { timeout: 60_000 }).toMatch(/\[\d+\]/);
}

/** Fails on any message of the page's that tells of an error. */
function errorsOf(page: Page): string[] {
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error") errors.push(message.text());
  });
  return errors;
}

describe("figures in JupyterLab", () => {
  test("an update by display id moves the same figure and keeps what the reader chose", async () => {
    const cells = [show(curveBundle("Before"), "one"), show(curveBundle("After"), "one", true)];
    const page = await lab.open(place("update.ipynb", notebookOf(cells)));
    const errors = errorsOf(page);
    await run(page, 0);
    const figure = page.locator(".gradbook-figure-host .gb-figure");
    await figure.getByText("Before").waitFor();
    await figure.evaluate((element) => Object.assign(element.parentElement ?? {}, { mark: "same" }));
    await figure.locator('input[type="range"]').first().fill("5");
    await figure.getByText("step 5 of 11", { exact: true }).waitFor();

    await run(page, 1);
    await figure.getByText("After").waitFor();
    expect(await figure.count()).toBe(1);
    expect(await figure.getByText("step 5 of 11", { exact: true }).count()).toBe(1);
    expect(await figure.evaluate((element) => (element.parentElement as { mark?: string } | null)?.mark)).toBe("same");
    expect(errors).toEqual([]);
    await page.context().close();
  });

  test("Plotly comes when a figure needs it, and its zoom outlives an update", async () => {
    const cells = [markdownCell("# Loss"), show(lossBundle(20), "loss"), show(lossBundle(30), "loss", true)];
    const page = await lab.open(place("loss.ipynb", notebookOf(cells)));
    const large = (): Promise<number> =>
      page.evaluate(
        () =>
          (performance.getEntriesByType("resource") as PerformanceResourceTiming[]).filter(
            ({ name, decodedBodySize }) => name.includes("@gradbook/") && decodedBodySize > 1e6,
          ).length,
      );
    expect(await large()).toBe(0);
    await run(page, 1);
    const plot = page.locator(".gradbook-figure-host .js-plotly-plot");
    await plot.waitFor();
    expect(await large()).toBe(1);

    type Plot = HTMLElement & { layout: { xaxis: { range: number[] } } };
    const drag = await plot.locator(".nsewdrag").first().boundingBox();
    if (!drag) throw new Error("the plot has no place to drag in");
    await page.mouse.move(drag.x + drag.width * 0.3, drag.y + drag.height * 0.3);
    await page.mouse.down();
    await page.mouse.move(drag.x + drag.width * 0.6, drag.y + drag.height * 0.7, { steps: 8 });
    await page.mouse.up();
    await page.waitForTimeout(800);
    const range = (): Promise<number[]> => plot.evaluate((element) => [...(element as Plot).layout.xaxis.range]);
    const zoomed = await range();
    expect((zoomed[1] ?? 0) - (zoomed[0] ?? 0)).toBeLessThan(25);
    await run(page, 2);
    await page.waitForTimeout(1200);
    expect(await range()).toEqual(zoomed);
    await page.context().close();
  });

  test("a network as a cell's last value draws itself, and evidence that is clicked is computed in the page", async () => {
    const cells = [codeCell('import { data } from "gradbook";\ndata.network("asia")')];
    const page = await lab.open(place("asia.ipynb", notebookOf(cells)));
    const errors = errorsOf(page);
    await run(page, 0);
    const figure = page.locator(".gradbook-figure-host .gb-figure");
    await figure.waitFor();
    const asia = data.network("asia");
    const part = (node: string, state: string): string =>
      `[data-part="s:${asia.nodes.indexOf(node)}:${asia.states(node).indexOf(state)}"]`;
    await figure.locator(part("dysp", "yes")).click();
    await figure.locator("[data-status]").getByText("Known: dysp = yes").waitFor();
    const expected = new bn.JunctionTree(asia).posteriors({ dysp: "yes" });
    for (const { name, states } of asia.variables) {
      for (const state of states) {
        const text = await figure.locator(part(name, state)).getAttribute("data-probability");
        expect(Math.abs(Number(text) - expected.probability(name, state))).toBeLessThan(1e-9);
      }
    }
    expect(errors).toEqual([]);
    await page.context().close();
  });

  test("figures of a saved notebook are drawn without running it, in the dark theme too", async () => {
    const page = await lab.open(place("saved.ipynb", sampleNotebook()), { colorScheme: "dark" });
    const figure = page.locator(".gradbook-figure-host .gb-figure").first();
    await figure.waitFor();
    expect(await page.locator(".gradbook-figure-host .gb-controls button").count()).toBeGreaterThan(0);
    const ink = (): Promise<string> => figure.evaluate((element) => getComputedStyle(element).color);
    const before = await ink();
    await page.getByRole("menuitem", { name: "Settings" }).click();
    await page.locator('.lm-Menu-item[data-type="submenu"]', { hasText: "Theme" }).first().click();
    await page.locator(".lm-Menu-item", { hasText: /^JupyterLab Dark$/ }).click();
    await page.waitForSelector('body[data-jp-theme-light="false"]', { state: "attached" });
    await expect.poll(ink).not.toBe(before);
    await page.context().close();
  });

  test("a malformed payload is told of in the figure's place", async () => {
    const cells = [show({ "application/vnd.gradbook.curve.v1+json": { x: "no" }, "text/plain": "x" }, "bad")];
    const page = await lab.open(place("bad.ipynb", notebookOf(cells)));
    await run(page, 0);
    await page.locator(".gradbook-figure-host .gb-message").waitFor();
    await page.context().close();
  });
});

describe("course panel", () => {
  const lesson = (number: string) => ({
    id: `${number}-lesson`,
    number,
    title: { en: `Lesson ${number}`, zh: `第 ${number} 课` },
    minutes: 30,
    exercises: [`${number}.E1`, `${number}.E2`],
    path: { en: `stage/${number}-lesson.ipynb`, zh: `zh/stage/${number}-lesson.ipynb` },
  });
  beforeAll(() => {
    const course = {
      version: 1,
      stages: [{ id: "stage", title: { en: "Foundations", zh: "基础" }, lessons: ["90", "91", "92"].map(lesson) }],
    };
    place(".gradbook/course.json", JSON.stringify(course));
    for (const number of ["90", "91", "92"]) {
      place(`stage/${number}-lesson.ipynb`, notebookOf([markdownCell(`# English ${number}`)]));
      place(`zh/stage/${number}-lesson.ipynb`, notebookOf([markdownCell(`# 中文 ${number}`)]));
    }
    const exercise = { best: "passed", last: "passed", attempts: 1, hints: 0 };
    place(
      "progress.json",
      JSON.stringify({
        format: "gradbook-progress",
        version: 1,
        predictions: {},
        exercises: { "90.E1": exercise, "90.E2": exercise, "91.E1": exercise },
      }),
    );
  });

  test("shows lessons and progress, opens the learner's copy, goes to the next, and speaks Chinese", async () => {
    const page = await lab.open();
    const errors = errorsOf(page);
    const panel = page.locator(".gradbook-course");
    await panel.getByText("1 of 3 lessons done").waitFor();
    expect(await panel.locator(".gradbook-lesson").nth(1).innerText()).toContain("1 of 2 exercises");
    const { violations } = await new AxeBuilder({ page }).include(".gradbook-course").analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
    await panel.locator(".gradbook-lesson").nth(1).click();
    await page.getByRole("heading", { name: "English 91" }).waitFor();
    await expect.poll(() => panel.locator("[aria-current=page]").innerText()).toContain("Lesson 91");

    await page.locator('[data-jp-item-name="gradbook-next"]:visible').click();
    await page.getByRole("heading", { name: "English 92" }).waitFor();

    await panel.getByRole("button", { name: "中文" }).click();
    await panel.getByText("已完成 1/3 课").waitFor();
    await panel.locator(".gradbook-lesson").nth(0).click();
    await page.getByRole("heading", { name: "中文 90" }).waitFor();
    expect(errors).toEqual([]);
    await page.context().close();
  });

  test("a check that passes in a notebook shows in the panel without a reload", async () => {
    const page = await lab.open(
      place(
        "pass.ipynb",
        notebookOf([
          codeCell(
            'import { readFileSync, writeFileSync } from "node:fs";\nconst file = "progress.json";\nconst all = JSON.parse(readFileSync(file, "utf8"));\nall.exercises["91.E2"] = all.exercises["91.E1"];\nwriteFileSync(file, JSON.stringify(all));',
          ),
        ]),
      ),
    );
    const panel = page.locator(".gradbook-course");
    if (!(await panel.isVisible())) await page.locator('.lm-TabBar-tab[data-id="gradbook-course"]').click();
    await panel.waitFor();
    await run(page, 0);
    await page
      .locator(".gradbook-course")
      .getByText(/2 of 3 lessons done|已完成 2\/3 课/)
      .waitFor();
    await page.context().close();
  });
});

describe("export from JupyterLab", () => {
  test("the button downloads the page that the command writes", async () => {
    const name = place("export/me.ipynb", sampleNotebook());
    const page = await lab.open(name);
    const downloading = page.waitForEvent("download");
    await page.locator('[data-jp-item-name="gradbook-export"]:visible').click();
    const download = await downloading;
    expect(download.suggestedFilename()).toBe("me.html");
    const html = readFileSync(await download.path(), "utf8");
    await page.context().close();
    const output = path.join(lab.work, "export", "command.html");
    execFileSync(process.execPath, ["dist/cli.js", "export", path.join(lab.work, name), "--output", output], {
      cwd: root,
    });
    expect(html === readFileSync(output, "utf8")).toBe(true);
    expect(embeddedNotebook(html)).toContain("Gradient descent, seen");
  });

  test("File > Save and Export > HTML gives the same", async () => {
    const name = place("export/menu.ipynb", sampleNotebook());
    const response = await fetch(`${lab.base}/nbconvert/html/${name}?download=true`, {
      headers: { authorization: `token ${lab.token}` },
    });
    const text = await response.text();
    expect(response.status, text.slice(0, 2000)).toBe(200);
    const output = path.join(lab.work, "export", "menu.html");
    execFileSync(process.execPath, ["dist/cli.js", "export", path.join(lab.work, name)], { cwd: root });
    expect(text === readFileSync(output, "utf8")).toBe(true);
  });

  test("asks before a secret or an empty page goes out", async () => {
    const key = ["sk-", "abcdefghijklmnopqrstuvwxyz123456"].join("");
    const page = await lab.open(place("export/secret.ipynb", notebookOf([codeCell(`const key = "${key}";`)])));
    await page.locator('[data-jp-item-name="gradbook-export"]:visible').click();
    const dialog = page.locator(".jp-Dialog");
    await dialog.waitFor();
    const text = await dialog.innerText();
    expect(text).toContain("OpenAI-style key");
    expect(text).not.toContain(key);
    expect(text).toContain("No cell has an output yet");
    await dialog.getByRole("button", { name: "Cancel" }).click();
    await page.context().close();
  });
});
