import { afterAll, beforeAll, expect, test } from "vitest";
import { startLab, type Lab } from "./support/lab";

let lab: Lab;
beforeAll(async () => {
  lab = await startLab();
});
afterAll(() => lab?.stop());

test("JupyterLab opens without news, announcements or the extension manager, and asks no other host", async () => {
  const page = await lab.open();
  const hosts = new Set<string>();
  page.on("request", (request) => hosts.add(new URL(request.url()).host));
  await page.reload();
  await page.waitForSelector(".jp-Launcher-body, .jp-Notebook", { timeout: 60_000 });
  await page.waitForTimeout(2000);
  expect([...hosts].filter((host) => host !== "" && host !== new URL(lab.base).host)).toEqual([]);
  expect(await page.locator(".jp-toast-message, .Toastify__toast").count()).toBe(0);
  expect(await page.locator("[data-id='extensionmanager.main-view']").count()).toBe(0);
});

test("lesson 00 opens on the project's kernel", async () => {
  const page = await lab.open("0-foundations/00-start-here.ipynb");
  const kernel = (): Promise<string> => page.locator(".jp-Toolbar-kernelName").innerText();
  await expect.poll(kernel, { timeout: 30_000 }).toContain("TypeScript");
});
