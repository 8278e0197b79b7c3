export { GradbookError } from "./errors";
