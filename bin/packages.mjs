// The JavaScript packages: `npm ci`, when package-lock.json is not what lies in node_modules.
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { explain } from "./problem.mjs";
import { npm, run } from "./run.mjs";
import { hashOf, readStamp, writeStamp } from "./stamp.mjs";

const stampFile = (root) => path.join(root, "node_modules", ".gradbook-stamp");
const wanted = (root) => hashOf(root, ["package-lock.json"], process.platform, process.arch);

/** Whether node_modules holds what package-lock.json asks for. npm deletes the folder, and with it the stamp, before it installs. */
export function packagesReady(root) {
  if (!existsSync(path.join(root, "package-lock.json"))) return true; // an installed package: npm has put everything in place
  const hash = wanted(root);
  if (readStamp(stampFile(root)) === hash) return true;
  if (!installedByHand(root)) return false;
  writeStamp(stampFile(root), hash);
  return true;
}

/** Whether a developer's own `npm install` has already brought what the lock asks for (npm notes what it installed). */
function installedByHand(root) {
  const read = (name) => JSON.parse(readFileSync(path.join(root, name), "utf8")).packages;
  try {
    const asked = read("package-lock.json");
    const there = read("node_modules/.package-lock.json");
    return Object.entries(asked).every(([name, entry]) => {
      if (!name.includes("node_modules/") || entry.optional || entry.link) return true;
      return there[name]?.version === entry.version && there[name]?.integrity === entry.integrity;
    });
  } catch {
    return false;
  }
}

/** Runs `npm ci`. No package's own install script runs: none that we use needs one. */
export async function installPackages(root, { log, onStart }) {
  const { command, args } = npm();
  const options = ["--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier", "--prefer-offline"];
  const patience = ["--fetch-retries=3", "--fetch-retry-factor=3", "--fetch-retry-mintimeout=1000"];
  const env = { ...process.env, NODE_ENV: "development", npm_config_loglevel: "error" };
  for (const name of Object.keys(env)) if (/^npm_(lifecycle|package)_/.test(name)) delete env[name];
  const result = await run(command, [...args, "ci", ...options, ...patience], { cwd: root, env, log, onStart });
  if (result.code !== 0) throw explain("Installing the JavaScript packages", result, log.name);
  writeStamp(stampFile(root), wanted(root));
}
