import type { JupyterFrontEnd, JupyterFrontEndPlugin } from "@jupyterlab/application";
import { IThemeManager } from "@jupyterlab/apputils";
import { IRenderMimeRegistry } from "@jupyterlab/rendermime";
import { figures } from "../../../src/figures/index";
import { FigureRenderer } from "./renderer";

/** Draws Gradbook's MIME types. Payloads are data and never run, so they are shown in untrusted notebooks too. */
export const figuresPlugin: JupyterFrontEndPlugin<void> = {
  id: "@gradbook/jupyterlab:figures",
  description: "Draws Gradbook's figures in outputs.",
  autoStart: true,
  requires: [IRenderMimeRegistry],
  optional: [IThemeManager],
  activate: (_app: JupyterFrontEnd, rendermime: IRenderMimeRegistry, themes: IThemeManager | null) => {
    const alive = new Set<FigureRenderer>();
    rendermime.addFactory(
      {
        safe: true,
        mimeTypes: figures.map(({ mime }) => mime),
        createRenderer: (options) => {
          const renderer = new FigureRenderer(options);
          alive.add(renderer);
          renderer.disposed.connect(() => alive.delete(renderer));
          return renderer;
        },
      },
      0,
    );
    themes?.themeChanged.connect(() => {
      for (const renderer of alive) renderer.redraw();
    });
  },
};
