import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Client } from "./client";

let kernel: Client;
beforeAll(async () => {
  kernel = await Client.start();
});
afterAll(() => kernel.stop());

/** The line that the traceback points at. */
const pointed = (traceback: string): string | undefined => /^ {2}> \d+ \| (.*)$/m.exec(traceback)?.[1];
const caretColumn = (traceback: string): number => {
  const lines = traceback.split("\n");
  const at = lines.findIndex((line) => line.startsWith("  > "));
  return (lines[at + 1] ?? "").indexOf("^") - (lines[at] ?? "").indexOf("| ") - 1;
};

describe("runtime errors", () => {
  test("point at the learner's own TypeScript line and column", async () => {
    const { error, traceback, reply } = await kernel.execute(`interface Point {
  x: number;
  y: number;
}

const points: any = { first: undefined };
const p = points.first.x;`);
    expect(error).toBe("TypeError: Cannot read properties of undefined (reading 'x')");
    expect(pointed(traceback)).toBe("const p = points.first.x;");
    expect(caretColumn(traceback)).toBe("const p = points.first.x".length);
    expect(traceback).toMatch(/In \[\d+\], line 7/);
    expect(reply).toMatchObject({ status: "error", ename: "TypeError" });
  });

  test("in a function of an earlier cell point there, and name the calling line", async () => {
    await kernel.execute(
      "function half(n: number): number {\n  if (n % 2) throw new RangeError(`odd: ${n}`);\n  return n / 2;\n}",
    );
    const { traceback, error } = await kernel.execute("const four = half(8);\nhalf(\n  7,\n);");
    expect(error).toBe("RangeError: odd: 7");
    expect(pointed(traceback)).toBe("  if (n % 2) throw new RangeError(`odd: ${n}`);");
    expect(traceback).toMatch(/at In \[\d+\], line 2/);
  });

  test("after an await, and in a class's method", async () => {
    const { traceback } = await kernel.execute(`class Net {
  async fit(): Promise<void> {
    await null;
    throw new Error("no data");
  }
}
await new Net().fit();`);
    expect(pointed(traceback)).toBe('    throw new Error("no data");');
  });

  test("say names as the learner wrote them", async () => {
    await kernel.execute("const model: any = { layers: 3 };");
    expect((await kernel.execute("model.fit(1)")).error).toBe("TypeError: model.fit is not a function");
    expect((await kernel.execute("(model as any)()")).error).toBe("TypeError: model is not a function");
    const { stdout } = await kernel.execute(
      "function named(): string { return new Error('x').stack ?? ''; } console.log(named())",
    );
    expect(stdout).toMatch(/at named \(In \[\d+\], line 1\)/);
    expect(stdout).not.toMatch(/\$\$|main\.cjs|node:/);
  });

  test("console.trace tells its words and the learner's line", async () => {
    const { stderr } = await kernel.execute("console.trace('here', 1)");
    expect(stderr).toMatch(/^Trace: here 1\n {4}at In \[\d+\], line 1\n$/);
  });

  test("of values that are no Error, and with a cause", async () => {
    expect((await kernel.execute("throw 'just text'")).error).toBe("Thrown: just text");
    const { traceback } = await kernel.execute("throw new Error('outer', { cause: new Error('inner') })");
    expect(traceback).toContain("because of");
    expect(traceback).toContain("Error: inner");
  });

  test("a stack overflow is an error like any other", async () => {
    const { error } = await kernel.execute("function deep(n: number): number { return 1 + deep(n + 1); } deep(0)");
    expect(error).toContain("Maximum call stack size exceeded");
    expect((await kernel.execute("1 + 1")).text).toBe("2");
  });
});

