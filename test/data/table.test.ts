import { afterEach, describe, expect, it, vi } from "vitest";
import { Table, iris, penguins } from "../../src/data/index";

const cities = new Table([
  { city: "Oslo", country: "NO", rain: 763 as number | null, coast: true },
  { city: "Lima", country: "PE", rain: 16, coast: true },
  { city: "Bern", country: "CH", rain: null, coast: false },
  { city: "Cusco", country: "PE", rain: 713, coast: false },
]);

afterEach(() => vi.restoreAllMocks());

describe("Table", () => {
  it("gives rows, columns and types", () => {
    expect(cities.length).toBe(4);
    expect(cities.columns).toEqual(["city", "country", "rain", "coast"]);
    expect(cities.types).toEqual({ city: "string", country: "string", rain: "number", coast: "boolean" });
    expect(cities.row(1).city).toBe("Lima");
    expect(cities.row(-1).city).toBe("Cusco");
    expect([...cities].map((row) => row.rain)).toEqual([763, 16, null, 713]);
  });

  it("filters, selects, sorts and never changes itself", () => {
    expect(cities.filter((row) => row.country === "PE").column("city")).toEqual(["Lima", "Cusco"]);
    expect(cities.select(["rain", "city"]).head(1).rows()).toEqual([{ rain: 763, city: "Oslo" }]);
    expect(cities.sortBy("rain").column("city")).toEqual(["Lima", "Cusco", "Oslo", "Bern"]);
    expect(cities.sortBy("rain", { descending: true }).column("city")).toEqual(["Oslo", "Cusco", "Lima", "Bern"]);
    const wet = cities.withColumn("wet", (row) => (row.rain ?? 0) > 100);
    expect(wet.column("wet")).toEqual([true, false, false, true]);
    expect(cities.columns).toHaveLength(4);
    expect(cities.column("city")).toEqual(["Oslo", "Lima", "Bern", "Cusco"]);
  });

  it("treats missing values as what they are", () => {
    expect(cities.dropMissing().length).toBe(3);
    expect(cities.dropMissing(["city"]).length).toBe(4);
    expect(cities.dropMissing(["rain"]).numbers("rain")).toEqual([763, 16, 713]);
    expect(() => cities.numbers("rain")).toThrow("row 2, column rain: the value is missing");
  });

  it("counts", () => {
    expect(cities.counts("country").rows()).toEqual([
      { country: "CH", count: 1, share: 0.25 },
      { country: "NO", count: 1, share: 0.25 },
      { country: "PE", count: 2, share: 0.5 },
    ]);
    expect(cities.crossCounts("country", "coast").rows()).toEqual([
      { country: "CH", false: 1, true: 0 },
      { country: "NO", false: 0, true: 1 },
      { country: "PE", false: 1, true: 1 },
    ]);
    expect(cities.groupBy("country").get("PE")?.column("city")).toEqual(["Lima", "Cusco"]);
  });

  it("describes numbers and texts", () => {
    const rain = cities
      .describe()
      .filter((row) => row.column === "rain")
      .row(0);
    // statistics.mean and statistics.stdev of Python.
    expect(rain.mean).toBeCloseTo(497.3333, 3);
    expect(rain.deviation).toBeCloseTo(417.5959, 3);
    expect([rain.missing, rain.least, rain.median, rain.greatest]).toEqual([1, 16, 713, 763]);
    expect(cities.describe().row(1).commonest).toBe("PE");
  });

  it("names an unknown column and those that there are", () => {
    expect(() => cities.column("snow" as "rain")).toThrow(
      'there is no column "snow"; the table has city, country, rain, coast',
    );
  });

  it("prints text and escaped HTML", () => {
    const hostile = new Table([{ "<b>": "<script>alert(1)</script>", n: 2097151 }]);
    expect(String(hostile)).toContain("2097151");
    const bundle = (hostile as unknown as Record<symbol, () => Record<string, string>>)[
      Symbol.for("Jupyter.display")
    ]!();
    expect(bundle["text/html"]).not.toContain("<script>");
    expect(bundle["text/html"]).toContain("&lt;script&gt;");
    expect(String(penguins())).toContain("344 rows x 7 columns, the first 10 shown");
  });
});

