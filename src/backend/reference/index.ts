import { allocateTyped } from "../../tensor/dtype";
import type { Backend } from "../backend";
import { binary, where } from "./binary";
import { fold2d, maxPool2d, unfold2d } from "./convolution";
import { crossEntropy, crossEntropyBackward } from "./cross-entropy";
import { gather, scatterAdd } from "./gather";
import { matmul } from "./matmul";
import { layerNorm, layerNormBackward, rmsNorm, rmsNormBackward } from "./normalization";
import { adam, sgd } from "./optimizer";
import { argReduce, reduce } from "./reduce";
import { softmax } from "./softmax";
import { assign, unary } from "./unary";

/** The kernels in plain TypeScript: the ones to read, and the ones that other backends are tested against. */
export const reference: Backend = {
  name: "reference",
  allocate: allocateTyped,
  unary,
  assign,
  binary,
  where,
  reduce,
  argReduce,
  softmax,
  matmul,
  gather,
  scatterAdd,
  crossEntropy,
  crossEntropyBackward,
  layerNorm,
  layerNormBackward,
  rmsNorm,
  rmsNormBackward,
  unfold2d,
  fold2d,
  maxPool2d,
  sgd,
  adam,
};
