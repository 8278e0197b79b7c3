import { allocateTyped, type DType } from "../../tensor/dtype";
import type { Backend, Memory } from "../backend";
import { binary, where } from "./binary";
import { fold2d, maxPool2d, unfold2d } from "./convolution";
import { crossEntropy, crossEntropyBackward } from "./cross-entropy";
import { gather, scatterAdd } from "./gather";
import { matmul } from "./matmul";
import { layerNorm, layerNormBackward, rmsNorm, rmsNormBackward } from "./normalization";
import { adam, sgd } from "./optimizer";
import { randomMask, randomNormal, randomUniform } from "./random";
import { argReduce, reduce } from "./reduce";
import { scan } from "./scan";
import { attentionSoftmax, attentionSoftmaxBackward, softmax, softmaxBackward } from "./softmax";
import { argsort } from "./sort";
import { assign, unary } from "./unary";

/** A plain array; where the platform has no memory left for it, none. */
function allocate(dtype: DType, length: number): Memory | undefined {
  try {
    return { data: allocateTyped(dtype, length) };
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** The kernels in plain TypeScript: the ones to read, and the ones that other backends are tested against. */
export const reference: Backend = {
  name: "reference",
  allocate,
  unary,
  assign,
  binary,
  where,
  reduce,
  argReduce,
  scan,
  argsort,
  softmax,
  softmaxBackward,
  attentionSoftmax,
  attentionSoftmaxBackward,
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
  randomUniform,
  randomMask,
  randomNormal,
};
