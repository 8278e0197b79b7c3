// JupyterLab as a child process: started, waited for, and ended with its kernels.
import { spawn, type ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import http from "node:http";
import net from "node:net";
import path from "node:path";
import { Problem, type Context } from "./context";
import { jupyterEnvironment, pythonOf } from "./environment";
import { endStrayKernels } from "./processes";

const posix = process.platform !== "win32";
const sleep = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

export interface ServerOptions {
  readonly host: string;
  readonly port: number;
  readonly browser: boolean;
  /** Path of the page that opens, such as `/lab`. */
  readonly page: string;
  readonly labArgs: readonly string[];
}

export interface Server {
  readonly port: number;
  readonly token: string;
  /** Address of a page of it, with the token. */
  url(page: string): string;
  /** Resolves when it has ended. */
  readonly ended: Promise<number>;
  /** Ends it and its kernels. */
  stop(): Promise<void>;
}

/** The name that a browser on this machine uses for a server bound to `host`. */
export const reachable = (host: string): string => (["0.0.0.0", "::", "*", ""].includes(host) ? "localhost" : host);

const urlOf = (host: string, port: number, page: string, token: string): string =>
  `http://${host.includes(":") ? `[${host}]` : host}:${port}${page}?token=${token}`;

/** Whether a port can be bound on every address of `host`. */
export async function portIsFree(host: string, port: number): Promise<boolean> {
  const addresses = host === "localhost" ? ["127.0.0.1", "::1"] : [host];
  const tries = addresses.map(
    (address) =>
      new Promise<boolean>((resolve) => {
        const probe = net.createServer();
        probe.once("error", (error: NodeJS.ErrnoException) =>
          resolve(error.code !== "EADDRINUSE" && error.code !== "EACCES"),
        );
        probe.listen({ host: address, port, exclusive: true }, () => probe.close(() => resolve(true)));
      }),
  );
  return (await Promise.all(tries)).every(Boolean);
}

/** The first free port from `first` on. */
export async function freePort(host: string, first: number): Promise<number> {
  for (let port = first; port < first + 100; port++) if (await portIsFree(host, port)) return port;
  throw new Problem(`No port from ${first} to ${first + 99} is free.`, "Name one with --port N.");
}

/** A server that already runs on these folders: its address, or nothing. */
export async function runningServer({
  state,
  work,
}: Context): Promise<{ port: number; url(page: string): string } | undefined> {
  const folder = path.join(state, "runtime");
  if (!existsSync(folder)) return undefined;
  for (const name of readdirSync(folder).filter((file) => /^jpserver-\d+\.json$/.test(file))) {
    try {
      const info = JSON.parse(readFileSync(path.join(folder, name), "utf8")) as Record<string, unknown>;
      const host = reachable(String(info["hostname"]));
      const port = Number(info["port"]);
      const token = String(info["token"]);
      if (info["root_dir"] !== work || !(await ask(urlOf(host, port, "/api/status", token)))) continue;
      return { port, url: (page) => urlOf(host, port, page, token) };
    } catch {
      // A file that a killed server left half written.
    }
  }
  return undefined;
}

/** Asks the server on a connection of its own, which is closed with the answer: one kept open would delay the server's end. */
function ask(url: string, method: "GET" | "POST" = "GET"): Promise<boolean> {
  return new Promise((resolve) => {
    const request = http.request(url, { method, agent: false, timeout: 5000 }, (response) => {
      response.resume();
      response.on("close", () => resolve(response.statusCode === 200));
    });
    request.on("timeout", () => request.destroy());
    request.on("error", () => resolve(false));
    request.end();
  });
}

/** Starts JupyterLab and returns when it answers. */
export async function startServer(context: Context, options: ServerOptions): Promise<Server> {
  const { log, root, state, work } = context;
  const token = process.env["JUPYTER_TOKEN"] || randomBytes(24).toString("hex");
  mkdirSync(path.join(state, "runtime"), { recursive: true, mode: 0o700 });
  const args = [
    "-m",
    "jupyterlab",
    `--ServerApp.root_dir=${work}`,
    `--ServerApp.ip=${options.host}`,
    `--ServerApp.port=${options.port}`,
    "--ServerApp.port_retries=0",
    `--LabApp.default_url=${options.page}`,
    ...(options.browser ? [] : ["--no-browser"]),
    ...(posix && process.getuid?.() === 0 ? ["--allow-root"] : []),
    ...options.labArgs,
  ];
  log.write(`$ python ${args.join(" ")}\n`);
  const child = spawn(pythonOf(root), args, {
    cwd: work,
    env: { ...jupyterEnvironment(context), JUPYTER_TOKEN: token },
    stdio: ["ignore", "pipe", "pipe"],
    detached: posix, // Ctrl+C reaches us only: we end the server in order
    windowsHide: true,
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      log.write(text);
      output = (output + text).slice(-5000);
    });
  }
  const ended = new Promise<number>((resolve) => {
    child.on("error", (error) => {
      output += error.message;
      resolve(127);
    });
    child.on("close", (code) => resolve(code ?? 1));
  });
  const host = reachable(options.host);
  const url = (page: string): string => urlOf(host, options.port, page, token);
  const stop = (): Promise<void> => stopServer(child, ended, url("/api/shutdown"), path.join(state, "runtime"));
  let exit: number | undefined;
  void ended.then((code) => (exit = code));
  const patience = Date.now() + 120_000;
  while (!(await ask(url("/api/status")))) {
    if (exit !== undefined) throw failedToStart(exit, output, options, log.name);
    if (Date.now() > patience) {
      await stop();
      throw new Problem("JupyterLab did not answer within two minutes.", `What it said is in ${log.name}.`);
    }
    await sleep(50);
  }
  return { port: options.port, token, url, ended, stop };
}

function failedToStart(code: number, output: string, { port }: ServerOptions, logName: string): Problem {
  if (/already in use|EADDRINUSE|is not available/i.test(output)) return portTaken(port);
  if (/No space left/i.test(output))
    return new Problem("JupyterLab could not start: the disk is full.", "Free some space and start again.");
  const said = output.trim().split("\n").at(-1)?.trim() ?? "";
  return new Problem(
    `JupyterLab ended with code ${code} before it was ready: ${said}`,
    `What it said is in ${logName}.`,
  );
}

export const portTaken = (port: number): Problem =>
  new Problem(`Port ${port} is in use by another program.`, `Choose another: npm start -- --port ${port + 1}`);

/** Asks the server to end (it ends its kernels), and makes sure of both. */
async function stopServer(
  child: ChildProcess,
  ended: Promise<number>,
  shutdown: string,
  runtime: string,
): Promise<void> {
  const gone = (milliseconds: number): Promise<boolean> =>
    new Promise((resolve) => {
      const timer = setTimeout(() => resolve(false), milliseconds);
      void ended.then(() => {
        clearTimeout(timer);
        resolve(true);
      });
    });
  const signal = (name: NodeJS.Signals): void => {
    if (child.pid === undefined) return;
    try {
      process.kill(posix ? -child.pid : child.pid, name);
    } catch {
      // Gone already.
    }
  };
  await ask(shutdown, "POST");
  if (!(await gone(10_000))) {
    signal("SIGTERM");
    if (!(await gone(5000))) signal("SIGKILL");
  }
  endStrayKernels(runtime);
}
