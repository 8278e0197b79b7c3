// The programs that we are measured against: pinned, and installed outside of our own dependencies in .peers/.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";

const windows = process.platform === "win32";

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
    command: (folder, program) => ({ command: process.execPath, args: [program], cwd: folder }),
  };
}

function pythonPeer(name, label, requirements) {
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
      run(python(folder), ["-m", "pip", "install", "--quiet", ...requirements], folder);
      writeFileSync(path.join(folder, "installed"), requirements.join("\n"));
    },
    command: (folder, program) => ({ command: python(folder), args: [program], cwd: folder }),
  };
}

function run(command, args, cwd) {
  const { status } = spawnSync(command, args, { cwd, stdio: ["ignore", "inherit", "inherit"], shell: windows });
  if (status !== 0) throw new Error(`${command} ${args[0]} failed in ${cwd}`);
}

export const peers = {
  jax: npmPeer("jax-js", { "@jax-js/jax": "0.1.25" }),
  tfjs: npmPeer("tfjs-wasm", { "@tensorflow/tfjs": "4.22.0", "@tensorflow/tfjs-backend-wasm": "4.22.0" }),
  deno: npmPeer("deno", { deno: "2.9.6" }),
  torch: pythonPeer("torch", "PyTorch 2.15.0, 2 threads", ["torch==2.15.0", "numpy"]),
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
