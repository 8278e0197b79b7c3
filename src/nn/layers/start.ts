import { tensor } from "../../autograd/index";
import * as init from "../init/index";
import { Parameter } from "../parameter";

/** A parameter that starts uniform in `±bound`. */
export function uniformParameter(shape: readonly number[], bound: number): Parameter {
  return new Parameter(init.uniform(tensor.zeros(shape), -bound, bound));
}

export function zerosParameter(shape: readonly number[]): Parameter {
  return new Parameter(tensor.zeros(shape));
}

export function onesParameter(shape: readonly number[]): Parameter {
  return new Parameter(tensor.ones(shape));
}
