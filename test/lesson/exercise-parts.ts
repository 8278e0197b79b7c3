/** The parts of an exercise that a test does not care about. */
export const parts = <Name extends string>(id: string, names: readonly Name[]) => ({
  id,
  names,
  title: "A test",
  prompt: "Do it.",
  why: "It is a test.",
  hints: ["One.", "Two."],
  solution: "",
  wrong: [],
});
