import { curve } from "./curve/render";
import { bayes } from "./bayes/render";
import { boundary } from "./boundary/render";
import { dag } from "./dag/render";
import { distribution } from "./distribution/render";
import { graph } from "./graph/render";
import { lines } from "./lines/render";
import { loss } from "./loss/render";
import { matrix } from "./matrix/render";
import { network } from "./network/render";
import { reliability } from "./reliability/render";
import { table } from "./table/render";
import { timeline } from "./timeline/render";
import { seal, type SealedKind } from "./core/seal";

/** Every kind of figure. To add one: write its folder, and add it here. */
export const figures: readonly SealedKind[] = [
  seal(network),
  seal(lines),
  seal(loss),
  seal(curve),
  seal(boundary),
  seal(graph),
  seal(distribution),
  seal(matrix),
  seal(reliability),
  seal(table),
  seal(timeline),
  seal(bayes),
  seal(dag),
];
