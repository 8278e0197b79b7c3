import { show, tensor } from "gradbook";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { boundarySchema, type BoundaryPayload } from "../../src/figures/boundary/payload";
import { answerAt, hits } from "../../src/figures/boundary/model";
import { halfPlane, surfaces } from "../../src/figures/boundary/regions";
import { findAll } from "../../src/figures/core/h";
import { curveSchema } from "../../src/figures/curve/payload";
import { curve } from "../../src/figures/curve/render";
import { moment, nameOf, order, tellStep, total } from "../../src/figures/graph/backward";
import { layout } from "../../src/figures/graph/layout";
import { graphSchema, type GraphPayload } from "../../src/figures/graph/payload";
import { tableSchema } from "../../src/figures/table/payload";
import { table } from "../../src/figures/table/render";
import { timelineSchema } from "../../src/figures/timeline/payload";
import { timeline } from "../../src/figures/timeline/render";
import { moved } from "../../src/figures/timeline/render";
import { wholeWindow } from "../../src/figures/timeline/scene";

const env = { width: 640, live: true, active: null, reducedMotion: false } as const;

describe("the graph figure", () => {
  const graphOf = (...args: Parameters<typeof show.graph>): GraphPayload =>
    v.parse(graphSchema, show.graph(...args).payload);

  it("sends back the gradients that autograd finds, step by step", () => {
    const a = tensor(2, { requiresGrad: true });
    const b = tensor(-3, { requiresGrad: true });
    const c = tensor(0.5, { requiresGrad: true });
    const e = a.mul(b).add(c);
    const out = e.mul(e).add(a.exp()).sub(b.div(c)).tanh().mul(b).add(e.sigmoid());
    out.backward();
    const payload = graphOf(out, { names: { a, b, c } });
    const last = moment(payload, total(payload) - 1);
    for (const [name, leaf] of Object.entries({ a, b, c })) {
      const i = payload.nodes.findIndex((node) => node.name === name);
      const expected = leaf.grad?.item() ?? NaN;
      expect(last.grads[i], name).toBeCloseTo(expected, Math.abs(expected) > 10 ? 1 : 3);
    }
  });

  it("adds up where a value is used twice, also by one operation", () => {
    const x = { value: 3, op: "x", parents: [] as object[], grad: 6 };
    const payload = graphOf({ value: 9, op: "*", parents: [x, x], slopes: [3, 3], grad: 1 });
    expect(payload.nodes.map((_, i) => nameOf(payload, i))).toEqual(["x", "a"]);
    expect(moment(payload, 1).grads).toEqual([null, 1]);
    expect(moment(payload, 2).grads).toEqual([6, 1]);
    expect(tellStep(payload, 2)).toContain("∂a/∂x += 1 × 3 = 3, now 6");
    expect(layout(payload, false).edges.length).toBe(2);
  });

  it("draws nothing over each other", () => {
    const x = tensor(1, { requiresGrad: true });
    let y = x;
    for (let i = 0; i < 6; i++) y = y.mul(x).add(i);
    for (const narrow of [false, true]) {
      const { boxes } = layout(graphOf(y), narrow);
      boxes.forEach((one, i) =>
        boxes.slice(i + 1).forEach((two) => {
          const apart =
            Math.abs(one.x - two.x) >= (one.width + two.width) / 2 - 1 ||
            Math.abs(one.y - two.y) >= (one.height + two.height) / 2 - 1;
          expect(apart).toBe(true);
        }),
      );
    }
  });

  it("uses what the library found where values are no single numbers", () => {
    const w = tensor([[1, 2]], { requiresGrad: true });
    const out = w.mul(3).sum();
    out.backward();
    const payload = graphOf(out, { names: { w } });
    expect(payload.nodes.find(({ name }) => name === "w")).toMatchObject({ value: null, text: "[1, 2]" });
    expect(order(payload).length).toBe(2);
    expect(tellStep(payload, total(payload) - 1)).toContain("gets its share through mul");
  });

  it("keeps the last nodes of a deep graph, and refuses a cycle", () => {
    const x = tensor(1, { requiresGrad: true });
    let y = x;
    for (let i = 0; i < 3_000; i++) y = y.add(1);
    const payload = graphOf(y);
    expect(payload.nodes.length).toBe(150);
    expect(payload.left).toBe(6_001 - 150);
    const loop: { value: number; op: string; parents: object[] } = { value: 1, op: "+", parents: [] };
    loop.parents.push(loop);
    expect(() => show.graph(loop)).toThrow(/no cycles/);
  });
});

