// Jupyter: a virtual environment in .venv with exactly the packages of requirements.lock.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { Problem, explain } from "./problem.mjs";
import { run } from "./run.mjs";
import { hashOf, readStamp, writeStamp } from "./stamp.mjs";

const windows = process.platform === "win32";
const oldest = [3, 11];

/** The environment's own Python. */
export const venvPython = (root) =>
  windows ? path.join(root, ".venv", "Scripts", "python.exe") : path.join(root, ".venv", "bin", "python");

const stampFile = (root) => path.join(root, ".venv", ".gradbook-stamp");
const wanted = (root) => hashOf(root, ["requirements.lock"], process.platform, process.arch);

/** Whether .venv was finished for this lock, and its Python is still there (a system update can take it away). */
export function pythonReady(root) {
  return existsSync(venvPython(root)) && readStamp(stampFile(root)) === wanted(root);
}

/** A Python that can make the environment; otherwise the problem in words. */
export function findPython() {
  const candidates = process.env.GRADBOOK_PYTHON
    ? [[process.env.GRADBOOK_PYTHON]]
    : windows
      ? [["py", "-3"], ["python"], ["python3"]]
      : [["python3"], ...[14, 13, 12, 11].map((minor) => [`python3.${minor}`]), ["python"]];
  const probe =
    "import sys, importlib.util as u; print(sys.version_info[0], sys.version_info[1], int(bool(u.find_spec('venv') and u.find_spec('ensurepip'))))";
  const found = [];
  for (const [command, ...args] of candidates) {
    const { status, stdout } = spawnSync(command, [...args, "-c", probe], {
      encoding: "utf8",
      timeout: 20_000,
      windowsHide: true,
    });
    const [major, minor, venv] = status === 0 ? stdout.trim().split(" ").map(Number) : [];
    if (major === undefined) continue;
    const python = {
      command,
      args,
      version: `${major}.${minor}`,
      newEnough: major > oldest[0] || (major === oldest[0] && minor >= oldest[1]),
      venv,
    };
    if (python.newEnough && venv) return python;
    found.push(python);
  }
  throw missing(found);
}

function missing(found) {
  const withoutVenv = found.find(({ newEnough }) => newEnough);
  if (withoutVenv) {
    return new Problem(
      `Python ${withoutVenv.version} is here, but without its venv module, which Gradbook needs.`,
      `On Debian or Ubuntu: sudo apt install python${withoutVenv.version}-venv. Then run the same command again.`,
    );
  }
  const tooOld =
    found.length > 0 ? `this machine has Python ${found.map(({ version }) => version).join(", ")}` : "none was found";
  return new Problem(
    `Gradbook needs Python ${oldest.join(".")} or newer for JupyterLab, and ${tooOld}.`,
    "Install it from https://www.python.org/downloads (Debian, Ubuntu: sudo apt install python3 python3-venv; macOS: brew install python), or name one with GRADBOOK_PYTHON. Then run the same command again.",
  );
}

/** Makes .venv anew and installs the locked packages. What pip had fetched before an interruption is in its cache. */
export async function installPython(root, { log, onStart }) {
  const python = findPython();
  const env = {
    ...process.env,
    PYTHONNOUSERSITE: "1",
    PIP_CACHE_DIR: process.env.PIP_CACHE_DIR ?? path.join(root, ".cache", "pip"),
  };
  delete env.PYTHONHOME;
  delete env.PYTHONPATH;
  const options = { cwd: root, env, log, onStart };
  const made = await run(python.command, [...python.args, "-m", "venv", "--clear", path.join(root, ".venv")], options);
  if (made.code !== 0) throw explain("Making the Python environment", made, log.name);
  const pip = [
    "-m",
    "pip",
    "install",
    "--require-hashes",
    "--no-deps",
    "--no-compile",
    "--no-input",
    "--disable-pip-version-check",
    "--progress-bar",
    "off",
  ];
  const installed = await run(venvPython(root), [...pip, "-r", "requirements.lock"], options);
  if (installed.code !== 0) throw explain("Installing the Python packages", installed, log.name);
  writeStamp(stampFile(root), wanted(root));
}
