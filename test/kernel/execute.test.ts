import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Client } from "./client";

let kernel: Client;
beforeAll(async () => {
  kernel = await Client.start();
});
afterAll(() => kernel.stop());

describe("results", () => {
  test("the last expression's value is the result, counted", async () => {
    const { text, outputs, states, reply } = await kernel.execute("1 + 1");
    expect(text).toBe("2");
    expect(states).toEqual(["busy", "idle"]);
    expect(reply).toMatchObject({ status: "ok", execution_count: outputs[0]?.content["execution_count"] });
  });

  test("a cell of comments, an empty cell, and exports run", async () => {
    for (const code of ["", "// only a comment", "/* and\n another */", ";"])
      expect((await kernel.execute(code)).reply["status"]).toBe("ok");
    expect(
      (await kernel.execute("export const shared = 1; export default function () { return 2; }")).error,
    ).toBeUndefined();
    expect((await kernel.execute("export default class {}")).error).toBeUndefined();
    expect((await kernel.execute("export { shared as renamed };\r\nshared;\r\n")).text).toBe("1");
  });

  test("undefined shows nothing, null does", async () => {
    expect((await kernel.execute("undefined")).outputs).toEqual([]);
    expect((await kernel.execute("const x = 3")).outputs).toEqual([]);
    expect((await kernel.execute("null")).text).toBe("null");
  });

  test("a promise at the end is awaited, and await works at the top level", async () => {
    expect((await kernel.execute("Promise.resolve(42)")).text).toBe("42");
    expect(
      (await kernel.execute("const late = await new Promise<number>((r) => setTimeout(() => r(7), 20)); late")).text,
    ).toBe("7");
    expect((await kernel.execute("for await (const v of [Promise.resolve(1)]) console.log(v)")).stdout).toBe("1\n");
  });

  test("Jupyter.display gives the MIME bundle of a result, also asynchronously", async () => {
    const rich = `({ [Symbol.for("Jupyter.display")]: () => ({ "text/html": "<b>1</b>", "application/json": { a: [1] } }) })`;
    const { outputs } = await kernel.execute(rich);
    expect(outputs[0]?.content["data"]).toMatchObject({ "text/html": "<b>1</b>", "application/json": { a: [1] } });
    expect(outputs[0]?.content["data"]).toHaveProperty("text/plain");
    const later = await kernel.execute(
      `({ async [Symbol.for("Jupyter.display")]() { return { "text/plain": "later" } } })`,
    );
    expect(later.text).toBe("later");
  });

  test("display shows values and bundles in order, and updates by display id", async () => {
    const { outputs } = await kernel.execute(`
      display({ "text/html": "<i>a</i>" }, { displayId: "d" });
      console.log("between");
      display([1, 2]);
      display({ "text/html": "<i>b</i>" }, { displayId: "d", update: true });`);
    expect(outputs.map(({ type }) => type)).toEqual(["display_data", "stream", "display_data", "update_display_data"]);
    expect(outputs[0]?.content).toMatchObject({ transient: { display_id: "d" } });
    expect(outputs[2]?.content).toMatchObject({ data: { "text/plain": "[ 1, 2 ]" } });
    expect(outputs[3]?.content).toMatchObject({ data: { "text/html": "<i>b</i>" }, transient: { display_id: "d" } });
  });

  test("the host object displays, clears and tells of interrupts", async () => {
    const { outputs, text } = await kernel.execute(`
      const host = (globalThis as any)[Symbol.for("Jupyter.host")];
      host.display({ "image/png": new Uint8Array([1, 2, 3]) });
      host.clearOutput({ wait: true });
      host.interrupted()`);
    expect(outputs[0]?.content).toMatchObject({ data: { "image/png": "AQID" } });
    expect(outputs[1]).toEqual({ type: "clear_output", content: { wait: true } });
    expect(text).toBe("false");
  });

  test("large values are summarised", async () => {
    expect((await kernel.execute("new Float32Array(1e7)")).text).toContain("9999900 more items");
    expect((await kernel.execute("'x'.repeat(1e6)")).text?.length).toBeLessThan(20_000);
    const wide = "const wide: Record<string, number> = {}; for (let i = 0; i < 1e5; i++) wide[`k${i}`] = i; ";
    const { text } = await kernel.execute(`${wide} wide`);
    expect(text).toMatch(/^\{\n {2}k0: 0,[^]*k199: 199,\n {2}\.\.\. 99800 more properties\n\}$/);
    const nested = await kernel.execute(`${wide} [wide]`);
    expect(nested.text?.length).toBeLessThan(60_000);
    expect(nested.text).toContain("more characters");
    expect((await kernel.execute("const loop: any = { a: 1 }; loop.self = loop; loop")).text).toBe(
      "<ref *1> { a: 1, self: [Circular *1] }",
    );
    expect((await kernel.execute("({ get boom() { throw new Error('looked') } })")).text).toBe("{ boom: [Getter] }");
  });
});

describe("requests", () => {
  test("silent: nothing is shown or counted", async () => {
    const before = (await kernel.execute("0")).reply["execution_count"];
    const silent = await kernel.execute("let quiet = 5; quiet", { content: { silent: true } });
    expect(silent.outputs).toEqual([]);
    expect((await kernel.execute("quiet")).reply["execution_count"]).toBe(Number(before) + 1);
  });

  test("store_history off: shown, but not counted", async () => {
    const before = (await kernel.execute("0")).reply["execution_count"];
    expect((await kernel.execute("6", { content: { store_history: false } })).text).toBe("6");
    expect((await kernel.execute("0")).reply["execution_count"]).toBe(Number(before) + 1);
  });

  test("user_expressions are evaluated after the cell", async () => {
    const { reply } = await kernel.execute("let ue = 20", {
      content: { user_expressions: { twice: "ue * 2", bad: "nothingOfThatName" } },
    });
    expect(reply["user_expressions"]).toMatchObject({
      twice: { status: "ok", data: { "text/plain": "40" } },
      bad: { status: "error", ename: "TypeScriptError" },
    });
  });

  test("after an error, cells that wait are aborted; with stop_on_error off they run", async () => {
    const [failed, waiting] = await Promise.all([
      kernel.execute("throw new Error('stop')"),
      kernel.execute("console.log('ran')"),
    ]);
    expect(failed.reply["status"]).toBe("error");
    expect(waiting.reply["status"]).toBe("aborted");
    expect(waiting.stdout).toBe("");
    const lenient = { content: { stop_on_error: false } };
    const [, ran] = await Promise.all([
      kernel.execute("throw new Error('go on')", lenient),
      kernel.execute("console.log('ran')"),
    ]);
    expect(ran.stdout).toBe("ran\n");
  });

  test("input() asks the learner; without a front end that can answer it fails in words", async () => {
    const asked = await kernel.execute("const answer = await input('Name? '); answer.toUpperCase()", {
      answer: (prompt) => `${prompt}ada`,
    });
    expect(asked.text).toBe("'NAME? ADA'");
    expect((await kernel.execute("await input('x')")).error).toContain("nobody can answer");
  });

  test("cells are told apart from their output: each message has its cell's parent", async () => {
    const [first, second] = await Promise.all([
      kernel.execute("console.log('one')"),
      kernel.execute("console.log('two')"),
    ]);
    expect([first.stdout, second.stdout]).toEqual(["one\n", "two\n"]);
  });
});
