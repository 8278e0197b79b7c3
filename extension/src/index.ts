import type { JupyterFrontEndPlugin } from "@jupyterlab/application";
import { coursePlugin } from "./course/plugin";
import { exportPlugin } from "./export/plugin";
import { figuresPlugin } from "./figures/plugin";

const plugins: JupyterFrontEndPlugin<unknown>[] = [figuresPlugin, coursePlugin, exportPlugin];
export default plugins;
