import { figureFor, isNewer } from "./bundle";
import { message } from "./core/chrome";
import { patch } from "./core/dom";
import type { RenderContext } from "./core/kind";
import type { OpenFigure } from "./core/seal";
import { installStyle } from "./core/style";
import { sayShared, type Lang } from "./core/words";

const langOf = (raw: unknown): Lang => ((raw as { lang?: unknown } | null)?.lang === "zh" ? "zh" : "en");

/**
 * Draws a figure into `el` and keeps it up to date; returns its clean-up (anywidget's AFM). `model.get("mime")` says which
 * kind, `model.get("payload")` what; on `change:payload` the picture moves on and keeps zoom and selection. What cannot be
 * drawn becomes a message in its place; a good payload after a bad one is drawn again.
 */
export function renderFigure({ model, el, host = {} }: RenderContext): () => void {
  const mime = String(model.get("mime"));
  const kind = figureFor(mime);
  let mounted: ReturnType<OpenFigure["mount"]> | null = null;
  const fail = (text: string): void => {
    mounted?.end();
    mounted = null;
    installStyle(el);
    patch(el, [message(text)]);
  };
  const show = (): void => {
    const raw = model.get("payload");
    const say = sayShared(langOf(raw));
    if (!kind) return fail(say(isNewer(mime) ? "newer" : "unknownKind", { mime }));
    try {
      if (mounted) return mounted.update(raw);
      const open = kind.open(raw);
      el.replaceChildren();
      mounted = open.mount(el, host);
    } catch (error) {
      fail(say("malformed", { why: String((error as Error).message ?? error).slice(0, 300) }));
    }
  };
  show();
  model.on("change:payload", show);
  return () => {
    model.off("change:payload", show);
    mounted?.end();
    el.replaceChildren();
  };
}

/** anywidget's name for the same. */
export const render = renderFigure;

/** A model for pages without Jupyter: set a new payload and its figure follows. */
export function staticModel(mime: string, payload: unknown): RenderContext["model"] & { set(payload: unknown): void } {
  const callbacks = new Set<() => void>();
  let current = payload;
  return {
    get: (name) => (name === "mime" ? mime : name === "payload" ? current : undefined),
    on: (_, callback) => void callbacks.add(callback),
    off: (_, callback) => void callbacks.delete(callback),
    set(next) {
      current = next;
      for (const callback of [...callbacks]) callback();
    },
  };
}
