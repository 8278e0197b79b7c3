import { existsSync, mkdirSync, readdirSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { Problem, type Context } from "./context";
import { courseFiles, readCourse, type Course } from "./course";
import { folderFiles } from "./files";
import { whenCallersEnd } from "./processes";
import { freePort, portIsFree, portTaken, runningServer, startServer } from "./server";
import { bringLessons } from "./work";

const help = `npm start -- [options]

  --no-browser      only prints the address
  --port N          port of the server (default: 8888, or the next that is free)
  --host H          address that it listens on (default: localhost)
  --lab-args ...    everything after it goes to JupyterLab as it is`;

interface StartOptions {
  readonly browser: boolean;
  readonly port: number | undefined;
  readonly host: string;
  readonly labArgs: readonly string[];
}

/** Reads the options; undefined means that help is asked for. */
export function startOptions(args: readonly string[]): StartOptions | undefined {
  const cut = args.indexOf("--lab-args");
  const [own, labArgs] = cut < 0 ? [args, []] : [args.slice(0, cut), args.slice(cut + 1)];
  let values;
  try {
    ({ values } = parseArgs({
      args: [...own],
      options: {
        "no-browser": { type: "boolean", default: false },
        port: { type: "string" },
        host: { type: "string", default: "localhost" },
        help: { type: "boolean", short: "h", default: false },
      },
    }));
  } catch (error) {
    throw new Problem((error as Error).message.split(". ")[0] + ".", help);
  }
  if (values.help) return undefined;
  const port = values.port === undefined ? undefined : Number(values.port);
  if (port !== undefined && !(Number.isInteger(port) && port > 0 && port < 65536)) {
    throw new Problem(
      `--port takes a number from 1 to 65535, not ${JSON.stringify(values.port)}.`,
      "For example: npm start -- --port 8890",
    );
  }
  return { browser: !values["no-browser"], port, host: values.host, labArgs };
}

/** The page to open: on the first start the first lesson in the learner's language, later what was open last. */
export function firstPage(course: Course, { state }: Pick<Context, "state">, language: string): string {
  const workspaces = path.join(state, "config", "lab", "workspaces");
  const seen = existsSync(workspaces) && readdirSync(workspaces).length > 0;
  const lesson = course.stages[0]?.lessons[0];
  if (seen || lesson === undefined) return "/lab";
  return `/lab/tree/${encodeURI(/^zh/i.test(language) ? lesson.path.zh : lesson.path.en)}`;
}

const languageOf = (env: NodeJS.ProcessEnv): string =>
  env["GRADBOOK_LANG"] ??
  env["LC_ALL"] ??
  env["LC_MESSAGES"] ??
  env["LANG"] ??
  Intl.DateTimeFormat().resolvedOptions().locale;

/** Copies the lessons to the learner's folder and lists them for the course panel. */
export function prepareWork(context: Pick<Context, "root" | "work" | "log">): { course: Course; summary: string } {
  mkdirSync(context.work, { recursive: true });
  const lessons = courseFiles(path.join(context.root, "notebooks"));
  const files = folderFiles(context.work);
  const actions = bringLessons(lessons, files);
  const course = readCourse(lessons);
  files.replace(".gradbook/course.json", `${JSON.stringify(course, undefined, 1)}\n`);
  const count = (kind: string): number => actions.filter((action) => action.kind === kind).length;
  for (const { kind, path: name } of actions) {
    if (kind === "keep")
      context.log.write(`${name}: yours is kept as you changed it; the course's version is notebooks/${name}\n`);
    else if (kind !== "same") context.log.write(`${name}: ${kind === "copy" ? "copied" : "brought up to date"}\n`);
  }
  const parts = [
    [count("copy"), "new"],
    [count("refresh"), "brought up to date"],
    [count("keep"), "yours, kept"],
  ] as const;
  const summary = parts.flatMap(([number, word]) => (number > 0 ? [`${number} ${word}`] : [])).join(", ");
  return { course, summary };
}

export async function run(args: readonly string[], context: Context): Promise<number> {
  const options = startOptions(args);
  if (options === undefined) {
    console.log(help);
    return 0;
  }
  const timed = async <T>(title: string, work: () => T | Promise<T>, note: (value: T) => string): Promise<T> => {
    const start = performance.now();
    const value = await work();
    const time = `${((performance.now() - start) / 1000).toFixed(1)} s`;
    console.log(`  ✓ ${title.padEnd(46)} ${time.padStart(7)}   ${note(value)}`.trimEnd());
    return value;
  };
  const { course } = await timed(
    "Lessons in work/",
    () => prepareWork(context),
    ({ summary }) => summary,
  );

  const before = options.port === undefined ? await runningServer(context) : undefined;
  if (before !== undefined) {
    console.log(`\n  Gradbook runs already in this folder:\n\n  ${before.url("/lab")}\n`);
    return 0;
  }
  if (options.port !== undefined && !(await portIsFree(options.host, options.port))) throw portTaken(options.port);
  const port = options.port ?? (await freePort(options.host, 8888));
  const page = firstPage(course, context, languageOf(process.env));
  const stopping = new Promise<string>((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => resolve(signal));
    if (process.env["npm_lifecycle_event"] !== undefined) whenCallersEnd(() => resolve("npm ended"));
  });
  const starting = timed(
    "JupyterLab",
    () => startServer(context, { ...options, port, page }),
    () => "",
  );
  const early = await Promise.race([starting, stopping]);
  if (typeof early === "string") {
    await starting.then((server) => server.stop()).catch(() => undefined);
    return 0;
  }
  const server = early;
  console.log(
    `\n  ${server.url(page)}\n\n  Ctrl+C ends it.${context.log.name === "" ? "" : ` What happens is logged in ${context.log.name}.`}`,
  );
  if (!["localhost", "127.0.0.1", "::1"].includes(options.host)) {
    console.log(`  It listens on ${options.host}: whoever reaches this machine and knows the token can use it.`);
  }
  const why = await Promise.race([server.ended, stopping]);
  if (typeof why === "number") {
    if (why !== 0) throw new Problem(`JupyterLab ended with code ${why}.`, `What it said is in ${context.log.name}.`);
    return 0;
  }
  context.log.write(`\nEnding: ${why}\n`);
  console.log("\n  Ending JupyterLab and its kernels ...");
  await server.stop();
  return 0;
}
