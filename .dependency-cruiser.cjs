/** The arrows of docs/architecture.md: who may import whom, and why. */
const room = (name) => `^src/${name}/`;
const only = (from, allowed, why) => ({
  name: `${from}-imports`,
  severity: "error",
  comment: why,
  from: { path: room(from) },
  to: { path: "^src/", pathNot: [from, ...allowed].map(room).concat("^src/errors\\.ts$") },
});
const noNode = "^(node:)?(fs|path|os|child_process|worker_threads|vm|module|url|crypto|net|http|https|process)(/|$)";

module.exports = {
  forbidden: [
    {
      name: "no-cycles",
      severity: "error",
      comment: "A cycle has no first page: a reader could not start anywhere.",
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
    only("tensor", ["backend"], "tensor is the ground floor: numbers, shapes and kernels, readable alone."),
    only("backend", ["tensor"], "a backend is kernels behind tensor's interface and knows nothing above it."),
    only("autograd", ["tensor", "backend"], "autograd adds gradients to tensors; layers come after it."),
    only(
      "nn",
      ["autograd", "tensor"],
      "layers are built of differentiable tensors and know no optimiser or training loop.",
    ),
    only("optim", ["nn", "autograd", "tensor"], "an optimiser changes parameters; it knows no training loop."),
    only(
      "data",
      ["autograd", "tensor", "bn"],
      "data becomes tensors and reads networks from files; it knows no layers.",
    ),
    only("train", ["optim", "nn", "data", "autograd", "tensor"], "training brings model, data and optimiser together."),
    only("bn", [], "Bayesian networks stand alone: they run in a browser without the rest."),
    only(
      "figures",
      ["bn", "tensor", "autograd", "nn"],
      "figures draw payloads anywhere; they never see the library's live objects.",
    ),
    only("lesson", ["show", "data", "autograd", "tensor", "nn"], "exercises use the library as a learner does."),
    only(
      "show",
      ["figures", "bn", "train", "optim", "nn", "data", "autograd", "tensor", "models"],
      "show is the only bridge from library objects to figures.",
    ),
    only("kernel", [], "the kernel runs any notebook: it knows nothing of the library."),
    only("export", ["figures"], "an exported page needs figures, not the library."),
    {
      name: "no-node-in-pure-rooms",
      severity: "error",
      comment: "These rooms run in a browser too: no Node API.",
      from: { path: "^src/(figures|bn|tensor|autograd|nn|optim)/" },
      to: { path: noNode, dependencyTypes: ["core"] },
    },
    {
      name: "extension-imports",
      severity: "error",
      comment: "The extension hosts figures; it runs in JupyterLab's page, not in Node.",
      from: { path: "^extension/src/" },
      to: { path: "^src/", pathNot: ["^src/figures/", "^src/bn/", "^src/export/", "^src/lesson/pure/"] },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.base.json" },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "require", "node", "default"] },
  },
};
