// What the engine's benchmarks compare, and that our programs are the networks that the peers measure.
import { describe, expect, it } from "vitest";
import { nn, noGrad, tensor } from "gradbook";
import { GPT } from "../../bench/engine/gpt";
import { comparisons, workloadsOf } from "../../bench/engine/workloads.mjs";
import { checkSum, labels, linearStart, random, uniform } from "../../bench/measure.mjs";

describe("the engine's workloads", () => {
  it("have the goals of the engine", () => {
    const goal = (workload: string, peer: string, ours = peer === "torch" ? "native" : "wasm"): unknown =>
      comparisons.find((one) => one.workload === workload && one.peer === peer && one.ours === ours)?.goal;
    expect([goal("mlp", "torch"), goal("mlp", "jax"), goal("mlp", "tfjs")]).toEqual([0.4, 0.55, 0.2]);
    expect([goal("tiny", "torch"), goal("tiny", "jax"), goal("tiny", "tfjs")]).toEqual([0.2, 0.15, 0.12]);
    expect([goal("gpt", "torch"), goal("gpt", "jax"), goal("gpt", "tfjs")]).toEqual([0.6, 1, 1]);
    expect(goal("gpt10", "torch")).toBe(0.8);
    expect([goal("gemm-512", "peak1", "native1"), goal("gemm-512", "peak2", "native")]).toEqual([1.25, 1.25]);
    expect([goal("op-exp-1e6", "torch"), goal("op-exp-1e6", "jax"), goal("op-exp-1e6", "tfjs")]).toEqual([
      0.5, 0.3, 0.5,
    ]);
    expect([goal("op-gelu-1e6", "tfjs"), goal("op-softmax-1e6", "tfjs")]).toEqual([undefined, 1.5]);
  });
  it("are named to each program once", () => {
    const own = workloadsOf("native");
    expect(own).toContain("gpt10");
    expect(new Set(own).size).toBe(own.length);
    expect(workloadsOf("jax")).not.toContain("gpt10");
  });
});

describe("the random numbers that every contender shares", () => {
  it("are those of mulberry32", () => {
    const next = random(1);
    expect([next(), next()]).toEqual([0.6270739405881613, 0.002735721180215478]);
    expect([...labels(5, 10, 4)].every((label) => label >= 0 && label < 10)).toBe(true);
  });
  it("start a linear layer within 1 / sqrt(fanIn)", () => {
    const { weight, bias } = linearStart(16, 3, 5);
    expect([weight.length, bias.length]).toEqual([48, 3]);
    expect(Math.max(...weight.map(Math.abs))).toBeLessThanOrEqual(0.25);
    expect(bias).toEqual(uniform(3, -0.25, 0.25, 6));
  });
  it("weigh a check sum by place", () => {
    const values = new Float32Array(1000);
    values[3] = 2;
    expect(checkSum(values)).toBe(8);
  });
});

describe("the character GPT", () => {
  const shape = { layers: 2, heads: 2, features: 8, context: 4, batch: 2, vocabulary: 5 };
  it("scores the next character at each place, from earlier places only", () => {
    const net = new GPT(shape);
    const scores = (text: number[]): number[][] =>
      noGrad(() => net.forward(tensor([text], { dtype: "int32" })).squeeze(0)).toArray() as number[][];
    const [one, other] = [scores([1, 2, 3, 4]), scores([1, 2, 3, 0])];
    expect([one.length, one[0]?.length]).toEqual([4, 5]);
    expect(one.slice(0, 3)).toEqual(other.slice(0, 3));
    expect(one[3]).not.toEqual(other[3]);
  });
  it("passes a gradient to every parameter", () => {
    const net = new GPT(shape);
    const x = tensor(labels(8, 5, 1)).reshape([2, 4]);
    nn.crossEntropy(net.forward(x).reshape([8, 5]), tensor(labels(8, 5, 2))).backward();
    expect(net.parameters().every(({ grad }) => grad !== undefined)).toBe(true);
    // 2 blocks of 12 d^2 + 13 d, two embeddings, the last norm and the head.
    expect(nn.countParameters(net)).toBe(2 * (12 * 64 + 13 * 8) + 5 * 8 + 4 * 8 + 16 + 40);
  });
});
