import "./display";
export type { Checkpoint } from "./checkpoint";
export { calibrationError } from "./calibration";
export { checkpointTo, loadCheckpoint, saveCheckpoint } from "./checkpoint-file";
export { evaluate, type Evaluation } from "./evaluate";
export { fit } from "./fit";
export { History, type EpochRecord } from "./history";
export {
  accuracy,
  confusionMatrix,
  f1,
  precision,
  recall,
  topKAccuracy,
  type ClassMetricOptions,
  type Metric,
} from "./metrics";
export type { Callback, Dataset, EarlyStopping, FitOptions, Run } from "./options";
