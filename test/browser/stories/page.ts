// The stories' page: every story in a frame of its own, drawn by the renderer that JupyterLab and exported pages use.
import { renderFigure, staticModel, type Host, type Plotly } from "../../../src/figures/index";

interface Shown {
  readonly id: string;
  readonly name: string;
  readonly mime: string;
  readonly payload: unknown;
}

declare global {
  interface Window {
    shown: Shown[];
    Plotly?: Plotly;
    /** A test's hands: new payloads, and the end of a figure. */
    update: (id: string, payload: unknown) => void;
    end: (id: string) => void;
  }
}

const host: Host = {
  loadPlotly: () =>
    new Promise((resolve, reject) => {
      if (window.Plotly) return resolve(window.Plotly);
      const script = document.createElement("script");
      script.src = "plotly.js";
      script.onload = () => (window.Plotly ? resolve(window.Plotly) : reject(new Error("no Plotly")));
      script.onerror = reject;
      document.head.append(script);
    }),
};

const parameters = new URLSearchParams(location.search);
const only = parameters.get("only");
if (parameters.get("theme")) document.documentElement.dataset["gbTheme"] = parameters.get("theme") ?? "";
const models = new Map<string, ReturnType<typeof staticModel>>();
const ends = new Map<string, () => void>();
for (const { id, name, mime, payload } of window.shown) {
  if (only && !id.startsWith(only)) continue;
  const section = document.createElement("section");
  section.id = id;
  const title = document.createElement("h2");
  title.textContent = name;
  const el = document.createElement("div");
  section.append(title, el);
  document.querySelector("main")?.append(section);
  const model = staticModel(mime, payload);
  models.set(id, model);
  ends.set(id, renderFigure({ model, el, host: parameters.has("plain") ? {} : host }));
}
window.update = (id, payload) => models.get(id)?.set(payload);
window.end = (id) => ends.get(id)?.();
