import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Content } from "../../src/kernel/protocol/wire";
import { RunningNote } from "../../src/kernel/server/running-note";
import { built } from "./build";
import { Client, parentOf } from "./client";

let kernel: Client;
beforeAll(async () => {
  kernel = await Client.start();
});
afterAll(() => kernel.stop());

const ask = async (type: string, content: Content): Promise<Content> =>
  (await kernel.request(`${type}_request`, content)).content;

test("kernel_info names language, protocol and versions", async () => {
  expect(await ask("kernel_info", {})).toMatchObject({
    status: "ok",
    protocol_version: "5.4",
    implementation: "gradbook",
    language_info: { name: "typescript", file_extension: ".ts", mimetype: "text/typescript" },
  });
});

describe("complete", () => {
  const complete = async (code: string, cursor_pos = [...code].length): Promise<Content> =>
    ask("complete", { code, cursor_pos });
  const entries = (reply: Content): Content[] =>
    (reply["metadata"] as Content)["_jupyter_types_experimental"] as Content[];

  test("gives kinds and signatures", async () => {
    await kernel.execute(
      "/** Adds one. */ function addOne(n: number): number { return n + 1; } class Layer { weights = [1]; forward(x: number) { return x; } } const layer = new Layer();",
    );
    const [first] = entries(await complete("addO"));
    expect(first).toMatchObject({ text: "addOne", type: "function", start: 0, end: 4 });
    expect(first).toMatchObject({ signature: "addOne(n: number): number", documentation: "Adds one." });
    const members = entries(await complete("layer."));
    expect(members).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ text: "weights", type: "property" }),
        expect.objectContaining({
          text: "forward",
          type: "method",
          signature: "forward(x: number): number",
        }),
      ]),
    );
  });

  test("counts characters, not UTF-16 units", async () => {
    const reply = await complete("const face = '😀😀'; Math.ma");
    expect(reply["matches"]).toEqual(["max"]);
    expect([reply["cursor_start"], reply["cursor_end"]]).toEqual([24, 26]);
  });

  test("replaces the whole name of a module, and the key of an object", async () => {
    const module = await complete('import { join } from "node:pa');
    expect(module["matches"]).toContain("node:path");
    expect(module["cursor_start"]).toBe('import { join } from "'.length);
    const local = await complete('import tests from "./test/ker');
    expect(local).toMatchObject({ matches: ["kernel"], cursor_start: 'import tests from "./test/'.length });
    expect((await complete('const side: "left" | "right" = "le'))["matches"]).toEqual(["left"]);
  });

  test("knows what the cell itself declares, in the middle of a line too", async () => {
    expect((await complete("const velocity = 1;\nvelo + 1", 24))["matches"]).toEqual(["velocity"]);
  });
});

describe("inspect", () => {
  const inspect = async (code: string, cursor_pos = [...code].length): Promise<Content> =>
    ask("inspect", { code, cursor_pos, detail_level: 0 });

  test("gives type, documentation as Markdown and the current value", async () => {
    await kernel.execute("/** How fast to learn.\n * @example\n * rate = 0.5\n */\nlet rate = 0.25;");
    await kernel.execute("rate *= 2");
    const { found, data } = await inspect("rate");
    expect(found).toBe(true);
    const markdown = String((data as Content)["text/markdown"]);
    expect(markdown).toContain("let rate: number");
    expect(markdown).toContain("How fast to learn.");
    expect(markdown).toContain("**Example**");
    expect(markdown).toContain("Current value:\n```\nrate: 0.5\n```");
  });

  test("explains the function whose brackets the cursor is in", async () => {
    const { data } = await inspect("Math.max(1, ");
    expect(String((data as Content)["text/plain"])).toContain("max(...values: number[]): number");
  });

  test("shows a tensor in one line, and the properties of a variable without running a getter", async () => {
    const shown = async (code: string): Promise<string> =>
      String(((await inspect(code))["data"] as Content)["text/plain"]);
    await kernel.execute(
      'import { tensor, nn } from "gradbook"; const logits = tensor([[1, 2]], { requiresGrad: true }); let looked = 0; const deep = { er: { est: 7 }, get it() { return ++looked; }, f: () => 1 };',
    );
    expect(await shown("logits")).toContain("logits: Tensor [1, 2] float32, requiresGrad");
    expect(await shown("deep.er.est")).toContain("deep.er.est: 7");
    expect(await shown("deep?.er")).toContain("deep.er: { est: 7 }");
    expect(await shown("deep.it")).not.toContain("Current value");
    expect(await shown("String(deep).length")).not.toContain("Current value");
    expect(await shown("nn.Linear")).toMatch(/^class Linear\n\n/);
    expect((await kernel.execute("looked")).text).toBe("0");
  });

  test("finds nothing where nothing is", async () => {
    expect(await inspect("   ")).toMatchObject({ status: "ok", found: false, data: {} });
  });
});

