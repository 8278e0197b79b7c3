// All of bn. `gradbook/bn`, the one small file for a web page, is built from discrete.ts.
export * from "./discrete";
export { DynamicNetwork, hiddenMarkovModel } from "./dynamic/dynamic-network";
export type { HiddenMarkovOptions, TimedEvidence } from "./dynamic/dynamic-network";
export { MostProbablePath, SlicePosteriors } from "./dynamic/slices";
