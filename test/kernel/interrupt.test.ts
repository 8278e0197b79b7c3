import { afterAll, beforeAll, expect, test } from "vitest";
import { Client } from "./client";

let kernel: Client;
beforeAll(async () => {
  kernel = await Client.start();
});
afterAll(() => kernel.stop());

/** Runs a cell, interrupts it once it says that it runs, and gives its end. */
async function interrupted(code: string): Promise<Awaited<ReturnType<Client["execute"]>>> {
  let told: () => void = () => undefined;
  const running = new Promise<void>((resolve) => (told = resolve));
  const end = kernel.execute(`console.log("running");\n${code}`, { onOutput: () => told() });
  await running;
  await new Promise((resolve) => setTimeout(resolve, 100));
  await kernel.interrupt();
  return end;
}

test.each([
  ["a synchronous loop", "let turns = 0; while (true) turns++;"],
  ["a synchronous loop after await", "await null; let turns = 0; for (;;) { turns += 1; }"],
  ["an asynchronous loop", "let turns = 0; while (true) { await new Promise((r) => setTimeout(r, 1)); turns++; }"],
  ["a loop of promises only", "let turns = 0; while (true) { await null; turns++; }"],
  ["a loop in a function of the cell", "let turns = 0; function spin() { do { turns++ } while (turns > 0); } spin();"],
  [
    "recursion",
    "let turns = 0; function fib(n: number): number { turns++; return n < 2 ? n : fib(n - 1) + fib(n - 2); } fib(60);",
  ],
  ["callbacks without a loop", "let turns = 0; Array.from({ length: 2e9 }, () => turns++);"],
  ["a promise that never comes", "let turns = 1; await new Promise(() => {});"],
  ["a loop that catches everything", "let turns = 0; while (true) { try { turns++; } catch { } }"],
  ["a flood of output", "let turns = 0; for (;;) console.log(turns++);"],
])("%s stops, with the state kept", async (_, code) => {
  const { error, reply } = await interrupted(code);
  expect(error).toMatch(/^Interrupted: /);
  expect(reply).toMatchObject({ status: "error", ename: "Interrupted" });
  expect((await kernel.execute("turns > 0")).text).toBe("true");
});

test("a pending fetch stops; its answer is not heard any more", async () => {
  await kernel.execute(`
    import { createServer } from "node:http";
    let answer = () => {};
    const server = createServer((_, reply) => { answer = () => reply.end("late"); });
    await new Promise<void>((r) => server.listen(0, "127.0.0.1", r));
    const { port } = server.address() as { port: number };
    let got = "nothing";`);
  const { error, stdout } = await interrupted(
    "const reply = await fetch(`http://127.0.0.1:${port}`); got = await reply.text(); console.log(got);",
  );
  expect(error).toMatch(/^Interrupted: /);
  expect(stdout).toBe("running\n");
  const later = await kernel.execute("answer(); await new Promise((r) => setTimeout(r, 200)); server.close(); got");
  expect(later.text).toBe("'nothing'");
  expect(later.stdout).toBe("");
  // Nor where the promise's own methods wait for it.
  await interrupted(
    "void fetch('http://127.0.0.1:1').catch(() => console.log('heard')).then(() => console.log('heard')); await new Promise(() => {});",
  );
  expect((await kernel.execute("await new Promise((r) => setTimeout(r, 100))")).stdout).toBe("");
});

test("a long call of the library stops, and what was there is kept", async () => {
  await kernel.execute('import { tensor } from "gradbook"; const big = tensor.randn([3000, 3000]); let product = big;');
  const { error } = await interrupted("for (let i = 0; i < 100; i++) product = big.matmul(big);");
  expect(error).toMatch(/^Interrupted: /);
  expect((await kernel.execute("[big.shape, product.shape]")).text).toBe("[ [ 3000, 3000 ], [ 3000, 3000 ] ]");
  expect((await kernel.execute("tensor([[1, 2]]).matmul(tensor([[1], [1]])).item()")).text).toBe("3");
});

test("nothing is printed and nothing goes on after the interrupt, from timers, intervals and library timers", async () => {
  await interrupted(`
    import { setTimeout as sleep } from "node:timers/promises";
    let ticks = 0;
    setInterval(() => { ticks++; console.log("interval"); }, 5);
    (async () => { while (true) { await sleep(5); ticks++; console.log("loop"); } })();
    await new Promise(() => {});`);
  const first = await kernel.execute(
    "const then = ticks; await new Promise((r) => setTimeout(r, 200)); [then > 0, ticks - then]",
  );
  expect(first.text).toBe("[ true, 0 ]");
  expect(first.stdout).toBe("");
});

test("an interrupt while input is asked for ends the cell", async () => {
  const asking = kernel.next((_, message) => message.header.msg_type === "input_request");
  const end = kernel.execute("await input('? ')", { content: { allow_stdin: true }, answer: () => null });
  await asking;
  await kernel.interrupt();
  expect((await end).error).toMatch(/^Interrupted: /);
});

test("an interrupt with nothing running changes nothing", async () => {
  await kernel.interrupt();
  expect((await kernel.execute("let s = 0; for (let i = 0; i < 1e5; i++) s += i; s")).text).toBe("4999950000");
});

test("code that cannot be asked is ended by force at the second interrupt, and says what is lost", async () => {
  let warned: () => void = () => undefined;
  const warning = new Promise<void>((resolve) => (warned = resolve));
  const end = kernel.execute("console.log('running'); /(a+)+$/.test('a'.repeat(60) + 'b')", {
    onOutput: ({ content }) => String(content["text"]).includes("Interrupt once more") && warned(),
  });
  await new Promise((resolve) => setTimeout(resolve, 300));
  await kernel.interrupt();
  await warning;
  await kernel.interrupt();
  expect((await end).error).toContain("all variables are lost");
  expect((await kernel.execute("const fresh = 1; fresh")).text).toBe("1");
});
