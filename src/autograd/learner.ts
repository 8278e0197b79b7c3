// What `import { autograd } from "gradbook"` holds: the functions that a learner calls, without the tape's inner parts.
export { customFunction, type BackwardContext, type CustomFunction } from "./custom-function";
export { detectAnomaly } from "./detect-anomaly";
export { hessian, jacobian, jvp, vjp, type TensorFunction } from "./functional";
export { gradcheck, type GradcheckOptions } from "./gradcheck";
export { grad, type GradOptions } from "./grad";
export { enableGrad, isRecording as isGradEnabled, noGrad } from "./tape";
