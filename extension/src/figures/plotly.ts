import type { Plotly } from "../../../src/figures/index";

let plotly: Promise<Plotly> | undefined;

/** Plotly is 1.5 MB: its chunk is fetched when the first figure that needs it is drawn, and once. */
export function loadPlotly(): Promise<Plotly> {
  plotly ??= import("plotly.js-cartesian-dist-min").then((module: { default: Plotly }) => module.default);
  // A fetch that failed (the server was down) must not fail every later figure.
  plotly.catch(() => (plotly = undefined));
  return plotly;
}
