import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Client } from "./client";

let kernel: Client;
beforeAll(async () => {
  kernel = await Client.start();
});
afterAll(() => kernel.stop());

/** Megabytes of memory that the kernel's process takes. */
const resident = (): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${kernel.process.pid}/status`, "utf8"))?.[1]) / 1024;

test("10,000 lines at once: none is lost, all in order, neighbours joined", async () => {
  const { stdout, outputs } = await kernel.execute("for (let i = 0; i < 10_000; i++) console.log(`line ${i}`);");
  expect(stdout).toBe(Array.from({ length: 10_000 }, (_, i) => `line ${i}\n`).join(""));
  expect(outputs.length).toBeLessThan(200);
});

test("stdout and stderr keep their order", async () => {
  const { outputs } = await kernel.execute("for (let i = 0; i < 3; i++) { console.log('o'); console.error('e'); }");
  expect(outputs.map(({ content }) => content["text"])).toEqual(["o\n", "e\n", "o\n", "e\n", "o\n", "e\n"]);
});

test("1,000 display messages in one burst all come", async () => {
  const { outputs } = await kernel.execute("for (let i = 0; i < 1000; i++) display({ 'text/plain': String(i) });");
  expect(outputs.map(({ content }) => (content["data"] as Record<string, unknown>)["text/plain"])).toEqual(
    Array.from({ length: 1000 }, (_, i) => String(i)),
  );
});

test("a synchronous cell's output comes while it runs", async () => {
  const seen: string[] = [];
  let first: () => void = () => undefined;
  const early = new Promise<void>((resolve) => (first = resolve));
  const code =
    "console.log('early'); const until = Date.now() + 2000; while (Date.now() < until) { if (stopNow()) break; } console.log('late')";
  await kernel.execute("import { existsSync } from 'node:fs'; const stopNow = () => false;");
  const end = kernel.execute(code, {
    onOutput: ({ content }) => {
      seen.push(String(content["text"]));
      first();
    },
  });
  await early;
  expect(seen.join("")).toBe("early\n");
  await end;
  expect(seen.join("")).toBe("early\nlate\n");
});

test("what a cell prints before a long loop comes at once, also right after another cell and after many lines", async () => {
  for (const [before, last] of [
    ["", "alone"],
    ["console.log('first');", "second"],
    ["for (let i = 0; i < 5000; i++) console.log(i);", "after many"],
  ]) {
    let seen = "";
    let told: () => void = () => undefined;
    const early = new Promise<string>((resolve) => (told = () => resolve("early")));
    const loop = "let turns = 0; while (true) turns++;";
    const [, cell] = [
      kernel.execute("0"),
      kernel.execute(`${before} console.log("${last}"); ${loop}`, {
        onOutput: ({ content }) => {
          seen += String(content["text"]);
          if (seen.endsWith(`${last}\n`)) told();
        },
      }),
    ];
    expect(await Promise.race([early, cell.then(() => "at the end")])).toBe("early");
    await kernel.interrupt();
    expect((await cell).error).toMatch(/^Interrupted/);
  }
});

test("a flood of a million lines comes whole, and the kernel keeps none of it", async () => {
  const before = process.platform === "linux" ? resident() : 0;
  const { stdout } = await kernel.execute("for (let i = 0; i < 1e6; i++) console.log(i);");
  const lines = stdout.split("\n");
  expect(lines.length).toBe(1e6 + 1);
  expect(lines[999_999]).toBe("999999");
  if (process.platform === "linux") expect(resident() - before).toBeLessThan(150);
});

test.skipIf(process.platform !== "linux")(
  "a front end that is too slow makes the cell wait; the kernel's memory stays bounded",
  async () => {
    const before = resident();
    const goOn = kernel.stopReading();
    const code = "let printed = 0; for (; printed < 4e5; printed++) console.log('x'.repeat(1000));";
    const end = kernel.execute(code);
    await new Promise((resolve) => setTimeout(resolve, 5000));
    // 400 MB, of which most has not been printed yet.
    expect(resident() - before).toBeLessThan(250);
    goOn();
    await kernel.interrupt();
    expect((await end).error).toMatch(/^Interrupted/);
    const printed = Number((await kernel.execute("printed")).text);
    expect(printed).toBeGreaterThan(0);
    expect(printed).toBeLessThan(4e5);
  },
);

test("table, dir, time, group, assert, colours and process.stdout", async () => {
  const { stdout, stderr } =
    await kernel.execute(`console.table([{ a: 1 }]); console.dir({ deep: { er: { est: {} } } }, { depth: 0 });
    console.time("t"); console.timeEnd("t"); console.group("g"); console.log("inner"); console.groupEnd();
    console.assert(false, "untrue"); console.log("\\u001b[31mred\\u001b[0m"); process.stdout.write("raw"); process.stderr.write("err"); undefined`);
  expect(stdout).toContain("│ a");
  expect(stdout).toContain("{ deep: [Object] }");
  expect(stdout).toMatch(/t: [\d.]+ms/);
  expect(stdout).toContain("  inner\n");
  expect(stdout).toContain("\u001b[31mred\u001b[0m\nraw");
  expect(stderr).toContain("Assertion failed: untrue");
  expect(stderr).toContain("err");
});

test("output of a timer after its cell's end belongs to that cell", async () => {
  const late = kernel.next(
    (_, message) => String(message.content["text"]).includes("after the end"),
    "the late output",
  );
  const id = await kernel.send("execute_request", {
    code: "setTimeout(() => console.log('after the end'), 100);",
    silent: false,
  });
  expect((await late).parentHeader).toMatchObject({ msg_id: id });
});
