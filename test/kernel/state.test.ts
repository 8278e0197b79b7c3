import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Client } from "./client";

let kernel: Client;
beforeAll(async () => {
  kernel = await Client.start();
});
afterAll(() => kernel.stop());

const run = async (code: string): Promise<string | undefined> => {
  const { text, error, traceback } = await kernel.execute(code);
  return error ? traceback : text;
};

describe("variables", () => {
  test("one variable, one storage: closures see what later cells assign", async () => {
    await run("let counter = 1; function inc() { counter += 1; return counter; } const arrow = () => counter;");
    await run("counter = 10");
    expect(await run("inc()")).toBe("11");
    expect(await run("[counter, arrow()]")).toBe("[ 11, 11 ]");
  });

  test("a failing cell keeps what ran before the error, and nothing after it", async () => {
    await run("const before = 5;\nlet half = 1;\n(undefined as any).x;\nhalf = 2;\nconst after = 6;");
    expect(await run("[before, half]")).toBe("[ 5, 1 ]");
    expect(await run("after")).toContain("Nothing is called after here");
  });

  test("a name may be declared again in a later cell, with another type", async () => {
    await run("let again = 1; const fixed = [1];");
    expect(await run("let again = 'one'; const fixed = { a: again }; fixed.a.length")).toBe("3");
    expect(await run("again.toUpperCase()")).toBe("'ONE'");
    await run("class Shape { sides = 3 } const old = new Shape();");
    expect(await run("class Shape { corners = 4 } [old.sides, new Shape().corners]")).toBe("[ 3, 4 ]");
  });

  test("running a cell again replaces what it declared, for functions of other cells too", async () => {
    await run("const rate = 0.1;");
    await run("function step(w: number) { return w - rate; }");
    await run("const rate = 0.5;");
    expect(await run("step(1)")).toBe("0.5");
  });

  test("destructuring, var in loops, functions before their declaration, enums, namespaces, types", async () => {
    expect(
      await run("const { a, b: [c, ...d], e = 5, ...rest } = { a: 1, b: [2, 3, 4], x: 6 } as any; [a, c, d, e, rest]"),
    ).toBe("[ 1, 2, [ 3, 4 ], 5, { x: 6 } ]");
    await run("for (var i = 0, total = 0; i < 4; i++) { var last = i; total += i; }");
    expect(await run("[i, last, total]")).toBe("[ 4, 3, 6 ]");
    expect(await run("hoisted(); function hoisted() { return 'up'; }")).toBe("'up'");
    await run(
      "enum Colour { Red, Green = 5 } namespace Space { export const depth = 4; } type Pair<T> = [T, T]; interface Box { w: number }",
    );
    expect(await run("const pair: Pair<Box> = [{ w: Colour.Green }, { w: Space.depth }]; pair.map(({ w }) => w)")).toBe(
      "[ 5, 4 ]",
    );
    expect(await run("({ a, c } = { a: 7, c: 8 } as any); ({ a, c })")).toContain("a: 7");
  });

  test("functions, classes and arrows keep their names and their this", async () => {
    await run(
      "const arrow1 = () => 1; const Klass = class {}; function who(this: unknown) { return this === undefined; }",
    );
    expect(await run("[arrow1.name, Klass.name, who()]")).toBe("[ 'arrow1', 'Klass', true ]");
    await run("const tag = (parts: TemplateStringsArray, ...values: number[]) => parts.raw.join('|') + values.join();");
    expect(await run("tag`a${1}b${2}`")).toBe("'a|b|1,2'");
    expect(await run("const maybe = undefined as undefined | (() => number); maybe?.()")).toBeUndefined();
  });

  test("shadowing: parameters and locals of the same name are left alone", async () => {
    await run("let shade = 'outer';");
    expect(await run("((shade: string) => { { const shade = 'block'; } return shade; })('parameter')")).toBe(
      "'parameter'",
    );
    expect(
      await run(
        "try { throw 1 } catch (shade) { } const shape = { shade }; const { shade: renamed } = shape; [shape.shade, renamed]",
      ),
    ).toBe("[ 'outer', 'outer' ]");
  });

  test("an empty array is typed by what is pushed, in later cells too", async () => {
    await run("const losses = [];");
    await run("losses.push(0.5); const seen = []; seen.push('a');");
    expect(await run("losses")).toBe("[ 0.5 ]");
    expect(await run("seen.push(3)")).toContain("takes string here, but got number");
  });

  test("generators, async functions, labels, getters, decorators", async () => {
    expect(await run("function* count() { for (let i = 0; i < 3; i++) yield i; } [...count()]")).toBe("[ 0, 1, 2 ]");
    expect(
      await run(
        "outer: for (const x of [1, 2]) { for (const y of [1, 2]) { if (y === 2) continue outer; if (x === 2) break outer; } } 'done'",
      ),
    ).toBe("'done'");
    expect(
      await run(
        "class Meter { #v = 1; get v() { return this.#v; } set v(n: number) { this.#v = n; } } const meter = new Meter(); meter.v += 4; meter.v",
      ),
    ).toBe("5");
    expect(
      await run(
        "function twice(f: any, _: unknown) { return function (this: any) { return 2 * f.call(this); }; } class Deco { @twice one() { return 1; } } new Deco().one()",
      ),
    ).toBe("2");
  });
});

