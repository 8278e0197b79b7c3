declare module "plotly.js-cartesian-dist-min" {
  const plotly: import("../../../src/figures/index").Plotly;
  export default plotly;
}
