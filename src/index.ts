import { installBackend } from "./backend/choose";

export * as autograd from "./autograd/learner";
export * as bn from "./bn/index";
export { enableGrad, isGradEnabled, keep, noGrad, scope, Tensor, tensor } from "./autograd/index";
export * as data from "./data/index";
export { engine } from "./backend/choose";
export { GradbookError } from "./errors";
export * as lesson from "./lesson/index";
export * as nn from "./nn/index";
export * as optim from "./optim/index";
export * as show from "./show/index";
export { Generator, manualSeed } from "./tensor/random";
export * as train from "./train/index";

// Tensors are computed by the fastest kernels that work here; GRADBOOK_BACKEND chooses others.
installBackend();
