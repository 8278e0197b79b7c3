// The WebAssembly kernels in a browser: the same module, the same numbers as PyTorch's.
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import * as esbuild from "esbuild";
import { chromium, type Browser } from "playwright-core";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { browserArgs } from "./support/lab";

const root = path.resolve(import.meta.dirname, "../..");
/** Not there where the compiler could not be had: the library then runs on its plain kernels, in a page too. */
const wasm = path.join(root, "dist", "native", "gradbook.wasm");
let browser: Browser;
beforeAll(async () => {
  browser = await chromium.launch({ executablePath: inject("browser"), args: browserArgs });
});
afterAll(() => browser?.close());

/** A program of the page: a product and a training step on the kernels in `bytes`, and what became of the typed arrays. */
const program = `
  import { tensor } from "./src/autograd/index";
  import { compiledBackend } from "./src/backend/compiled/index";
  import { useBackend, backend } from "./src/backend/current";
  import { loadWasm } from "./src/backend/wasm/module";
  import * as nn from "./src/nn/index";
  import * as optim from "./src/optim/index";
  globalThis.run = (bytes) => {
    useBackend(compiledBackend(loadWasm(Uint8Array.from(atob(bytes), (c) => c.charCodeAt(0)))));
    const product = tensor([[1, 2], [3, 4]]).matmul(tensor([[5], [6]])).toList();
    const net = new nn.Sequential(new nn.Linear(2, 16), new nn.Tanh(), new nn.Linear(16, 1));
    const x = tensor([[0, 0], [0, 1], [1, 0], [1, 1]]);
    const y = tensor([[0], [1], [1], [0]]);
    const optimizer = new optim.Adam(net.parameters(), { lr: 0.05 });
    let loss = NaN;
    for (let step = 0; step < 400; step++) {
      optimizer.zeroGrad();
      const error = nn.mseLoss(net.forward(x), y);
      error.backward();
      optimizer.step();
      loss = error.item();
    }
    return { name: backend().name, product, loss };
  };
`;

test.skipIf(!existsSync(wasm))(
  "the engine's WebAssembly runs in a page, without Node, and learns XOR there",
  async () => {
    const { outputFiles } = await esbuild.build({
      stdin: { contents: program, resolveDir: root, loader: "ts" },
      bundle: true,
      write: false,
      platform: "browser",
      format: "iife",
      target: "es2022",
    });
    const bytes = readFileSync(wasm).toString("base64");
    const page = await browser.newPage();
    await page.addScriptTag({ content: outputFiles[0]?.text ?? "" });
    const result = await page.evaluate(
      (base64) =>
        (globalThis as unknown as { run(bytes: string): { name: string; product: number[]; loss: number } }).run(
          base64,
        ),
      bytes,
    );
    expect(result.name).toBe("wasm");
    expect(result.product).toEqual([17, 39]);
    expect(result.loss).toBeLessThan(0.01);
    await page.close();
  },
);
