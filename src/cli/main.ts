// The commands behind `gradbook` and `npm start`. bin/ has set everything up before it calls this; run as a program
// (`node dist/cli.js export ...`) it does the same work without looking whether anything is missing.
import { realpathSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { folders, Problem, type Command, type Log } from "./context";

/** Each command in a file of its own, read only when it is called. bin/commands.json says what each is for. */
export const commands: Readonly<Record<string, () => Promise<Command>>> = {
  start: () => import("./start"),
  export: () => import("./export"),
  verify: () => import("./verify"),
};

const noLog: Log = { file: "", name: "", write: () => undefined };

/** Runs a command and returns its exit code. */
export async function main(
  name: string,
  args: readonly string[],
  options: { root: string; log?: Log },
): Promise<number> {
  const load = commands[name];
  if (load === undefined) {
    throw new Problem(
      `Gradbook has no command ${JSON.stringify(name)}.`,
      `It has: ${Object.keys(commands).join(", ")}.`,
    );
  }
  const command = await load();
  return command.run(args, { ...folders(options.root), log: options.log ?? noLog });
}

const own = fileURLToPath(import.meta.url);
if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === own) {
  const [name = "", ...args] = process.argv.slice(2);
  main(name, args, { root: path.resolve(path.dirname(own), "..") }).then(
    (code) => (process.exitCode = code),
    (error: unknown) => {
      console.error(error instanceof Problem ? error.message : error);
      process.exitCode = 1;
    },
  );
}