describe("type errors", () => {
  test("all at once, each at its line with a caret, in plain words and TypeScript's own; nothing runs", async () => {
    const { error, traceback, stdout } = await kernel.execute(`console.log("ran");
const count: number = "three";
const answer = 42;
answer = 43;
wieghts;`);
    expect(stdout).toBe("");
    expect(error).toMatch(/^TypeScriptError: line 2: .*\(and 2 more\)$/);
    expect(traceback).toContain('> 2 | const count: number = "three";');
    expect(traceback).toContain("> 4 | answer = 43;");
    expect(traceback).toContain("> 5 | wieghts;");
    expect(traceback).toContain("This place takes number, but the value is string.");
    expect(traceback).toContain("TypeScript (TS2322): Type 'string' is not assignable to type 'number'.");
    expect(caretColumn(traceback)).toBe("const c".length);
  });

  test.each([
    ["const a: string = 5;", "This place takes string, but the value is number."],
    ["[1, 2].foo", "has no foo"],
    ["[1, 2].lenght", "but it has length"],
    ["Math.max('1')", "takes number here, but got string"],
    ["parseFloat()", "argument(s), but got 0"],
    ["const c = 1; c = 2", "is a const and keeps its value"],
    ["const xs: number[] | undefined = [1].length > 2 ? [1] : undefined; xs.length", "may be undefined"],
    ["function f(x) { return x }", "Say what type x has"],
    ["let once = 1; let once = 2", "declares once twice"],
    ["'a' * 2", "Arithmetic needs numbers"],
    ["import { readFileSync } from 'no-such-package'", "There is no module no-such-package"],
    ["document.title", "not in a page of a browser"],
    ["const o: { a: number } = { a: 1, b: 2 }; o", "has no b"],
    ["interface Need { must: number } const need: Need = {}; need", "every Need has it"],
    ["const four: number = (async () => 4)(); four", "Is an await missing?"],
    ["class Lock { readonly key = 1 } new Lock().key = 2", "key is readonly"],
    ["if (String(1) === 1) { }", "never equals"],
    ["function promise(): number { }", "never does"],
    ["consol.log(1)", "Nothing is called consol here"],
  ])("%s is told in plain words", async (code, words) => {
    const { traceback } = await kernel.execute(code);
    expect(traceback).toContain(words);
  });

  test("of a long line the part around the place is shown, the caret below it", async () => {
    const { traceback } = await kernel.execute(
      `const long = [${"1, ".repeat(500)}]; const wrong: string = 5; [${"1, ".repeat(500)}]`,
    );
    const [line = ""] = traceback.split("\n").filter((text) => text.startsWith("  > "));
    expect(line.length).toBeLessThan(200);
    expect(line).toMatch(/\| \.\.\. .*const wrong: string = 5;.* \.\.\.$/);
    expect(line.slice("  > 1 |".length + caretColumn(traceback)).startsWith("wrong:")).toBe(true);
  });

  test("grammar is a SyntaxError at its line", async () => {
    const { error, traceback } = await kernel.execute("const ok = 1;\nconst broken = (1 + ;\n");
    expect(error).toMatch(/^SyntaxError: line 2/);
    expect(pointed(traceback)).toBe("const broken = (1 + ;");
  });
});

describe("what would end a program", () => {
  test("process.exit fails the cell; the kernel and its variables live", async () => {
    await kernel.execute("let kept = 'still here'");
    const { error } = await kernel.execute("process.exit(3)");
    expect(error).toContain("process.exit(3) would end the kernel");
    expect((await kernel.execute("kept")).text).toBe("'still here'");
  });

  test("an error in a timer and a lost rejection are told on stderr of their cell", async () => {
    const heard = (part: string): Promise<unknown> =>
      kernel.next(
        (_, message) => message.header.msg_type === "stream" && String(message.content["text"]).includes(part),
        part,
      );
    const both = Promise.all([heard("too late"), heard("nobody waits")]);
    await kernel.execute(
      "setTimeout(() => { throw new Error('too late') }, 20);\nvoid Promise.reject(new Error('nobody waits'));",
    );
    await both;
    expect((await kernel.execute("kept")).text).toBe("'still here'");
  });
});
