import ts from "typescript";
import { describe, expect, test } from "vitest";
import { manualSeed, nn, tensor } from "../../src/index";

describe("a network as a TypeScript program", () => {
  test("computes what the network computes", () => {
    manualSeed(3);
    const net = new nn.Sequential(
      new nn.Linear(2, 5),
      new nn.ReLU(),
      new nn.Linear(5, 4),
      new nn.Tanh(),
      new nn.Linear(4, 3, { bias: false }),
      new nn.Sigmoid(),
    );
    const { outputText } = ts.transpileModule(nn.toTypeScript(net), {
      compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
    });
    const exports: { predict?: (x: number[]) => number[] } = {};
    new Function("exports", outputText)(exports);
    for (const x of [
      [0.3, -1.2],
      [2, 5],
      [-4, 0],
    ]) {
      const expected = net.forward(tensor([x])).toList();
      exports.predict?.(x).forEach((value, i) => expect(value).toBeCloseTo(expected[i] as number, 5));
    }
    expect.assertions(9);
  });

  test("names a layer that it cannot write", () => {
    expect(() => nn.toTypeScript(new nn.Sequential(new nn.LayerNorm(3)))).toThrow(/part 0 is a LayerNorm/);
  });
});
