/** What one kernel needs for what learners do, over its real sockets. Times in ms, memory in MB; null where it failed. */
import { readFileSync, readdirSync } from "node:fs";
import { Client, type StartOptions } from "../../test/kernel/client";

export type Figures = Record<Workload, number | null>;

export const workloads = [
  "start",
  "empty",
  "lines",
  "loop",
  "loopInFunction",
  "otherCell",
  "otherCellInFunction",
  "interrupt",
  "interruptLibrary",
  "firstComplete",
  "complete",
  "import",
  "importLater",
  "memory",
] as const;
export type Workload = (typeof workloads)[number];

/** A cell that has not ended after so long (ms) has failed. */
const LIMIT = 30_000;

/** So long (ms) a learner reads who does not run the first cell at once. */
const READING = 2000;

const loop = "let total = 0; for (let i = 0; i < 1e7; i++) { total += i * 0.5; }";

export async function measureKernel(options: StartOptions): Promise<Figures> {
  const figures = Object.fromEntries(workloads.map((name) => [name, null])) as Figures;
  const started = performance.now();
  const kernel = await Client.start(options);
  try {
    const cell = (code: string): Promise<number | null> => timed(() => kernel.execute(code));
    await cell("1 + 1");
    figures.start = performance.now() - started;
    figures.memory = memoryOf(kernel.process.pid);
    let turn = 0;
    // Each with another text, so that no kernel can answer from what it has checked before.
    figures.empty = await median(15, () => cell(`${turn++}`));
    const complete = (): Promise<number | null> => {
      const code = `const n${turn++} = 1; Math.`;
      return timed(() => kernel.request("complete_request", { code, cursor_pos: code.length }));
    };
    figures.firstComplete = await complete();
    figures.complete = await median(15, complete);
    figures.loop = await median(3, () => cell(loop));
    await cell(`function inFunction() { ${loop} return total; }`);
    figures.loopInFunction = await median(3, () => cell("inFunction();"));
    await cell("const numbers = Array.from({ length: 1000 }, (_, i) => i);");
    figures.otherCell = await median(3, () =>
      cell("let sum = 0; for (let i = 0; i < 1e6; i++) { sum += numbers[i % 1000]; }"),
    );
    await cell(
      "function readOwn(own: number[]) { let sum = 0; for (let i = 0; i < 1e6; i++) { sum += own[i % 1000]!; } return sum; }",
    );
    figures.otherCellInFunction = await median(3, () => cell("readOwn(numbers);"));
    figures.lines = await lines(kernel);
    figures.import = await firstImport(options, { after: 0 });
    figures.importLater = await firstImport(options, { after: READING });
    // Not of other kernels: some would never end.
    if (options.command) return figures;
    figures.interrupt = await interrupted(kernel, "let turns = 0; while (true) turns++;");
    await cell('import { tensor } from "gradbook"; const big = tensor.randn([3000, 3000]);');
    figures.interruptLibrary = await interrupted(kernel, "big.matmul(big).matmul(big).matmul(big).matmul(big);");
  } finally {
    await stop(kernel);
  }
  return figures;
}

function importing(kernel: Client): Promise<number | null> {
  const code = 'import { tensor } from "gradbook"; console.log(tensor([1, 2]).size)';
  return timed(() => printed(kernel, code, "2"));
}

/** Of a session that knows of none before it, `after` milliseconds from its first answer. */
async function firstImport(options: StartOptions, { after }: { after: number }): Promise<number | null> {
  const kernel = await Client.start(options);
  try {
    await kernel.execute("1 + 1");
    await new Promise((resolve) => setTimeout(resolve, after));
    return await importing(kernel);
  } finally {
    await stop(kernel);
  }
}

/** A cell that must print just this. */
async function printed(kernel: Client, code: string, text: string): Promise<{ error?: string }> {
  const { stdout } = await kernel.execute(code);
  return stdout.trim() === text ? {} : { error: "printed something else" };
}

/** From the interrupt to the end of the cell. */
async function interrupted(kernel: Client, code: string): Promise<number | null> {
  let begun: () => void = () => undefined;
  const running = new Promise<void>((resolve) => (begun = resolve));
  const end = kernel.execute(`console.log("running"); ${code}`, { onOutput: () => begun() });
  await running;
  await new Promise((resolve) => setTimeout(resolve, 50));
  return timed(async () => {
    await kernel.interrupt();
    const { error } = await end;
    return error?.startsWith("Interrupted") ? {} : { error: "was not interrupted" };
  });
}

/** 10,000 lines; null when one is lost. */
async function lines(kernel: Client): Promise<number | null> {
  let whole = false;
  const time = await timed(async () => {
    const { stdout } = await kernel.execute("for (let i = 0; i < 10000; i++) console.log(i);");
    whole = stdout.split("\n").length === 10_001;
  });
  return whole ? time : null;
}

async function timed(action: () => Promise<unknown>): Promise<number | null> {
  const start = performance.now();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<"late">((resolve) => (timer = setTimeout(() => resolve("late"), LIMIT)));
  const end = await Promise.race([action(), late]);
  clearTimeout(timer);
  const failed = typeof end === "object" && end !== null && "error" in end && end.error !== undefined;
  return end === "late" || failed ? null : performance.now() - start;
}

async function median(count: number, measure: () => Promise<number | null>): Promise<number | null> {
  const times: number[] = [];
  for (let i = 0; i < count; i++) {
    const time = await measure();
    if (time === null) return null;
    times.push(time);
  }
  return times.sort((a, b) => a - b)[count >> 1] ?? null;
}

/** Resident memory of the process and its children, where /proc tells. */
function memoryOf(pid: number | undefined): number | null {
  try {
    const kilobytes = Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]);
    const children = readdirSync(`/proc/${pid}/task`).flatMap((task) =>
      readFileSync(`/proc/${pid}/task/${task}/children`, "utf8").trim().split(" ").filter(Boolean),
    );
    return kilobytes / 1024 + children.reduce((sum, child) => sum + (memoryOf(Number(child)) ?? 0), 0);
  } catch {
    return null;
  }
}

async function stop(kernel: Client): Promise<void> {
  kernel.process.kill("SIGKILL");
  await kernel.exit;
  await kernel.stop();
}
