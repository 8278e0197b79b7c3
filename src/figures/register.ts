import { curve } from "./curve/render";
import { loss } from "./loss/render";
import { network } from "./network/render";
import { seal, type SealedKind } from "./core/seal";

/** Every kind of figure. To add one: write its folder, and add it here. */
export const figures: readonly SealedKind[] = [seal(network), seal(loss), seal(curve)];
