// The same seed gives the same bits: in every run, and however many threads there are.
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";

const root = path.resolve(import.meta.dirname, "../..");
const runs = process.env.GRADBOOK_DEEP ? 100 : 10;

/** Trains a small Transformer block again and again from one seed, on products that are large enough to be shared by threads. */
const program = `
  const { createHash } = require("node:crypto");
  const { engine, manualSeed, nn, optim, scope, tensor } = require("./dist/index.cjs");
  class Block extends nn.Module {
    constructor() {
      super();
      this.norm = new nn.LayerNorm(128);
      this.qkv = new nn.Linear(128, 384);
      this.up = new nn.Linear(128, 512);
      this.head = new nn.Linear(512, 65);
    }
    forward(x) {
      const [b, t] = x.shape;
      const [q, k, v] = this.qkv.forward(this.norm.forward(x)).split(128, -1).map((part) => part.reshape([b, t, 4, 32]).transpose(1, 2));
      const seen = nn.scaledDotProductAttention(q, k, v, { causal: true }).transpose(1, 2).reshape([b, t, 128]);
      return this.head.forward(nn.gelu(this.up.forward(x.add(seen)), { approximate: "tanh" }));
    }
  }
  for (let run = 0; run < ${runs}; run++) {
    manualSeed(7);
    const net = new Block();
    const optimizer = new optim.AdamW(net.parameters(), { lr: 1e-3 });
    const x = tensor.randn([8, 64, 128]);
    const y = tensor.randint(0, 65, [512]);
    for (let step = 0; step < 3; step++) {
      scope(() => {
        optimizer.zeroGrad();
        nn.crossEntropy(net.forward(x).reshape([512, 65]), y).backward();
        optimizer.step();
      });
    }
    const hash = createHash("sha256");
    for (const parameter of net.parameters()) hash.update(parameter.toTypedArray());
    console.log(engine().backend + " " + hash.digest("hex"));
  }
`;

async function hashes(environment: Record<string, string>): Promise<string[]> {
  const { stdout } = await promisify(execFile)(process.execPath, ["-e", program], {
    cwd: root,
    env: { ...process.env, ...environment },
  });
  return stdout.trim().split("\n");
}

// They run the library as it was built; right after `npm ci` there is none.
describe.skipIf(!existsSync(path.join(root, "dist", "index.cjs")))("training runs", () => {
  it(`${2 * runs} of them are bit-equal, half on one thread and half on two`, async () => {
    const [one, two] = await Promise.all([hashes({ GRADBOOK_THREADS: "1" }), hashes({ GRADBOOK_THREADS: "2" })]);
    expect(one.length + two.length).toBe(2 * runs);
    expect(new Set([...one, ...two]).size).toBe(1);
  });
  it("on WebAssembly too, one like the other", async () => {
    expect(new Set(await hashes({ GRADBOOK_BACKEND: "wasm" })).size).toBe(1);
  });
});
