// Payloads that no figure may run, choke on or hide: what is drawn of them is a message.
const script = '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>';
const mime = (kind: string, version = 1): string => `application/vnd.gradbook.${kind}.v${version}+json`;

export interface Hostile {
  readonly name: string;
  readonly mime: string;
  readonly payload: unknown;
  /** Whether it is a message that stands there, or a figure with the text as text. */
  readonly drawn: boolean;
}

const line = (y: unknown): object => ({
  runs: [{ name: "r", series: [{ quantity: "loss", split: "train", x: [1, 2], y }] }],
});
const layer = { type: "Linear", units: 1, parameters: 2, rows: [0], columns: [0], weights: [1], bias: [0] };

const node = (cpt: number[]): object => ({ nodes: [{ name: "a", states: ["x", "y"], cpt }] });

export const hostile: readonly Hostile[] = [
  {
    name: "script in texts",
    mime: mime("timeline"),
    payload: { title: script, events: [{ year: 2000, name: script, text: script, source: script }] },
    drawn: true,
  },
  { name: "script in a table", mime: mime("table"), payload: { columns: [script], rows: [[script]] }, drawn: true },
  {
    name: "script in a loss figure",
    mime: mime("loss"),
    payload: {
      title: script,
      runs: [{ name: script, series: [{ quantity: script, split: "train", x: [1, 2], y: [1, 2] }] }],
    },
    drawn: true,
  },
  { name: "not a number", mime: mime("loss"), payload: line([1, NaN]), drawn: false },
  { name: "too large a number", mime: mime("loss"), payload: line([1, 1e300]), drawn: false },
  { name: "infinite", mime: mime("curve"), payload: { x: [0, Infinity], curves: [{ y: [0, 1] }] }, drawn: false },
  {
    name: "a million nodes",
    mime: mime("graph"),
    payload: { nodes: Array.from({ length: 1e6 }, () => 0) },
    drawn: false,
  },
  {
    name: "a graph with a cycle",
    mime: mime("graph"),
    payload: {
      nodes: [
        { op: "+", parents: [1] },
        { op: "+", parents: [0] },
      ],
    },
    drawn: false,
  },
  {
    name: "weights that are too few",
    mime: mime("network"),
    payload: { inputs: { units: 2 }, parameters: 3, layers: [{ ...layer, columns: [0, 1] }] },
    drawn: false,
  },
  {
    name: "a layer of ten million units",
    mime: mime("network"),
    payload: { inputs: { units: 1e7 }, parameters: 1e14, layers: [{ ...layer, units: 1e7 }] },
    drawn: true,
  },
  {
    name: "script in a Bayesian network",
    mime: mime("bayes"),
    payload: { title: script, nodes: [{ name: script, states: [script, "no"], cpt: [0.4, 0.6] }] },
    drawn: true,
  },
  {
    name: "a Bayesian network of a million nodes",
    mime: mime("bayes"),
    payload: { nodes: Array.from({ length: 1e6 }, (_, i) => ({ name: `x${i}`, states: ["yes", "no"] })) },
    drawn: false,
  },
  {
    name: "a Bayesian network with two findings at one node",
    mime: mime("bayes"),
    payload: {
      nodes: [{ name: "a", states: ["yes", "no"], cpt: [0.5, 0.5] }],
      evidence: [
        { node: 0, state: 0 },
        { node: 0, state: 1 },
      ],
    },
    drawn: false,
  },
  {
    name: "a Bayesian network with one node asked about twice",
    mime: mime("bayes"),
    payload: {
      nodes: [{ name: "a", states: ["yes", "no"], cpt: [0.5, 0.5] }],
      separation: { from: 0, to: 0 },
    },
    drawn: false,
  },
  {
    name: "a Bayesian network in a circle",
    mime: mime("bayes"),
    payload: {
      nodes: [
        { name: "a", states: ["x", "y"], parents: [1] },
        { name: "b", states: ["x", "y"], parents: [0] },
      ],
    },
    drawn: false,
  },
  { name: "no probabilities", mime: mime("bayes"), payload: node([NaN, 1]), drawn: false },
  { name: "probabilities that are too many", mime: mime("bayes"), payload: node([0.2, 0.3, 0.5]), drawn: false },
  { name: "a row that sums to 1.4", mime: mime("bayes"), payload: node([0.7, 0.7]), drawn: false },
  {
    name: "an edge to nowhere",
    mime: mime("dag"),
    payload: { nodes: ["a"], edges: [{ from: 0, to: 9 }] },
    drawn: false,
  },
  { name: "script in a graph", mime: mime("dag"), payload: { nodes: [script], edges: [] }, drawn: true },
  { name: "no object at all", mime: mime("network"), payload: null, drawn: false },
  { name: "a text", mime: mime("boundary"), payload: "nonsense", drawn: false },
  {
    name: "prototype",
    mime: mime("table"),
    payload: JSON.parse('{"__proto__": {"columns": ["a"]}, "rows": []}'),
    drawn: false,
  },
  { name: "a newer version", mime: mime("network", 9), payload: { anything: 1 }, drawn: false },
  { name: "an unknown kind", mime: mime("hologram"), payload: {}, drawn: false },
];