describe("Table.split", () => {
  const whole = penguins({ missing: "drop" });
  const options = { train: 0.6, validation: 0.2, test: 0.2, stratify: "species" } as const;

  it("deals every row once, in the shares asked for, class by class", () => {
    vi.spyOn(console, "log").mockImplementation(() => undefined);
    for (const seed of [0, 1, 2, 3]) {
      const split = whole.split({ ...options, seed });
      const test = split.openTest();
      const all = [...split.train, ...split.validation, ...test];
      expect(new Set(all).size).toBe(333);
      expect([split.train.length, split.validation.length, test.length].map((n) => Math.round(n / 33.3))).toEqual([
        6, 2, 2,
      ]);
      for (const species of whole.distinct("species")) {
        const share =
          split.train.filter((row) => row.species === species).length /
          whole.filter((row) => row.species === species).length;
        expect(Math.abs(share - 0.6)).toBeLessThan(0.02);
      }
    }
  });

  it("deals the same rows for the same seed, others for another", () => {
    const rows = (seed: number): unknown => whole.split({ ...options, seed }).train.rows();
    expect(rows(7)).toEqual(rows(7));
    expect(rows(7)).not.toEqual(rows(8));
  });

  it("opens the test part once, and says so", () => {
    const log = vi.spyOn(console, "log").mockImplementation(() => undefined);
    const split = whole.split(options);
    expect(split.testOpenedAt).toBeUndefined();
    split.openTest();
    expect(log).toHaveBeenCalledOnce();
    expect(split.testOpenedAt).toBeInstanceOf(Date);
    expect(() => split.openTest()).toThrow("make a new split with another seed");
  });

  it("refuses shares that are none", () => {
    expect(() => whole.split({ train: 0.9, validation: 0.2 })).toThrow("no shares of a whole");
    expect(() => whole.split({ train: 60 })).toThrow("each lies between 0 and 1");
  });

  it("keeps the whole's classes in a part that lacks one", () => {
    const rare = new Table([
      ...iris()
        .filter((row) => row.species !== "virginica")
        .rows(),
      iris().row(149),
    ]);
    const { train } = rare.split({ train: 0.05, seed: 1 });
    expect(train.toTensors({ target: "species" }).classes).toEqual(["setosa", "versicolor", "virginica"]);
  });
});

describe("Table.toTensors", () => {
  it("gives features and class indices", () => {
    const { x, y, features, classes } = iris().toTensors({
      features: ["petalLength", "petalWidth"],
      target: "species",
    });
    expect(x.shape).toEqual([150, 2]);
    expect([x.dtype, y.dtype]).toEqual(["float32", "int32"]);
    expect(y.shape).toEqual([150]);
    expect(features).toEqual(["petalLength", "petalWidth"]);
    expect(classes).toEqual(["setosa", "versicolor", "virginica"]);
    expect([y.toList()[0], y.toList()[149]]).toEqual([0, 2]);
    expect(
      x
        .toList()
        .slice(0, 2)
        .map((v) => Math.round(v * 10)),
    ).toEqual([14, 2]);
  });

  it("gives numbers for a target of numbers", () => {
    const { y, classes, features } = penguins({ missing: "drop" }).toTensors({ target: "bodyMass" });
    expect(y.shape).toEqual([333, 1]);
    expect(classes).toEqual([]);
    expect(features).toEqual(["billLength", "billDepth", "flipperLength"]);
  });

  it("says what does not fit", () => {
    expect(() => penguins().toTensors({ target: "species" })).toThrow("row 3, column billLength: the value is missing");
    expect(() => iris().toTensors({ features: ["species"], target: "petalWidth" })).toThrow('"setosa" is a text');
    expect(() => iris().toTensors({ features: ["petalWidth"], target: "petalWidth" })).toThrow(
      "both feature and target",
    );
    expect(() =>
      iris()
        .filter(() => false)
        .toTensors({ target: "species" }),
    ).toThrow("no rows");
  });
});
