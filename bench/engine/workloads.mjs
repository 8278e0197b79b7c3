// What the engine is measured on, and the goals: our time over the peer's in the same run (or, without a peer, our own figure).

/** First losses are the numbers that PyTorch prints from the same start. */
const steps = [
  { workload: "tiny", unit: "us/step", check: 1.01093, torch: 0.2, jax: 0.15, tfjs: 0.12 },
  { workload: "mlp", unit: "us/step", check: 2.30516, torch: 0.4, jax: 0.55, tfjs: 0.2 },
  { workload: "gpt", unit: "ms/step", check: 4.36452, torch: 0.6, jax: 1, tfjs: 1 },
  { workload: "gpt10", unit: "ms/step", check: 4.33571, torch: 0.8 },
];

const operations = [
  { workload: "op-exp-1e6", torch: 0.5, jax: 0.3, tfjs: 0.5 },
  { workload: "op-tanh-1e6", torch: 0.5, jax: 0.3, tfjs: 0.5 },
  { workload: "op-gelu-1e6", torch: 0.5, jax: 0.3 },
  { workload: "op-softmax-1e6", torch: 0.7, jax: 0.3, tfjs: 1.5 },
  { workload: "op-layernorm-1e6", torch: 0.7, jax: 0.3, tfjs: 1.5 },
].map((operation) => ({ ...operation, unit: "ns/element" }));

/** 80 % of the peak speed: at most 1.25 times the time that the multiplications alone would take. */
const OVER_PEAK = 1 / 0.8;
/** With AVX2 instead of AVX-512 we want to be no slower than PyTorch, which keeps what the machine has. */
const AVX2_GOAL = 1;

const learned = [...steps, ...operations].flatMap(({ workload, unit, check, torch, jax, tfjs }) => {
  const common = { workload, unit, ...(check !== undefined && { check }) };
  return [
    { ...common, ours: "native", peer: "torch", goal: torch },
    { ...common, ours: "avx2", peer: "torch", goal: AVX2_GOAL },
    ...(jax === undefined ? [] : [{ ...common, ours: "wasm", peer: "jax", goal: jax }]),
    ...(tfjs === undefined ? [] : [{ ...common, ours: "wasm", peer: "tfjs", goal: tfjs }]),
  ];
});

const products = [256, 512, 1024].flatMap((n) => {
  const common = { workload: `gemm-${n}`, unit: "ms" };
  return [
    { ...common, ours: "native1", peer: "peak1", goal: OVER_PEAK },
    { ...common, ours: "native", peer: "peak2", goal: OVER_PEAK },
    { ...common, ours: "avx2", peer: "peakAvx2", goal: OVER_PEAK },
    { ...common, ours: "native", peer: "torch" },
    { ...common, ours: "wasm", peer: "jax" },
    { ...common, ours: "wasm", peer: "tfjs" },
  ];
});

/** The loop without a scope, whose memory comes back when the garbage collector finds it: what a first try in a notebook costs. */
const plain = steps
  .filter(({ workload }) => workload === "tiny" || workload === "mlp")
  .flatMap(({ workload, unit, check }) =>
    ["native", "wasm"].map((ours) => ({ workload: `${workload}-plain`, unit, check, ours })),
  );

const alone = [
  { workload: "import", unit: "ms", ours: "import", goal: 100 },
  { workload: "import", unit: "MB", ours: "import", goal: 60 },
  { workload: "first-result", unit: "ms", ours: "import" },
  { workload: "mnist", unit: "s", ours: "mnist", goal: 5 },
];

export const comparisons = [...learned, ...plain, ...products, ...alone];

/** The workloads that a contender has to measure. */
export function workloadsOf(key, asked = comparisons) {
  const named = asked.filter(({ ours, peer }) => ours === key || peer === key).map(({ workload }) => workload);
  return [...new Set(named)];
}
