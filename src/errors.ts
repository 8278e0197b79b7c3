/** An error that a learner can act on: it names the operation, what was got and what would work. */
export class GradbookError extends Error {
  override readonly name: string = "GradbookError";
}
