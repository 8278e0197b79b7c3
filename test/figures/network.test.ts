import { nn, noGrad, show, tensor } from "gradbook";
import { describe, expect, it } from "vitest";
import { findAll, type VNode } from "../../src/figures/core/h";
import { forward } from "../../src/figures/network/forward";
import { told } from "../../src/figures/network/formula";
import { networkSchema, shownUnits, type NetworkPayload } from "../../src/figures/network/payload";
import { network } from "../../src/figures/network/render";
import { diagram } from "../../src/figures/network/scene";
import * as v from "valibot";

const payloadOf = (...args: Parameters<typeof show.network>): NetworkPayload =>
  v.parse(networkSchema, show.network(...args).payload);
const edges = (svg: VNode): VNode[] => findAll(svg, ({ tag, props }) => tag === "line" && "stroke-opacity" in props);
const units = (svg: VNode): VNode[] => findAll(svg, ({ props }) => String(props["data-part"] ?? "").startsWith("u:"));
const draw = (payload: NetworkPayload, active: string | null = null): VNode =>
  diagram(payload, forward(payload, payload.inputs.values ?? null), 640, active);

const xor = [
  {
    weights: [
      [1, 1],
      [1, 1],
    ],
    biases: [0, -1],
    activation: "relu",
  },
  { weights: [[1, -2]], biases: [0.5] },
];

describe("the network figure", () => {
  it("draws every unit and every weight; sign is colour and dash, size is width", () => {
    const svg = draw(payloadOf(xor, { input: [1, 0] }));
    expect(units(svg).length).toBe(5);
    expect(edges(svg).length).toBe(6);
    const negative = edges(svg).filter(({ props }) => props["stroke-dasharray"] !== undefined);
    expect(negative.length).toBe(1);
    expect(String(negative[0]?.props["stroke"])).toContain("--gb-neg");
    const widths = edges(svg).map(({ props }) => Number(props["stroke-width"]));
    expect(Math.max(...widths)).toBe(Number(negative[0]?.props["stroke-width"]));
  });

  it("tells a unit's formula with its numbers", () => {
    const payload = payloadOf(xor, { input: [1, 1] });
    const columns = forward(payload, [1, 1]);
    expect(told(payload, columns, 1, 1)).toContain("h₂ = relu(1·1 + 1·1 + (−1)) = relu(1) = 1");
    expect(told(payload, columns, 2, 0)).toContain("y₁ = 1·2 + (−2)·1 + 0.5 = 0.5");
    expect(told(payload, columns, 0, 0)).toBe("Input x1 = 1");
  });

  it("leaves out small terms of a long sum, and says so", () => {
    const weights = [Array.from({ length: 20 }, (_, i) => i / 100)];
    const payload = payloadOf([{ weights, biases: [0] }], { input: new Array<number>(20).fill(1) });
    expect(told(payload, forward(payload, new Array<number>(20).fill(1)), 1, 0)).toMatch(
      /\[14 smaller terms: 0\.91\].* = 1\.9$/,
    );
  });

  it("computes in the page what the library computes", () => {
    const layers = [
      new nn.ReLU(),
      new nn.Tanh(),
      new nn.Sigmoid(),
      new nn.GELU(),
      new nn.SiLU(),
      new nn.Softplus(),
      new nn.LeakyReLU(),
      new nn.LayerNorm(5),
      new nn.Softmax(),
    ];
    for (const layer of layers) {
      const net = new nn.Sequential(new nn.Linear(3, 5), layer, new nn.Linear(5, 2));
      const input = [0.3, -1.2, 2];
      const payload = payloadOf(net, { input });
      const ours = forward(payload, input).at(-1)?.values ?? [];
      const theirs = noGrad(() => net.eval().forward(tensor([input]))).toList();
      ours.forEach((value, i) => expect(value, layer.constructor.name).toBeCloseTo(theirs[i] ?? NaN, 3));
    }
  });

  it("counts parameters by layer and in total", () => {
    const net = new nn.Sequential(new nn.Linear(4, 8), new nn.LayerNorm(8), new nn.Tanh(), new nn.Linear(8, 3));
    const payload = payloadOf(net);
    expect(payload.layers.map(({ parameters }) => parameters)).toEqual([56, 27]);
    expect(payload.parameters).toBe(nn.countParameters(net));
    expect(network.text(payload)).toContain(`${nn.countParameters(net)} parameters`);
  });

  it("folds groups of more than 16 units", () => {
    expect(shownUnits(16).length).toBe(16);
    expect(shownUnits(17)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 15, 16]);
    const svg = draw(payloadOf(new nn.Sequential(new nn.Linear(784, 64), new nn.ReLU(), new nn.Linear(64, 10))));
    expect(units(svg).length).toBe(30);
    expect(JSON.stringify(svg)).toContain("774 more");
  });

  it("is small for large networks", () => {
    const large = new nn.Sequential(
      new nn.Linear(784, 512),
      new nn.ReLU(),
      new nn.Linear(512, 512),
      new nn.ReLU(),
      new nn.Linear(512, 10),
    );
    expect(
      JSON.stringify(show.network(large, { input: new Array<number>(784).fill(0.5) }).payload).length,
    ).toBeLessThan(20_000);
  });

  it("marks the unit that is reached, and its weights", () => {
    const svg = draw(payloadOf(xor, { input: [1, 0] }), "u:1:0");
    expect(edges(svg).filter(({ props }) => props["stroke-opacity"] === 1).length).toBe(2);
    expect(edges(svg).filter(({ props }) => props["stroke-opacity"] === 0.08).length).toBe(3);
  });

  it("becomes a line a module where it is no chain", () => {
    class Twice extends nn.Module {
      readonly inner = new nn.Linear(2, 2);
      override forward(x: Parameters<nn.Module["forward"]>[0]): ReturnType<nn.Module["forward"]> {
        return this.inner.forward(this.inner.forward(x));
      }
    }
    const payload = payloadOf(new nn.Sequential(new Twice(), new nn.Linear(2, 1)));
    expect(payload.layers).toEqual([]);
    expect(payload.modules.map(({ type, depth }) => [type, depth])).toEqual([
      ["Sequential", 0],
      ["Twice", 1],
      ["Linear", 2],
      ["Linear", 1],
    ]);
    expect(network.text(payload)).toContain("0.inner");
  });

  it("takes weights by unit or by input", () => {
    const byUnit = payloadOf([
      {
        weights: [
          [1, 2, 3],
          [4, 5, 6],
        ],
        biases: [0, 0],
      },
    ]);
    const byInput = payloadOf([
      {
        weights: [
          [1, 4],
          [2, 5],
          [3, 6],
        ],
        biases: [0, 0],
      },
    ]);
    expect(byInput.layers[0]?.weights).toEqual(byUnit.layers[0]?.weights);
  });

  it("says how many inputs a network takes", () => {
    expect(() => show.network(xor, { input: [1, 2, 3] })).toThrow("takes 2 inputs, got 3");
  });

  it("keeps a moved input over updates, while it fits", () => {
    const payload = payloadOf(xor, { input: [1, 0] });
    const moved = { moved: [0.5, 0.5], frame: 0, playing: false };
    expect(network.start(payload, moved)).toMatchObject({ moved: [0.5, 0.5] });
    expect(network.start(payload, { ...moved, moved: [1] })).toMatchObject({ moved: null });
  });
});