test("is_complete tells finished, unfinished (with an indent) and wrong code apart", async () => {
  expect(await ask("is_complete", { code: "const f = (x: number) => x;" })).toEqual({ status: "complete" });
  expect(await ask("is_complete", { code: "function f() {" })).toEqual({ status: "incomplete", indent: "  " });
  expect(await ask("is_complete", { code: "const 1 = 2" })).toEqual({ status: "invalid" });
  expect(await ask("is_complete", { code: 'const s = "open' })).toEqual({ status: "invalid" });
  expect(await ask("is_complete", { code: "const s = [\r\n" })).toEqual({ status: "incomplete", indent: "  " });
});

test("history is kept on disk and found by tail, range and pattern", async () => {
  await kernel.execute("const needle = 'in the haystack'; needle");
  const tail = (await ask("history", { hist_access_type: "tail", n: 1, output: true, raw: true }))[
    "history"
  ] as unknown[][];
  expect(tail[0]?.[2]).toEqual(["const needle = 'in the haystack'; needle", "'in the haystack'"]);
  const found = (await ask("history", { hist_access_type: "search", pattern: "const needle*", unique: true }))[
    "history"
  ] as unknown[][];
  expect(found).toHaveLength(1);
  const range = (await ask("history", { hist_access_type: "range", session: 0, start: 1, stop: 3 }))[
    "history"
  ] as unknown[][];
  expect(range.map(([session, line]) => [session, line])).toEqual([
    [0, 1],
    [0, 2],
  ]);
  expect(kernel.history()).toContain("const needle");
});

test("history goes on in the next session: negative sessions, no output unless asked, help requests", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "gradbook-history-"));
  const env = { GRADBOOK_HISTORY: path.join(folder, "history.jsonl") };
  const rows = async (client: Client, content: Content): Promise<unknown> =>
    (await client.request("history_request", { raw: true, output: false, ...content })).content["history"];
  const first = await Client.start({ env });
  for (const code of ["1 + 1", "let two = 2;", "1 + 1", "two?"]) await first.execute(code);
  await first.stop();
  const second = await Client.start({ env });
  try {
    await second.execute("// new");
    const old = [
      [1, 1, "1 + 1"],
      [1, 2, "let two = 2;"],
      [1, 3, "1 + 1"],
      [1, 4, "two?"],
    ];
    expect(await rows(second, { hist_access_type: "range", session: -1, start: 1, stop: 10 })).toEqual(old);
    expect(await rows(second, { hist_access_type: "range", session: 1, start: 2, stop: 3 })).toEqual([old[1]]);
    expect(await rows(second, { hist_access_type: "tail", n: 2 })).toEqual([old[3], [2, 1, "// new"]]);
    expect(await rows(second, { hist_access_type: "search", pattern: "?*1", n: 5 })).toEqual([old[0], old[2]]);
    expect(await rows(second, { hist_access_type: "search", pattern: "1 + 1", unique: true })).toEqual([old[2]]);
    expect(await rows(second, { hist_access_type: "search", pattern: "nothing" })).toEqual([]);
  } finally {
    await second.stop();
    rmSync(folder, { recursive: true });
  }
});

test("execute_reply carries payloads: help opens the pager, code writes the next cell", async () => {
  const payload = async (code: string): Promise<unknown> => (await kernel.execute(code)).reply["payload"];
  expect(await payload("Math.max?")).toMatchObject([
    { source: "page", data: { "text/plain": expect.stringContaining("max(") as unknown }, start: 0 },
  ]);
  const host = `(globalThis as any)[Symbol.for("Jupyter.host")]`;
  expect(await payload(`${host}.setNextInput("1 + 1"); ${host}.page({ "text/plain": "help" })`)).toEqual([
    { source: "set_next_input", text: "1 + 1", replace: false },
    { source: "page", data: { "text/plain": "help" }, start: 0 },
  ]);
});

describe("comms", () => {
  const host = `(globalThis as any)[Symbol.for("Jupyter.host")]`;

  test("a front end opens a line, sends and closes; a waiting cell hears it", async () => {
    await kernel.execute(`let heard: unknown[] = []; let wake = () => {};
      ${host}.comms.registerTarget("echo", (comm: any, first: any) => {
        heard.push(first.data);
        comm.onMessage = (message: any) => { heard.push(message.data); comm.send({ back: message.data }); wake(); };
        comm.onClose = () => heard.push("closed");
      });`);
    await kernel.send("comm_open", { comm_id: "c1", target_name: "echo", data: { hello: 1 } });
    const info = await ask("comm_info", { target_name: "echo" });
    expect(info).toEqual({ status: "ok", comms: { c1: { target_name: "echo" } } });
    const back = kernel.next((_, message) => message.header.msg_type === "comm_msg", "the echo");
    const running = kernel.next((_, message) => message.header.msg_type === "stream", "the running cell's output");
    const waiting = kernel.execute(
      "console.log('waiting'); await new Promise<void>((r) => { wake = r; }); heard.length",
    );
    await running;
    await kernel.send("comm_msg", { comm_id: "c1", data: { text: "hi" } });
    expect((await back).content).toEqual({ comm_id: "c1", data: { back: { text: "hi" } } });
    expect((await waiting).text).toBe("2");
    await kernel.send("comm_close", { comm_id: "c1", data: {} });
    expect((await kernel.execute("heard.at(-1)")).text).toBe("'closed'");
    expect(await ask("comm_info", {})).toEqual({ status: "ok", comms: {} });
  });

  test("a cell opens a line; a target that nobody knows is closed", async () => {
    const { outputs } = await kernel.execute(
      `const mine = ${host}.comms.open("widget", { x: 1 }); mine.send({ y: 2 }); mine.close();`,
    );
    expect(outputs.map(({ type }) => type)).toEqual(["comm_open", "comm_msg", "comm_close"]);
    const closed = kernel.next((_, message) => message.header.msg_type === "comm_close", "the close");
    await kernel.send("comm_open", { comm_id: "c9", target_name: "nobody", data: {} });
    expect((await closed).content).toMatchObject({ comm_id: "c9" });
  });
});

