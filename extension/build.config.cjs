// The builder bundles our TypeScript itself, so that no compiled copy of the sources lies about.
const swc = { jsc: { parser: { syntax: "typescript" }, target: "es2022" } };

module.exports = {
  resolve: { extensions: [".ts", ".js", ".json"] },
  module: { rules: [{ test: /\.ts$/, loader: "builtin:swc-loader", options: swc, type: "javascript/auto" }] },
  // Plotly's chunk is large, and fetched only when a figure needs it.
  performance: { hints: false },
};
