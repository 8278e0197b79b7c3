// A real JupyterLab of this repository, on a temporary copy of the lessons, and a browser to use it.
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import net from "node:net";
import path from "node:path";
import { chromium, type Browser, type Page } from "playwright-core";
import { inject } from "vitest";

const root = path.resolve(import.meta.dirname, "../../..");

/** How the browser is started: as root in a container too, silent towards the network. */
export const browserArgs = [
  ...["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"],
  ...["--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"],
];

export interface Lab {
  /** Address of the server, without path. */
  readonly base: string;
  readonly token: string;
  /** The learner's folder of this run. */
  readonly work: string;
  readonly browser: Browser;
  /** What the command printed so far. */
  output(): string;
  /** Opens a notebook (a path below the work folder), or JupyterLab itself, in a fresh page; ready when its kernel is. */
  open(
    notebook?: string,
    options?: { readonly colorScheme?: "light" | "dark"; readonly width?: number; readonly height?: number },
  ): Promise<Page>;
  stop(): Promise<void>;
}

export interface LabOptions {
  readonly env?: NodeJS.ProcessEnv;
  /** Starts by `gradbook start`, which looks first whether anything is missing, and not on what is built already. */
  readonly setUp?: boolean;
}

/** Starts a server by the real command, and a browser. Stop both with `stop()` in `afterAll`. */
export async function startLab(options: LabOptions = {}): Promise<Lab> {
  // Below the repository, because a cell's `import "gradbook"` is looked up from the notebook's folder upwards.
  mkdirSync(path.join(root, ".cache"), { recursive: true });
  const folder = mkdtempSync(path.join(root, ".cache", "browser-"));
  const work = path.join(folder, "work");
  const port = await anyFreePort();
  const env = {
    ...process.env,
    LANG: "en_US.UTF-8",
    GRADBOOK_LOGS: path.join(folder, "logs"),
    ...options.env,
    GRADBOOK_WORK: work,
  };
  const command = [options.setUp ? "bin/gradbook.cjs" : "dist/cli.js", "start", "--no-browser", "--port", String(port)];
  const child = spawn(process.execPath, command, { cwd: root, env, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  const ended = new Promise<void>((resolve) => child.on("close", () => resolve()));
  const url = await new Promise<URL>((resolve, reject) => {
    const read = (text: string): void => {
      output += text;
      const found = /http:\/\/\S+\?token=\S+/.exec(output);
      if (found) resolve(new URL(found[0]));
    };
    child.stdout.setEncoding("utf8").on("data", read);
    child.stderr.setEncoding("utf8").on("data", read);
    child.on("close", (code) => reject(new Error(`npm start ended with ${code}:\n${output}`)));
  });
  const browser = await chromium.launch({ executablePath: inject("browser"), args: browserArgs });
  const token = url.searchParams.get("token") ?? "";
  let pages = 0;
  return {
    base: url.origin,
    token,
    work,
    browser,
    output: () => output,
    async open(notebook, { colorScheme = "light", width = 1400, height = 1000 } = {}) {
      const context = await browser.newContext({ viewport: { width, height }, colorScheme, acceptDownloads: true });
      const page = await context.newPage();
      const workspace = `test-${process.pid}-${++pages}`;
      const tree = notebook === undefined ? "" : `/tree/${encodeURI(notebook)}`;
      await page.goto(`${url.origin}/lab/workspaces/${workspace}${tree}?token=${token}`);
      await page.waitForSelector("#jp-main-dock-panel", { timeout: 60_000 });
      if (notebook !== undefined) {
        await page.waitForSelector(".jp-Notebook-ExecutionIndicator[data-status=idle]", { timeout: 90_000 });
        await page.locator(".jp-NotebookPanel .jp-Spinner").first().waitFor({ state: "detached", timeout: 60_000 });
      }
      return page;
    },
    async stop() {
      await browser.close();
      child.kill("SIGTERM");
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function anyFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = net.createServer().once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address() as net.AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}
