import type { IRenderMime } from "@jupyterlab/rendermime-interfaces";
import { Widget } from "@lumino/widgets";
import { renderFigure, staticModel } from "../../../src/figures/index";
import { loadPlotly } from "./plotly";

/**
 * Hosts one figure in one output. JupyterLab calls `renderModel` again on the same widget when the output is updated by
 * its display id: the figure then gets the new payload and keeps zoom and selection.
 */
export class FigureRenderer extends Widget implements IRenderMime.IRenderer {
  private readonly mime: string;
  private model: ReturnType<typeof staticModel> | undefined;
  private end: (() => void) | undefined;

  constructor(options: { readonly mimeType: string }) {
    super();
    this.mime = options.mimeType;
    this.addClass("gradbook-figure-host");
  }

  renderModel(model: IRenderMime.IMimeModel): Promise<void> {
    const payload = model.data[this.mime];
    if (this.model) this.model.set(payload);
    else {
      this.model = staticModel(this.mime, payload);
      this.end = renderFigure({ model: this.model, el: this.node, host: { loadPlotly } });
    }
    return Promise.resolve();
  }

  /** Draws again what is there, for a change around it: the theme, or a size that was 0 while hidden. */
  redraw(): void {
    this.model?.set(this.model.get("payload"));
  }

  override dispose(): void {
    if (this.isDisposed) return;
    this.end?.();
    this.end = undefined;
    this.model = undefined;
    super.dispose();
  }
}
