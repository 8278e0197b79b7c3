import { data, show } from "gradbook";

type Named = [name: string, figure: { kind: string; payload: object }];

/** What follows what in Tang quatrains: shares of all that follows a character. */
function following(): { rows: string[]; columns: string[]; values: number[][] } {
  const pairs = new Map<string, Map<string, number>>();
  for (const { text } of data.tangPoems({ form: "五言四句" })) {
    const letters = [...text];
    letters.slice(1).forEach((next, i) => {
      const after = pairs.get(letters[i] ?? "") ?? new Map<string, number>();
      after.set(next, (after.get(next) ?? 0) + 1);
      pairs.set(letters[i] ?? "", after);
    });
  }
  const rows = [..."春秋明白青長山風月雲江流何不人"];
  const columns = [..."，。風月山水日雲人中上時知處來草夜江安"];
  const values = rows.map((row) => {
    const after = pairs.get(row) ?? new Map<string, number>();
    const all = [...after.values()].reduce((a, b) => a + b, 0);
    return columns.map((column) => (after.get(column) ?? 0) / all);
  });
  return { rows, columns, values };
}

/** Correlations of four measurements of penguins. */
function correlations(): { names: string[]; values: number[][] } {
  const names = ["billLength", "billDepth", "flipperLength", "bodyMass"] as const;
  const table = data.penguins({ missing: "drop" });
  const columns = names.map((name) => {
    const values = table.numbers(name);
    const mean = values.reduce((a, b) => a + b, 0) / values.length;
    const size = Math.sqrt(values.reduce((a, b) => a + (b - mean) ** 2, 0));
    return values.map((value) => (value - mean) / size);
  });
  const values = columns.map((a) => columns.map((b) => a.reduce((sum, x, i) => sum + x * (b[i] ?? 0), 0)));
  return { names: [...names], values };
}

/** Two forecasters of the same coin tosses: one knows each coin, the other exaggerates. */
function forecasters(): { predictions: Record<string, number[]>; happened: number[] } {
  const rng = new data.Random(4);
  const coins = rng.floats(4_000);
  const happened = coins.map((p) => Number(rng.bool(p)));
  const exaggerated = coins.map((p) => 1 / (1 + ((1 - p) / p) ** 2.5));
  return { predictions: { honest: coins, exaggerates: exaggerated }, happened };
}

export function matrixStories(): Named[] {
  const next = following();
  const { names, values } = correlations();
  const { predictions, happened } = forecasters();
  const weather = show.matrix(
    [
      [0.9, 0.1],
      [0.5, 0.5],
    ],
    { rows: ["sun", "rain"], columns: ["sun", "rain"], rowName: "today", columnName: "tomorrow" },
  );
  return [
    [
      "what follows what in poems",
      show.matrix(next.values, {
        ...next,
        rowName: "now",
        columnName: "next",
        valueName: "P(next | now)",
        scale: "root",
        title: "Tang quatrains",
      }),
    ],
    ["correlations with signs", show.matrix(values, { rows: names, columns: names, title: "Penguins", high: 1 })],
    ["weather", weather],
    ["two forecasters", show.reliability(predictions, happened, { event: "heads" })],
    ["one forecaster", show.reliability([0.1, 0.15, 0.4, 0.7, 0.9, 0.95], [0, 0, 1, 1, 1, 1], { bins: 4 })],
  ];
}
