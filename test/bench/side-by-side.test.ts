// The arithmetic of the benchmarks' report, with programs that only print.
import { describe, expect, it } from "vitest";
import { sideBySide } from "../../bench/side-by-side.mjs";

const printing = (...lines: object[]): { command: string; args: string[]; cwd: string } => ({
  command: process.execPath,
  args: [
    "-e",
    lines.map((line) => `console.log(${JSON.stringify(JSON.stringify(line))})`).join(";") || "process.exit(3)",
  ],
  cwd: process.cwd(),
});
const result = (value: number, check: number): object => ({ workload: "tiny", value, unit: "us/step", check });
const quiet = (): void => {};

async function compare(ours: object, theirs: object | "missing" | "broken", goal: number): Promise<unknown> {
  const command = theirs === "missing" ? undefined : theirs === "broken" ? printing() : printing(theirs);
  const [line] = await sideBySide({
    workloads: [{ name: "tiny", check: 1.01093, goals: { peer: goal } }],
    ours: printing(ours),
    peers: [{ key: "peer", label: "peer 1.0", command }],
    rounds: 1,
    log: quiet,
  });
  return line;
}

describe("benchmarks side by side", () => {
  it("gives our time over the peer's, and whether the goal is met", async () => {
    expect(await compare(result(50, 1.01093), result(100, 1.01094), 0.6)).toEqual({
      workload: "tiny",
      ours: 50,
      peer: 100,
      peerName: "peer 1.0",
      unit: "us/step",
      ratio: 0.5,
      goal: 0.6,
      met: true,
    });
    expect(await compare(result(70, 1.01093), result(100, 1.01093), 0.6)).toMatchObject({ ratio: 0.7, met: false });
  });
  it("says that a peer is missing or broken, and guesses nothing", async () => {
    const missing = { peer: null, ratio: null, met: null, note: "not installed" };
    expect(await compare(result(50, 1.01093), "missing", 0.6)).toMatchObject(missing);
    expect(await compare(result(50, 1.01093), "broken", 0.6)).toMatchObject({
      ratio: null,
      note: "failed: ended with code 3",
    });
  });
  it("takes no speed for a wrong result", async () => {
    expect(await compare(result(50, 1.2), result(100, 1.01093), 0.6)).toMatchObject({ met: false });
    expect(await compare(result(50, 1.01093), result(100, 1.2), 0.6)).toMatchObject({ met: false });
  });
});
