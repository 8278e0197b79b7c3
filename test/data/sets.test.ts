import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { tensor } from "../../src/autograd/index";
import * as data from "../../src/data/index";

describe("penguins and iris", () => {
  it("are the real ones", () => {
    expect(data.penguins().length).toBe(344);
    expect(data.penguins({ missing: "drop" }).length).toBe(333);
    expect(
      data
        .penguins()
        .counts("species")
        .column("count" as never),
    ).toEqual([152, 68, 124]);
    expect(data.penguins().distinct("sex")).toEqual(["female", "male"]);
    expect(
      data
        .iris()
        .counts("species")
        .column("count" as never),
    ).toEqual([50, 50, 50]);
  });
});

describe("points", () => {
  const makers = { spirals: data.spirals, xor: data.xor, moons: data.moons, circles: data.circles, blobs: data.blobs };

  it.each(Object.entries(makers))("%s: as many of each class as asked, the same for the same seed", (_, make) => {
    const table = make({ points: 40, seed: 3 });
    expect(new Set(table.counts("label").column("count" as never))).toEqual(new Set([40]));
    expect(table.rows()).toEqual(make({ points: 40, seed: 3 }).rows());
    expect(table.rows()).not.toEqual(make({ points: 40, seed: 4 }).rows());
    expect(table.toTensors({ target: "label" }).y.dtype).toBe("int32");
    expect(() => make({ points: 0 })).toThrow("points is 0");
  });

  it("spirals: each point lies on its arm when there is no noise", () => {
    for (const { x1, x2, label } of data.spirals({ points: 30, classes: 3, turns: 1.5, noise: 0 })) {
      const radius = Math.hypot(x1, x2);
      const turns = 1.5 * ((radius - 0.05) / 0.95) + label / 3 - Math.atan2(x2, x1) / (2 * Math.PI);
      expect(Math.abs(turns - Math.round(turns))).toBeLessThan(1e-9);
    }
  });

  it("xor: opposite corners share a class", () => {
    for (const { x1, x2, label } of data.xor({ points: 30, noise: 0 })) expect(label === 1).toBe(x1 !== x2);
  });
});

describe("csv", () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), "gradbook-csv-"));
  afterAll(() => rmSync(folder, { recursive: true }));

  it("reads quotes, missing values, types, other separators and a byte order mark", () => {
    const file = path.join(folder, "a.csv");
    writeFileSync(file, '\uFEFFname,mass,adult\n"Ada, the ""big""",12.5,true\nBo,NA,false\n\n');
    const table = data.csv(file);
    expect(table.rows()).toEqual([
      { name: 'Ada, the "big"', mass: 12.5, adult: true },
      { name: "Bo", mass: null, adult: false },
    ]);
    expect(data.parseCsv("a\tb\n1\tx\n2\ty").types).toEqual({ a: "number", b: "string" });
    expect(data.parseCsv("a;b\n1;x\n2;y").column("b")).toEqual(["x", "y"]);
    expect(data.parseCsv("zip\n01\n02", { types: { zip: "string" } }).column("zip")).toEqual(["01", "02"]);
  });

  it.each([
    ["a,b\n1,2\n3", "row 3: 1 fields, where the first row names 2 columns"],
    ["a,a\n1,2", 'two columns are named "a"'],
    ["a,\n1,2", "column 2 has no name"],
    ["", "is empty"],
    ['a,b\n"1,2', "row 2: Quoted field unterminated"],
    ["a\n1\n2\n3\n4\n5\n6\nseven", 'row 8, column a: "seven" is no number, while 6 fields'],
  ])("says row, column and reason: %j", (text, message) => {
    expect(() => data.parseCsv(text)).toThrow(message);
  });

  it("says what a type that was asked for does not fit, and which file is missing", () => {
    expect(() => data.parseCsv("a\nx", { types: { a: "number" } })).toThrow('row 2, column a: "x" is no number');
    expect(() => data.csv("nowhere.csv")).toThrow("there is no file nowhere.csv");
  });
});

