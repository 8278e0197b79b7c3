/** A thrown value as Jupyter's error message. */
import { inspect } from "node:util";
import { codeFrame, paint } from "../protocol/code-frame";
import type { CellError } from "../protocol/threads";
import { frameText, plainNames, type Stacks } from "./stack";

export function cellError(thrown: unknown, stacks: Stacks): CellError {
  if (!(thrown instanceof Error) && !isErrorLike(thrown)) {
    const text = typeof thrown === "string" ? thrown : inspect(thrown);
    return { ename: "Thrown", evalue: text, traceback: [`${paint.error("Thrown")}: ${text}`] };
  }
  const ename = thrown.name || "Error";
  const evalue = plainNames(thrown.message);
  const traceback = [`${paint.error(ename)}: ${evalue}`];
  const frames = stacks.of(thrown);
  const own = frames.find((frame) => frame.source !== undefined);
  if (own?.source !== undefined) {
    traceback.push(paint.dim(`${own.file}, line ${own.line}`), codeFrame(own.source, own));
  }
  // A package's own lines tell a learner nothing; they stand in error.stack for who wants them.
  const others = frames.filter((frame) => frame !== own && (!own || frame.source !== undefined)).slice(0, 10);
  if (others.length > 0) traceback.push(...others.map((frame) => paint.dim(`    at ${frameText(frame)}`)));
  if (thrown.cause !== undefined) {
    const cause = cellError(thrown.cause, stacks);
    traceback.push("", paint.dim("because of"), ...cause.traceback);
  }
  return { ename, evalue, traceback };
}

/** An Error of another realm, or something that follows its form. */
function isErrorLike(value: unknown): value is Error {
  const error = value as Partial<Error> | null | undefined;
  return (
    typeof error === "object" && error !== null && typeof error.name === "string" && typeof error.message === "string"
  );
}
