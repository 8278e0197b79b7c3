export { GradbookError } from "./errors";
export * as show from "./show/index";