describe("the boundary figure", () => {
  const boundaryOf = (...args: Parameters<typeof show.boundary>): BoundaryPayload =>
    v.parse(boundarySchema, show.boundary(...args).payload);

  it("cuts a square where two answers meet at equal margins", () => {
    const grid = { x: (c: number): number => c * 10, y: (r: number): number => r * 10 };
    const { fills, borders } = surfaces({ columns: 2, rows: 2, winner: "0101", margin: "zzzz" }, grid);
    expect(borders).toBe("M5 0L5 10");
    expect(new Set(fills.map(({ winner }) => winner))).toEqual(new Set([0, 1]));
    expect(surfaces({ columns: 2, rows: 2, winner: "0000", margin: "zzzz" }, grid)).toEqual({
      borders: "",
      fills: [{ winner: 0, level: 5, d: "M0 0H10V10H0z" }],
    });
    expect(surfaces({ columns: 2, rows: 2, winner: "0110", margin: "zzzz" }, grid).borders.match(/M/g)?.length).toBe(4);
  });

  it("finds the positive side of a line", () => {
    const { ends, positive } = halfPlane({ weights: [1, 0], bias: -0.25 }, [0, 1], [0, 1]);
    expect(ends.map(([x]) => x)).toEqual([0.25, 0.25]);
    expect(positive.every(([x]) => x >= 0.25)).toBe(true);
    expect(halfPlane({ weights: [0, 0], bias: 1 }, [0, 1], [0, 1])).toMatchObject({ ends: [] });
  });

  it("asks networks, classes, scores and probabilities alike", () => {
    const points = [
      [0, 0],
      [1, 1],
    ];
    const labels = [0, 1];
    const options = { points, labels };
    const right = (ps: number[][]): number[] => ps.map(([x = 0]) => x);
    for (const predict of [
      (ps: number[][]) => right(ps).map((x) => Number(x > 0.5)),
      (ps: number[][]) => right(ps).map((x) => 5 * (x - 0.5)),
      (ps: number[][]) => right(ps).map((x) => [1 - x, x]),
      (ps: number[][]) => tensor(right(ps).map((x) => [0, 9 * x - 4.5])),
    ]) {
      const payload = boundaryOf({ ...options, predict });
      expect(hits(payload, payload.frames[0])).toEqual({ right: 2, total: 2 });
    }
    const net = { forward: (x: ReturnType<typeof tensor>) => x.matmul(tensor([[1], [0]])).sub(0.5) };
    const payload = boundaryOf({ ...options, net });
    expect(answerAt(payload, payload.frames[0], 0.9, 0.1)).toBe(1);
    expect(() => show.boundary({ ...options, predict: () => [1] })).toThrow(/must answer as many/);
  });

  it("takes names and signs as classes, and tells validation apart", () => {
    const named = boundaryOf({
      points: [
        [0, 0],
        [1, 1],
      ],
      labels: ["b", "a"],
      validation: { points: [[2, 2]], labels: ["a"] },
    });
    expect(named.classNames).toEqual(["b", "a"]);
    expect(named.points).toMatchObject({ class: [0, 1, 1], validation: [2] });
    expect(
      boundaryOf({
        points: [
          [0, 0],
          [1, 1],
        ],
        labels: [-1, 1],
      }).points.class,
    ).toEqual([0, 1]);
  });

  it("says what a point must be", () => {
    expect(() => show.boundary({ points: [[1, 2, 3]], labels: [0] })).toThrow(
      "a point of a plane has 2 numbers, got one with 3",
    );
    expect(() => show.boundary({ points: [[1, 2]], labels: [0, 1] })).toThrow("1 points, but 2 labels");
    expect(() => show.boundary({})).toThrow("give the points");
  });

  it("steps through lines", () => {
    const lines = Array.from({ length: 700 }, (_, i) => ({ weights: [1, i], bias: 0 }));
    const payload = boundaryOf({ points: [[0, 0]], labels: [0], lines });
    expect(payload.frames.length).toBeLessThanOrEqual(301);
    expect(payload.frames.at(-1)?.line?.weights[1]).toBe(699);
  });
});

