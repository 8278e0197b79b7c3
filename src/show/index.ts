export { curve, type CurveOptions, type Function1 } from "./curve";
export { Figure } from "./figure";
export { loss, type EpochLike, type HistoryLike, type LossOptions } from "./loss";
export { network, type Network, type NetworkOptions } from "./network";