describe("modules' own words", () => {
  test("`using` at the top is disposed at the end of its cell, also when it fails", async () => {
    await run(
      "class Lamp { constructor(readonly name: string) {} [Symbol.dispose]() { console.log(this.name, 'off'); } }",
    );
    const { stdout, text } = await kernel.execute(
      "using first = new Lamp('one'), second = new Lamp('two'); console.log(label()); function label() { return first.name; } second.name",
    );
    expect(stdout).toBe("one\ntwo off\none off\n");
    expect(text).toBe("'two'");
    expect(await run("[first.name, label()]")).toBe("[ 'one', 'one' ]");
    const failed = await kernel.execute("using third = new Lamp('three'); (undefined as any).x;");
    expect(failed.stdout).toBe("three off\n");
    expect(failed.error).toMatch(/^TypeError/);
    const later = await kernel.execute(
      "await using slow = { async [Symbol.asyncDispose]() { await null; console.log('closed'); } }; console.log('open');",
    );
    expect(later.stdout).toBe("open\nclosed\n");
  });

  test("import.meta tells where the notebook lies", async () => {
    expect(await run("import.meta.url === `file://${import.meta.dirname}/notebook.ts`")).toBe("true");
    expect(await run("import.meta.dirname === process.cwd()")).toBe("true");
    expect(await run("import.meta.resolve('typescript').endsWith('typescript.js')")).toBe("true");
  });

  test("process.chdir moves relative paths, and says when there is no such folder", async () => {
    await run(
      "const home = process.cwd(); import { mkdtempSync, writeFileSync, readFileSync, realpathSync } from 'node:fs'; import { tmpdir } from 'node:os';",
    );
    await run("const away = realpathSync(mkdtempSync(tmpdir() + '/gradbook-chdir-')); process.chdir(away);");
    expect(
      await run("writeFileSync('here.txt', 'x'); [process.cwd() === away, readFileSync(away + '/here.txt', 'utf8')]"),
    ).toBe("[ true, 'x' ]");
    expect(await run("process.chdir('no-such-folder')")).toMatch(/ENOENT[^]*no-such-folder/);
    expect(await run("process.chdir(home); process.cwd() === home")).toBe("true");
  });
});

describe("a function's own text", () => {
  const texts = [
    ["function add(a: number, b = [1].map((x) => x * 2)): number {\n  // adds\n  return a + b[0]!;\n}", "add"],
    ["const arrow = async (n: number): Promise<number> => { await null; return n; };", "arrow"],
    ["class Net<T> {\n  #w: T[] = [];\n  private forward(x: T): T { while (true) { return x; } }\n}", "Net"],
  ] as const;
  test.each(texts)("is what the learner wrote: %s", async (code, name) => {
    await run(code);
    const written = code.replace(/^const arrow = |;$/g, "");
    const { stdout } = await kernel.execute(`console.log(${name}.toString()); console.log(String(${name}));`);
    expect(stdout).toBe(`${written}\n${written}\n`);
  });

  test("of getters and setters", async () => {
    const { stdout } = await kernel.execute(
      "class Dial { get turn(): number { return 1; } static set turn(n: number) { void n; } }\n" +
        "console.log(String(Object.getOwnPropertyDescriptor(Dial.prototype, 'turn')!.get));\n" +
        "console.log(String(Object.getOwnPropertyDescriptor(Dial, 'turn')!.set));",
    );
    expect(stdout).toBe("get turn(): number { return 1; }\nset turn(n: number) { void n; }\n");
  });

  test("of methods, inner functions and what is not the learner's", async () => {
    expect((await kernel.execute("console.log(String((Net.prototype as any).forward))")).stdout).toBe(
      "forward(x: T): T { while (true) { return x; } }\n",
    );
    expect(
      (
        await kernel.execute(
          "export function outer() { return function inner(q: string) { return q; }; } console.log(String(outer()), outer.toString().length)",
        )
      ).stdout,
    ).toBe("function inner(q: string) { return q; } 68\n");
    expect(await run("Math.max.toString()")).toBe("'function max() { [native code] }'");
    expect(await run("Function.prototype.toString.toString()")).toContain("[native code]");
    expect(await run("Function.prototype.toString.call(3)")).toContain("TypeError");
  });
});

describe("promoted loops", () => {
  test("a loop's variables are right after it, after break, after an error, and after an interrupt of the loop", async () => {
    await run("let sum = 0; for (let i = 0; i < 1000; i++) { sum += i; if (i === 9) break; }");
    expect(await run("sum")).toBe("45");
    await run("let reached = 0; for (let i = 0; i < 10; i++) { reached = i; if (i === 4) (undefined as any).x; }");
    expect(await run("reached")).toBe("4");
    await run("let outside = 0; const bump = () => { outside += 1; };");
    expect(await run("for (let i = 0; i < 5; i++) { outside += 1; bump(); } outside")).toBe("10");
    expect(
      await run("let own = 0; for (let i = 0; i < 3; i++) { own += 1; [1].forEach(() => { own += 10; }); } own"),
    ).toBe("33");
    expect(await run("let w = 0; let n = 5; while (n-- > 0) { w += n; } [w, n]")).toBe("[ 10, -1 ]");
  });
});