describe("the curve figure", () => {
  it("measures slopes, follows a path a little beyond the domain and marks one that runs away", () => {
    const payload = v.parse(curveSchema, show.curve({ f: (x) => x * x, domain: [-1, 1], path: [1, -1.2, 50] }).payload);
    expect(payload.paths[0]?.points[0]?.slope).toBeCloseTo(2, 3);
    expect(payload.x[0]).toBeCloseTo(-1.2);
    expect(payload.x.at(-1)).toBeCloseTo(1.4);
    const { graphic } = curve.draw({ payload, state: { frame: 2, playing: false }, env, set: () => undefined });
    expect(JSON.stringify(findAll(graphic, ({ tag }) => tag === "text"))).toContain("x = 50 →");
  });

  it("plays to the last point and stops there", () => {
    const payload = v.parse(curveSchema, show.curve({ f: (x) => x, domain: [0, 1], path: [0, 0.5, 1] }).payload);
    let state = curve.start(payload);
    expect(state).toEqual({ frame: 0, playing: true });
    for (let i = 0; i < 5; i++) state = { ...state, ...curve.tick?.(payload, state)?.change };
    expect(state).toEqual({ frame: 2, playing: false });
  });

  it("says what a domain is", () => {
    expect(() => show.curve({ f: (x) => x, domain: [1, 0] })).toThrow(/the smaller first/);
  });
});

describe("the timeline figure", () => {
  const payload = v.parse(
    timelineSchema,
    show.timeline([
      { year: 1958, name: "Perceptron", value: 400 },
      { year: 2020, name: "GPT-3", value: 175e9 },
      { year: 1986, name: "Back-propagation" },
    ]).payload,
  );

  it("zooms around a place and stays within all years", () => {
    const whole = wholeWindow(payload);
    const near = moved(payload, whole, 4, 0, 1);
    expect(near.to).toBeCloseTo(whole.to);
    expect(near.to - near.from).toBeCloseTo((whole.to - whole.from) / 4);
    expect(moved(payload, near, 0.01, 5, 0.5)).toEqual(whole);
  });

  it("is walked in the order of years, and brings what is reached into view", () => {
    expect(
      timeline
        .parts(payload, wholeWindow(payload))
        .slice(0, 3)
        .map(({ id }) => id),
    ).toEqual(["e:0", "e:2", "e:1"]);
    const late = { from: 2015, to: 2021 };
    expect(timeline.reach?.(payload, late, "e:0")).toEqual({ from: 1955, to: 1961 });
    expect(timeline.reach?.(payload, late, "e:1")).toEqual({});
  });
});

describe("the table figure", () => {
  const payload = v.parse(
    tableSchema,
    show.table([
      { name: "b", n: 2, shape: tensor.zeros([2, 3]) },
      { name: "a", n: 10, shape: tensor.zeros([4]) },
    ]).payload,
  );

  it("draws shapes and sorts numbers as numbers", () => {
    expect(payload.rows[0]?.[2]).toEqual({ shape: [2, 3] });
    const state = { sort: null, down: false, ...table.choose?.(payload, { sort: null, down: false }, "col:1") };
    expect(state).toEqual({ sort: 1, down: false });
    const { graphic } = table.draw({ payload, state, env, set: () => undefined });
    expect(findAll(graphic, ({ props }) => props["aria-sort"] === "ascending").length).toBe(1);
    expect(findAll(graphic, ({ props }) => props["scope"] === "row").map(({ children }) => children[0])).toEqual([
      "b",
      "a",
    ]);
    expect(table.text(payload)).toContain("[2, 3]");
  });
});
