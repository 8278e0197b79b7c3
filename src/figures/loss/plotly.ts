import { clip } from "../core/format";
import type { Attachment, Host, Plotly, View } from "../core/kind";
import { linesOf, plotHeight, marksOf, type LossState } from "./model";
import type { LossPayload } from "./payload";
import { quantityName, sayLoss } from "./words";

/** `var(--name, fallback)` as the colour that it is on `element`: Plotly knows no variables. */
function resolved(colour: string, element: Element): string {
  const [, name, fallback] = /^var\((--[\w-]+),\s*(.+)\)$/.exec(colour) ?? [];
  if (!name) return colour;
  const value = getComputedStyle(element).getPropertyValue(name).trim();
  return value || fallback || colour;
}

/** Plotly reads a little HTML in texts; a payload's text stays text. */
const safe = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/** The traces and the layout of the plot. Pure, but for the colours, which the page knows. */
export function plotlySpec(
  { payload, state, env }: View<LossPayload, LossState>,
  colour: (name: string) => string,
): { traces: object[]; layout: object } {
  const say = sayLoss(payload.lang);
  const traces = linesOf(payload, state.quantity).map((line, i) => ({
    type: "scatter",
    mode: line.marker ? "lines+markers" : "lines",
    name: safe(clip(line.name, 48)),
    uid: `line-${i}`,
    x: line.x,
    y: line.y,
    hovertemplate: "%{y:.4g}",
    line: {
      color: colour(line.colour),
      width: line.width,
      dash: line.dash === "7 4" ? "dash" : line.dash ? "dot" : "solid",
    },
  }));
  const at = env.active?.startsWith("x:") ? Number(env.active.slice(2)) : null;
  const rule = (x: number, line: object): object => ({ type: "line", x0: x, x1: x, y0: 0, y1: 1, yref: "paper", line });
  const grey = colour("var(--gb-muted, #59636e)");
  const marks = marksOf(payload);
  const grid = {
    gridcolor: colour("var(--gb-soft, #e3e7eb)"),
    linecolor: colour("var(--gb-line, #c4cad1)"),
    zeroline: false,
  };
  const narrow = env.width < 420;
  const layout = {
    // Zoom and hidden traces belong to what is shown, so they survive its updates.
    uirevision: `${state.quantity}|${state.log}`,
    height: plotHeight(env.width),
    width: env.width,
    margin: { l: 52, r: 12, t: 26, b: narrow ? 72 : 58 },
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    font: { color: colour("var(--gb-fg, #1f2328)"), size: 12 },
    hovermode: "x unified",
    hoverlabel: { bgcolor: colour("var(--gb-panel, #f3f5f7)"), font: { color: colour("var(--gb-fg, #1f2328)") } },
    showlegend: true,
    legend: { orientation: "h", x: 0, y: narrow ? -0.3 : -0.22 },
    xaxis: {
      ...grid,
      title: { text: say(payload.unit), standoff: 4 },
      ...(payload.planned === undefined ? {} : { range: [0, payload.planned], autorange: false }),
    },
    yaxis: {
      ...grid,
      title: { text: safe(clip(quantityName(state.quantity, payload.lang), 32)), standoff: 4 },
      type: state.log ? "log" : "linear",
      rangemode: "tozero",
      exponentformat: "power",
    },
    shapes: [
      ...marks.map(({ x }) => rule(x, { color: grey, width: 1, dash: "dot" })),
      ...(at == null ? [] : [rule(at, { color: colour("var(--gb-accent, #6b3fd4)"), width: 2 })]),
    ],
    annotations: marks.map(({ x, label }, i) => ({
      x,
      y: 1,
      yref: "paper",
      yshift: -13 * (i % 4),
      text: safe(clip(label, 48)),
      showarrow: false,
      xanchor: x > (payload.planned ?? 0) * 0.7 ? "right" : "left",
      yanchor: "top",
      font: { size: 11, color: grey },
    })),
  };
  return { traces, layout };
}

/** Lets Plotly draw once the host has loaded it. Until then, and if that fails, the figure's own drawing stays. */
export function attachPlotly({ loadPlotly }: Host): Attachment<LossPayload, LossState> {
  type Drawn = View<LossPayload, LossState>;
  let plotly: Plotly | null = null;
  let asked = false;
  let place: Element | null = null;
  // Plotly draws in several turns of the event loop: one drawing at a time, of the newest view.
  let drawing = false;
  let next: Drawn | null = null;

  async function drawNewest(): Promise<void> {
    if (drawing) return;
    drawing = true;
    while (next && plotly && place) {
      const view: Drawn = next;
      const here = place;
      next = null;
      const { traces, layout } = plotlySpec(view, (name) => resolved(name, here));
      try {
        await plotly.react(here, traces, layout, config);
        // A figure is one tab stop: Plotly's buttons are the pointer's.
        for (const button of here.querySelectorAll("button, a, [tabindex='0']")) button.setAttribute("tabindex", "-1");
      } catch {
        view.set({ plotly: false });
      }
    }
    drawing = false;
  }

  return {
    drawn(view, root) {
      if (loadPlotly && !asked) {
        asked = true;
        loadPlotly().then(
          (loaded) => {
            plotly = loaded;
            view.set({ plotly: true });
          },
          () => undefined,
        );
      }
      place = root.querySelector(".gb-plot");
      if (!plotly || !place) return;
      next = view;
      void drawNewest();
    },
    end() {
      next = null;
      if (plotly && place) plotly.purge(place);
      plotly = null;
    },
  };
}

const config = {
  displaylogo: false,
  responsive: false,
  modeBarButtonsToRemove: ["lasso2d", "select2d", "toImage"],
};