describe("Standardizer", () => {
  it("gives mean 0 and deviation 1 on what it was fitted on, and finds the way back", () => {
    const x = [
      [1, 10, 5],
      [2, 20, 5],
      [6, 60, 5],
    ];
    const scale = data.Standardizer.fit(x);
    const z = scale.transform(x);
    for (const column of [0, 1]) {
      const values = z.map((row) => row[column]!);
      expect(values.reduce((a, b) => a + b)).toBeCloseTo(0, 12);
      expect(values.reduce((a, b) => a + b * b, 0) / 3).toBeCloseTo(1, 12);
    }
    expect(z.map((row) => row[2])).toEqual([0, 0, 0]);
    scale.inverse(z).forEach((row, i) => row.forEach((value, j) => expect(value).toBeCloseTo(x[i]![j]!, 12)));
    expect(scale.transform(tensor(x)).shape).toEqual([3, 3]);
    expect(() => scale.transform([[1, 2]])).toThrow("got 2 columns, was fitted on 3");
    expect(() => data.Standardizer.fit([])).toThrow("no numbers");
  });
});

describe("oneHot and batches", () => {
  it("codes class indices", () => {
    expect(data.oneHot(tensor([1, 0], { dtype: "int32" }), 2).toArray()).toEqual([
      [0, 1],
      [1, 0],
    ]);
    expect(() => data.oneHot([3], 3)).toThrow("from 0 to 2");
  });

  it("deals every row once, x and y together", () => {
    const set = {
      x: tensor([
        [0, 0],
        [1, 10],
        [2, 20],
        [3, 30],
        [4, 40],
      ]),
      y: tensor([0, 1, 2, 3, 4], { dtype: "int32" }),
    };
    const dealt = [...data.batches(set, { batchSize: 2, seed: 5 })];
    expect(dealt.map((batch) => batch.x.shape)).toEqual([
      [2, 2],
      [2, 2],
      [1, 2],
    ]);
    expect(dealt.flatMap((batch) => batch.y.toList()).sort()).toEqual([0, 1, 2, 3, 4]);
    for (const { x, y, rows } of dealt) {
      expect(y.toList()).toEqual(rows);
      expect(y.dtype).toBe("int32");
      expect(x.toArray()).toEqual(rows.map((row) => [row, row * 10]));
    }
    expect(() => [...data.batches(set, { batchSize: 0 })]).toThrow("batchSize is 0");
  });
});

describe("Random", () => {
  it("draws within bounds, with the right mean", () => {
    const rng = new data.Random(1);
    const throws = rng.ints(6000, 1, 6);
    expect([Math.min(...throws), Math.max(...throws)]).toEqual([1, 6]);
    // Mean 3.5, standard error 1.708 / sqrt(6000) = 0.022; five of them.
    expect(Math.abs(throws.reduce((a, b) => a + b) / 6000 - 3.5)).toBeLessThan(0.11);
    const normals = rng.normals(4000, 2, 3);
    expect(Math.abs(normals.reduce((a, b) => a + b) / 4000 - 2)).toBeLessThan(0.24);
    expect(rng.shuffle([1, 2, 3, 4]).sort()).toEqual([1, 2, 3, 4]);
    expect(rng.matrix(2, 3).map((row) => row.length)).toEqual([3, 3]);
    expect(() => rng.choice([])).toThrow("the list is empty");
  });

  it("gives unlike streams for neighbouring seeds", () => {
    const first = Array.from({ length: 400 }, (_, seed) => new data.Random(seed).float());
    expect(Math.abs(first.reduce((a, b) => a + b) / 400 - 0.5)).toBeLessThan(0.08);
    const pairs = first.slice(1).map((value, i) => (value - 0.5) * (first[i]! - 0.5));
    expect(Math.abs(pairs.reduce((a, b) => a + b) / 399)).toBeLessThan(0.02);
  });
});
