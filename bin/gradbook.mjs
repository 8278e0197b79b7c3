// Every command of Gradbook: sets up what is missing, then hands over. Plain Node without dependencies, because it runs
// before anything is installed. `test` lives in scripts/ (it must run when the build fails), the others in src/cli.
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { Problem, explainFileError } from "./problem.mjs";
import { endAll } from "./run.mjs";
import { setUp } from "./setup.mjs";
import { Steps, openLog } from "./steps.mjs";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const commands = JSON.parse(readFileSync(path.join(root, "bin", "commands.json"), "utf8"));
const [name = "help", ...args] = process.argv.slice(2);

function usage() {
  const width = Math.max(...Object.keys(commands).map(({ length }) => length));
  const list = Object.entries(commands).map(([command, summary]) => `  ${command.padEnd(width)}  ${summary}`);
  return [
    "Usage: gradbook <command> [options]",
    "",
    ...list,
    "",
    "gradbook <command> --help tells a command's options.",
  ].join("\n");
}

async function main() {
  if (["help", "--help", "-h"].includes(name)) {
    console.log(usage());
    return 0;
  }
  if (name === "--version") {
    console.log(JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")).version);
    return 0;
  }
  if (!Object.hasOwn(commands, name)) {
    throw new Problem(
      `Gradbook has no command ${JSON.stringify(name)}.`,
      `It has: ${Object.keys(commands).join(", ")}.`,
    );
  }
  const log = openLog(root, name);
  // A set-up that is stopped ends what it runs; the next one goes on. Commands set handlers of their own when they take over.
  const stop = (signal) => {
    endAll(signal);
    process.exit(signal === "SIGINT" ? 130 : 143);
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, stop);
  const steps = new Steps({ log, quiet: name !== "start" && name !== "test" });
  const runner = path.join(root, "scripts", "test.mjs");
  const isTest = name === "test" && existsSync(runner);
  if (!steps.quiet) console.log("Gradbook");
  await setUp(root, { steps, log, parts: isTest ? ["packages", "python"] : ["packages", "python", "build", "native"] });
  const command = await import(pathToFileURL(isTest ? runner : path.join(root, "dist", "cli.js")).href);
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.off(signal, stop);
  return command.main(name, args, { root, log, steps, endAll });
}

main().then(
  (code) => process.exit(code ?? 0),
  (error) => {
    const known = explainFileError(error, root);
    const isProblem = known instanceof Problem || known?.name === "Problem";
    if (isProblem || process.env.GRADBOOK_DEBUG === undefined) console.error(`\n${known?.message ?? known}`);
    else console.error(known);
    process.exit(1);
  },
);
