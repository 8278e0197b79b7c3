import path from "node:path";
import type { Context } from "./context";

/** The environment's own Python. */
export const pythonOf = (root: string): string =>
  process.platform === "win32"
    ? path.join(root, ".venv", "Scripts", "python.exe")
    : path.join(root, ".venv", "bin", "python");

/** Environment variables under which Jupyter finds what is ours and writes nothing outside our folders. */
export function jupyterEnvironment(
  { root, work, state }: Pick<Context, "root" | "work" | "state">,
  base: NodeJS.ProcessEnv = process.env,
): NodeJS.ProcessEnv {
  const share = path.join(root, "share", "jupyter");
  const join = (...folders: (string | undefined)[]): string => folders.filter(Boolean).join(path.delimiter);
  return {
    ...base,
    JUPYTER_PATH: share,
    JUPYTER_CONFIG_PATH: path.join(share, "config"),
    JUPYTER_CONFIG_DIR: path.join(state, "config"),
    JUPYTER_DATA_DIR: path.join(state, "data"),
    JUPYTER_RUNTIME_DIR: path.join(state, "runtime"),
    JUPYTERLAB_SETTINGS_DIR: path.join(state, "config", "lab", "user-settings"),
    JUPYTERLAB_WORKSPACES_DIR: path.join(state, "config", "lab", "workspaces"),
    JUPYTER_PLATFORM_DIRS: "1",
    IPYTHONDIR: path.join(state, "ipython"),
    PYTHONPATH: join(path.join(share, "python")),
    PYTHONNOUSERSITE: "1",
    GRADBOOK_NODE: process.execPath,
    GRADBOOK_WORK: work,
  };
}
