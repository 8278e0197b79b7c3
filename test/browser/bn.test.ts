// gradbook/bn in a plain web page: the page of docs/bayesian-networks.md, as it stands there, and the bundle beside it.
import { readFileSync } from "node:fs";
import path from "node:path";
import { chromium } from "playwright-core";
import { expect, inject, test } from "vitest";
import { browserArgs } from "./support/lab";

const root = path.resolve(import.meta.dirname, "../..");
const read = (file: string): string => readFileSync(path.join(root, file), "utf8");

test("the guide's page computes a posterior in Chromium and asks for nothing but its two files", async () => {
  const [, html = ""] = /```html\n([\s\S]*?)```/.exec(read("docs/bayesian-networks.md")) ?? [];
  const files: Readonly<Record<string, { body: string; contentType: string }>> = {
    "/": { body: html, contentType: "text/html" },
    "/bn.js": { body: read("dist/bn.js"), contentType: "text/javascript" },
    "/asia.bif": { body: read("share/networks/asia.bif"), contentType: "text/plain" },
  };
  const browser = await chromium.launch({ executablePath: inject("browser"), args: browserArgs });
  try {
    const page = await browser.newPage();
    const asked: string[] = [];
    const problems: string[] = [];
    page.on("pageerror", (error) => problems.push(error.message));
    await page.route("**/*", (route) => {
      const { pathname } = new URL(route.request().url());
      asked.push(pathname);
      const file = files[pathname];
      return file ? route.fulfill(file) : route.fulfill({ status: 404, body: "" });
    });
    await page.goto("http://localhost/");
    await expect.poll(() => page.textContent("#lung")).toBe("P(lung | dysp) = 0.1028");
    expect(problems).toEqual([]);
    expect(asked.filter((one) => one !== "/favicon.ico").sort()).toEqual(["/", "/asia.bif", "/bn.js"]);
  } finally {
    await browser.close();
  }
});