describe("status", () => {
  test("a message during a running cell leaves the kernel busy", async () => {
    const started = kernel.next((_, message) => message.header.msg_type === "stream", "output");
    const cell = kernel.execute("console.log('go'); await new Promise((r) => setTimeout(r, 300));");
    await started;
    const from = kernel.received.length;
    await ask("kernel_info", {});
    await cell;
    const states = kernel.received
      .slice(from)
      .filter(({ header }) => header.msg_type === "status")
      .map(({ content }) => content["execution_state"]);
    expect(states).toEqual(["busy", "idle", "busy", "idle"]);
  });

  test("idle comes after all output of its cell, and the reply carries the request's header", async () => {
    const id = await kernel.send("execute_request", {
      code: "for (let i = 0; i < 3000; i++) console.log(i); 'end'",
      silent: false,
    });
    await kernel.next(
      (channel, message) =>
        channel === "iopub" && parentOf(message) === id && message.content["execution_state"] === "idle",
    );
    const types = kernel.received
      .filter((message) => parentOf(message) === id && message.header.msg_type !== "execute_reply")
      .map(({ header }) => header.msg_type);
    expect(types.slice(0, 2)).toEqual(["status", "execute_input"]);
    expect(types.slice(-2)).toEqual(["execute_result", "status"]);
  });
});

test("restart and shutdown answer, then the process ends", async () => {
  const other = await Client.start();
  const reply = await other.request("shutdown_request", { restart: true }, "control");
  expect(reply.content).toEqual({ status: "ok", restart: true });
  expect(await other.exit).toBe(0);
  await other.stop();
});

test("a cell that cannot stop does not hold up a shutdown", async () => {
  const other = await Client.start();
  const running = other.next((_, message) => message.header.msg_type === "execute_input");
  await other.send("execute_request", { code: "/(a+)+$/.test('a'.repeat(60) + 'b')" });
  await running;
  await other.stop();
  expect(await other.exit).toBe(0);
});

test("out of memory: the learner is told, the kernel lives and runs the next cell", async () => {
  const small = await Client.start({ env: { GRADBOOK_MEMORY: "150" } });
  try {
    await small.execute("let before = 1");
    const { error } = await small.execute("const all: number[][] = []; for (;;) all.push(new Array(1e5).fill(0.5));");
    expect(error).toMatch(/^OutOfMemory: .*all variables are lost/);
    expect((await small.execute("const after = 2; after")).text).toBe("2");
    expect((await small.execute("before")).traceback).toContain("Nothing is called before here");
  } finally {
    await small.stop();
  }
});

test("a kernel that was killed within a cell: the one after it says so, once; a shutdown leaves no such word", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "gradbook-note-"));
  const note = new RunningNote(path.join(folder, "connection.json"));
  expect(note.takeMessage()).toBeUndefined();
  note.begin("In [3]");
  const next = new RunningNote(path.join(folder, "connection.json"));
  expect(next.takeMessage()).toContain("ended while In [3] ran");
  expect(next.takeMessage()).toBeUndefined();
  next.end();
  expect(new RunningNote(path.join(folder, "connection.json")).takeMessage()).toBeUndefined();
  rmSync(folder, { recursive: true });

  const first = await Client.start();
  await first.execute("1");
  expect(existsSync(`${first.connectionFile}.running`)).toBe(false);
  await first.send("execute_request", { code: "process.kill(process.pid, 'SIGKILL');" });
  await first.exit;
  expect(existsSync(`${first.connectionFile}.running`)).toBe(true);
  await first.stop();
});

test.skipIf(process.platform === "win32")("a kernel whose parent is gone ends itself", async () => {
  const code = `const { spawn } = require("node:child_process");
    const child = spawn(process.execPath, process.argv.slice(1), { stdio: "ignore" });
    console.log(child.pid); setTimeout(() => process.exit(0), 3000);`;
  const orphaned = await Client.start({
    command: (file) => [process.execPath, "-e", code, built, file],
  });
  await orphaned.exit;
  const heartbeat = async (): Promise<boolean> => {
    const answer = orphaned.next((channel) => channel === "control").then(() => true);
    await orphaned.send("kernel_info_request", {}, "control");
    return Promise.race([answer, new Promise<boolean>((resolve) => setTimeout(() => resolve(false), 1000))]);
  };
  await expect.poll(heartbeat, { timeout: 30_000 }).toBe(false);
  await orphaned.stop();
});
