import { readFileSync } from "node:fs";
import path from "node:path";
import { ownRequire } from "./own-require";
import { Table } from "./table";

/** One penguin. Lengths in millimetres, mass in grams; `null` where it was not measured. */
export type Penguin = {
  readonly species: string;
  readonly island: string;
  readonly billLength: number | null;
  readonly billDepth: number | null;
  readonly flipperLength: number | null;
  readonly bodyMass: number | null;
  readonly sex: string | null;
};

/** A penguin of which every field is known. */
export type WholePenguin = { readonly [K in keyof Penguin]: NonNullable<Penguin[K]> };

type Raw = Readonly<Record<string, string | number | null>>;

/**
 * 344 penguins of three species from the Palmer Archipelago in Antarctica. Two have no measurements and eleven no sex:
 * `missing: "keep"` (the default) leaves `null` there, `missing: "drop"` gives the 333 whole rows.
 *
 * Source: Gorman, Williams and Fraser, Ecological sexual dimorphism and environmental variability within a community of
 * Antarctic penguins, PLoS ONE 9(3), 2014; data set by Horst, Hill and Gorman, palmerpenguins, 2020 (CC0), taken from
 * vega-datasets.
 *
 * @example
 * penguins({ missing: "drop" }).length; // -> 333
 */
export function penguins(options: { readonly missing: "drop" }): Table<WholePenguin>;
export function penguins(options?: { readonly missing?: "keep" }): Table<Penguin>;
export function penguins(options: { readonly missing?: "keep" | "drop" } = {}): Table<Penguin> | Table<WholePenguin> {
  // The package shows only its main file; the data lie beside it.
  const folder = path.dirname(path.dirname(ownRequire.resolve("vega-datasets")));
  const raw = JSON.parse(readFileSync(path.join(folder, "data", "penguins.json"), "utf8")) as Raw[];
  const number = (value: string | number | null | undefined): number | null =>
    typeof value === "number" ? value : null;
  const rows = raw.map((row): Penguin => {
    const sex = typeof row.Sex === "string" ? row.Sex.toLowerCase() : "";
    return {
      species: String(row.Species),
      island: String(row.Island),
      billLength: number(row["Beak Length (mm)"]),
      billDepth: number(row["Beak Depth (mm)"]),
      flipperLength: number(row["Flipper Length (mm)"]),
      bodyMass: number(row["Body Mass (g)"]),
      // One bird's sex is written as a dot in the source: not known.
      sex: sex === "male" || sex === "female" ? sex : null,
    };
  });
  const table = new Table<Penguin>(rows);
  return options.missing === "drop" ? (table.dropMissing() as unknown as Table<WholePenguin>) : table;
}
