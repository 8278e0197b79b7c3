export * as data from "./data/index";
export * as lesson from "./lesson/index";
export { GradbookError } from "./errors";
export * as show from "./show/index";
