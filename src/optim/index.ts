export { Adagrad, type AdagradOptions } from "./adagrad";
export { Adam, AdamW, type AdamOptions } from "./adam";
export { LBFGS, type LBFGSOptions } from "./lbfgs";
export { Optimizer } from "./optimizer";
export type { GroupOptions, OptimizerOptions, ParameterGroup, ParametersOrGroups } from "./parameter-groups";
export { RMSprop, type RMSpropOptions } from "./rmsprop";
export { SGD, type SGDOptions } from "./sgd";
export type { OptimizerStateDict } from "./state-dict";
