// What a learner does, from `npm start` to a page to show: opens lesson 01 from JupyterLab's course panel, runs it, sees
// the pictures move, answers an exercise wrong, then right, exports, and opens the page without a network.
import { readFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { Locator, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startLab, type Lab } from "./support/lab";

const notebook = "0-foundations/01-perceptron.ipynb";

let lab: Lab;
let page: Page;
beforeAll(async () => {
  lab = await startLab({ setUp: true });
  page = await lab.open(undefined, { height: 2400 }); // network, boundary and loss on the screen at once: what is off it rests
});
afterAll(() => lab?.stop());

interface Cell {
  readonly id: string;
  readonly cell_type: string;
  readonly source: string | readonly string[];
  readonly execution_count?: number | null;
  readonly outputs?: readonly { readonly output_type: string }[];
  readonly metadata: { readonly tags?: readonly string[] };
}

/** The notebook as it lies in the learner's folder. */
const saved = (): readonly Cell[] =>
  (JSON.parse(readFileSync(path.join(lab.work, notebook), "utf8")) as { cells: Cell[] }).cells;

const idle = (): Promise<unknown> =>
  page.waitForSelector(".jp-Notebook-ExecutionIndicator[data-status=idle]", { timeout: 120_000 });

async function save(): Promise<void> {
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+s");
  await page.waitForTimeout(1000);
}

/** The cell of the page whose editor holds `text`. */
const cellWith = (text: string): Locator =>
  page.locator(".jp-CodeCell", { has: page.locator(".cm-content", { hasText: text }) });

/** Writes `code` into a cell over what is there, runs it, and returns what its output says. */
async function answer(cell: Locator, code: string, says: RegExp): Promise<string> {
  await cell.locator(".cm-content").click();
  await page.keyboard.press("Control+a");
  await page.keyboard.insertText(code);
  await page.keyboard.press("Control+Enter");
  const output = cell.locator(".jp-OutputArea-output");
  await output.getByText(says).first().waitFor({ timeout: 60_000 });
  return output.allInnerTexts().then((texts) => texts.join("\n"));
}

test("opens lesson 01 from the course panel, in the learner's own copy", async () => {
  const panel = page.locator(".gradbook-course");
  const tab = page.locator('.lm-TabBar-tab[data-id="gradbook-course"]');
  await panel.waitFor({ timeout: 15_000 }).catch(() => tab.click());
  await panel.locator(".gradbook-lesson").nth(1).click();
  await page.getByRole("heading", { name: "From the perceptron to the large model" }).first().waitFor();
  await idle();
  expect(await page.locator(".jp-Toolbar-kernelName:visible").innerText()).toContain("TypeScript");
});

test("runs all cells: every one ends without an error, and the line moves", async () => {
  await page.getByRole("menuitem", { name: "Run", exact: true }).click();
  await page.locator(".lm-Menu-item", { hasText: /^Run All Cells/ }).click();
  const code = saved().filter((cell) => cell.cell_type === "code");
  await expect
    .poll(
      async () => {
        await save();
        return saved().filter((cell) => cell.execution_count != null).length;
      },
      { timeout: 150_000, interval: 2000 },
    )
    .toBe(code.length);
  await idle();
  for (const { id, outputs = [], metadata } of saved()) {
    const failed = outputs.some(({ output_type }) => output_type === "error");
    expect(failed, `cell ${id}`).toBe(metadata.tags?.includes("raises-exception") ?? false);
  }
  const line = page.locator(".gradbook-figure-host .gb-figure[data-kind=boundary]").first();
  await line.scrollIntoViewIfNeeded();
  const drawing = (): Promise<string> => line.locator(".gb-stage").innerHTML();
  const first = await drawing();
  await expect.poll(drawing, { timeout: 20_000 }).not.toBe(first);
});

test("sees network and loss move while a network trains", async () => {
  await page.keyboard.press("Escape");
  await page.locator(".jp-Notebook-footer:visible").click();
  await page.locator(".jp-Notebook:visible .jp-Cell").last().locator(".cm-content").click();
  const own = `const net = new nn.Sequential(new nn.Linear(2, 3), new nn.Tanh(), new nn.Linear(3, 2));
await train.fit(net, {
  data: { x: tensor(scaled), y: training.y }, validation: { x: standardizer.transform(validation.x), y: validation.y },
  loss: nn.crossEntropy, optimizer: new optim.SGD(net.parameters(), { lr: 0.005 }), epochs: 3000, batchSize: 8, seed: 1,
  callbacks: [show.live(net, { inputNames: ["bill", "flipper"], classNames: training.classes })],
});`;
  await page.keyboard.insertText(`import { train } from "gradbook";\n${own}`);
  await page.keyboard.press("Control+Enter");
  const mine = cellWith("new nn.Linear(2, 3)").last();
  const figure = (kind: string): Locator => mine.locator(`.gb-figure[data-kind=${kind}]`);
  const seen = { network: new Set<string>(), loss: new Set<string>() };
  await figure("network").waitFor({ timeout: 60_000 });
  await mine.scrollIntoViewIfNeeded();
  for (const until = Date.now() + 60_000; Date.now() < until; await page.waitForTimeout(100)) {
    for (const kind of ["network", "loss"] as const) {
      if ((await figure(kind).count()) > 0) seen[kind].add(await figure(kind).innerHTML());
    }
    if ((await page.locator(".jp-Notebook-ExecutionIndicator[data-status=idle]:visible").count()) > 0) break;
  }
  expect(seen.network.size).toBeGreaterThan(2);
  expect(seen.loss.size).toBeGreaterThan(2);
  await idle();
});

const gates = (and: string, nand: string): string => `const or = { weights: [1, 1], bias: -0.5 };
const and = ${and};
const nand = ${nand};

lesson.check("01.E1", { or, and, nand });`;

test("answers an exercise wrong and is told how, then right, and the progress is kept", async () => {
  const cell = page.locator(".jp-CodeCell", { has: page.getByText('lesson.check("01.E1"') });
  await cell.scrollIntoViewIfNeeded();
  const wrong = await answer(
    cell,
    gates("{ weights: [1, 1], bias: -0.5 }", "{ weights: [-1, -1], bias: 1.5 }"),
    /Not yet right/,
  );
  expect(wrong).toMatch(/AND on \(0, 1\)/);
  expect(wrong).not.toMatch(/\bat .+:\d+:\d+/);
  await answer(cell, gates("{ weights: [1, 1], bias: -1.5 }", "{ weights: [-1, -1], bias: 1.5 }"), /Passed/);
  const progress = JSON.parse(readFileSync(path.join(lab.work, "progress.json"), "utf8")) as {
    exercises: Record<string, { best: string; attempts: number }>;
  };
  expect(progress.exercises["01.E1"]).toMatchObject({ best: "passed" });
  await page.locator(".gradbook-lesson", { hasText: "1 of 4 exercises" }).first().waitFor();
});

test("exports, and the page shows its pictures from a file, without a network and without asking for anything", async () => {
  await save();
  const downloading = page.waitForEvent("download");
  await page.locator('[data-jp-item-name="gradbook-export"]:visible').click();
  const file = path.join(lab.work, "..", "lesson-01.html");
  await (await downloading).saveAs(file);

  const context = await lab.browser.newContext({ offline: true, viewport: { width: 1280, height: 900 } });
  const exported = await context.newPage();
  const asked: string[] = [];
  const errors: string[] = [];
  await exported.route("**/*", (route) => {
    const url = route.request().url();
    if (!/^(file|data|blob):/.test(url)) asked.push(url);
    return route.continue();
  });
  exported.on("pageerror", (error) => errors.push(error.message));
  await exported.goto(pathToFileURL(file).href);
  await exported
    .getByRole("heading", { name: /From the perceptron to the large model/ })
    .first()
    .waitFor();
  for (const kind of ["timeline", "boundary", "network", "loss"]) {
    const picture = exported.locator(`.gb-figure[data-kind=${kind}]`).first();
    const width = (): Promise<number> =>
      picture.evaluate((element) => {
        element.scrollIntoView(); // now the live figure takes the still one's place
        return Math.max(0, ...[...element.querySelectorAll("svg")].map((svg) => svg.getBoundingClientRect().width));
      });
    await expect.poll(width, { message: kind, timeout: 10_000 }).toBeGreaterThan(200);
  }
  expect(await exported.getByText("Passed").count()).toBeGreaterThan(0);
  const broken = await exported.evaluate(() => [...document.images].filter((image) => image.naturalWidth === 0).length);
  expect(broken).toBe(0);
  expect(asked).toEqual([]);
  expect(errors).toEqual([]);
  await context.close();
});
