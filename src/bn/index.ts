// All of bn. `gradbook/bn`, the one small file for a web page, is built from discrete.ts.
export * from "./discrete";
export { MarkovChain } from "./dynamic/markov-chain";
export type { MarkovChainOptions, Sequence } from "./dynamic/markov-chain";
export { testMarkovOrder } from "./dynamic/markov-test";
export type { MarkovTestOptions } from "./dynamic/markov-test";
export { DynamicNetwork, hiddenMarkovModel } from "./dynamic/dynamic-network";
export type { HiddenMarkovOptions, TimedEvidence } from "./dynamic/dynamic-network";
export { MostProbablePath, SlicePosteriors } from "./dynamic/slices";
export { Gaussian } from "./gaussian/gaussian";
export type { Point } from "./gaussian/gaussian";
export { LinearGaussianNetwork } from "./gaussian/linear-gaussian-network";
export type { LinearGaussianCpd } from "./gaussian/linear-gaussian-network";
