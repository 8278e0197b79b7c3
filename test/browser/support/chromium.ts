// Finds a Chromium to test in, or brings one.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

const root = path.resolve(import.meta.dirname, "../../..");
const downloads = path.join(root, ".cache", "browsers");

const onPath = [
  ...[
    "google-chrome-stable",
    "google-chrome",
    "chromium",
    "chromium-browser",
    "microsoft-edge-stable",
    "microsoft-edge",
  ],
];
const elsewhere: Readonly<Record<string, readonly string[]>> = {
  darwin: [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
  ],
  win32: ["PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA"].flatMap((name) =>
    ["Google\\Chrome\\Application\\chrome.exe", "Microsoft\\Edge\\Application\\msedge.exe"].map((file) =>
      path.join(process.env[name] ?? "", file),
    ),
  ),
};

/** Whether a program answers as a browser (Ubuntu's `chromium-browser` is only a hint to install one). */
function works(file: string): boolean {
  if (process.platform === "win32") return existsSync(file);
  return spawnSync(file, ["--version", "--no-sandbox"], { timeout: 20_000, stdio: "ignore" }).status === 0;
}

/** A browser that is installed, or that an earlier run has downloaded. */
function installed(): string | undefined {
  const named = process.env["GRADBOOK_BROWSER"];
  const files = (process.env["PATH"] ?? "")
    .split(path.delimiter)
    .flatMap((folder) => onPath.map((name) => path.join(folder, name)));
  const all = [
    ...(named === undefined ? [] : [named]),
    ...files,
    ...(elsewhere[process.platform] ?? []),
    playwrights(),
  ];
  return all.find((file) => file !== "" && existsSync(file) && works(file));
}

/** Where Playwright puts its own build. */
function playwrights(): string {
  const print = "process.stdout.write(require('playwright-core').chromium.executablePath())";
  const env = { ...process.env, PLAYWRIGHT_BROWSERS_PATH: downloads };
  return spawnSync(process.execPath, ["-e", print], { cwd: root, encoding: "utf8", env }).stdout ?? "";
}

/** Playwright's own download, into .cache/. */
function download(): void {
  const cli = path.join(path.dirname(createRequire(import.meta.url).resolve("playwright-core/package.json")), "cli.js");
  const env = { ...process.env, PLAYWRIGHT_BROWSERS_PATH: downloads, PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT: "10000" };
  spawnSync(process.execPath, [cli, "install", "chromium", "--no-shell"], {
    cwd: root,
    env,
    stdio: "inherit",
    timeout: 300_000,
  });
}

/** Debian's package, where we may install it. */
function debian(): void {
  if (process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get")) return;
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const apt = (...args: string[]): void => {
    spawnSync("apt-get", ["-q", ...args], { env, stdio: ["ignore", "inherit", "inherit"], timeout: 600_000 });
  };
  apt("update");
  apt("install", "-y", "--no-install-recommends", "chromium");
}

/** The file of a browser that works: one that is installed, else Playwright's download, else Debian's package. */
export function chromium(): string {
  for (const bring of [() => undefined, download, debian]) {
    bring();
    const file = installed();
    if (file !== undefined) return file;
  }
  throw new Error(
    "The browser tests need Chrome, Edge or Chromium, and none is here, nor could one be downloaded. " +
      "Install one, or name its program with GRADBOOK_BROWSER, and run npm test again.",
  );
}
