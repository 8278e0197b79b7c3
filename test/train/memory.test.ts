// 10,000 steps (1,000 without --deep) at constant memory: by train.fit, in a loop with a scope, and in the plainest loop.
import { nn, optim, scope, tensor, train, type Tensor } from "gradbook";
import { beforeAll, describe, expect, it, vi } from "vitest";
import type { Backend } from "../../src/backend/backend";
import { compiledBackend } from "../../src/backend/compiled/index";
import { garbageCollector } from "../../src/backend/native/collect-garbage";
import { reference } from "../../src/backend/reference/index";
import { useCollector } from "../../src/tensor/memory";
import { backend, useBackend } from "../../src/backend/current";
import { machines } from "../backend/machines";
import { network, quarters } from "./support";

const steps = process.env.GRADBOOK_DEEP === "1" ? 10_000 : 1_000;
const collect = garbageCollector();

/** A backend that notes every block of memory that it has ever lent. */
function counting(chosen: Backend): { backend: Backend; bytes: () => number } {
  const sizes = new Map<unknown, number>();
  const allocate: Backend["allocate"] = (dtype, length) => {
    const memory = chosen.allocate(dtype, length);
    if (memory) sizes.set(memory, Math.max(sizes.get(memory) ?? 0, memory.data.byteLength));
    return memory;
  };
  const bytes = (): number => [...sizes.values()].reduce((sum, size) => sum + size, 0);
  return { backend: { ...chosen, allocate }, bytes };
}

/**
 * What JavaScript holds after a collection, in MB; the memory of the compiled backends is counted by their blocks. V8 gives array
 * buffers back on another thread and counts them as held until then; the second collection begins by waiting for it.
 */
function heap(): number {
  collect();
  collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return (heapUsed + (backend().name === "reference" ? arrayBuffers : 0)) / 2 ** 20;
}

/** What is held after a quarter of the steps, and at the end. */
interface Course {
  warm: { bytes: number; heap: number } | undefined;
  note(step: number): void;
}

function course(bytes: () => number): Course {
  return {
    warm: undefined,
    note(step) {
      if (step === steps / 4) this.warm = { bytes: bytes(), heap: heap() };
    },
  };
}

beforeAll(() => useCollector(collect, { bytes: 2 ** 24 }));

/** All that training can hold on to: dropout, batch statistics, moments, averages, clipping, a schedule, metrics. */
async function byFit(seen: Course): Promise<void> {
  const net = network(new nn.BatchNorm1d(16), new nn.Dropout(0.1));
  const optimizer = new optim.AdamW(net.parameters(), { lr: 1e-3 });
  const data = quarters(320, 1);
  await train.fit(net, {
    ...{ data, optimizer, loss: nn.crossEntropy, epochs: steps / 10, progress: false, clipGradNorm: 1 },
    ...{ validation: quarters(64, 2), metrics: { f1: train.f1 }, ema: new optim.EMA(net) },
    schedule: new optim.ExponentialLR(optimizer, { gamma: 0.999 }),
    callbacks: [{ onStep: ({ step }) => seen.note(step) }],
  });
}

function byHand(run: (step: () => void) => void): (course: Course) => void {
  return (seen) => {
    const net = network();
    const optimizer = new optim.RMSprop(net.parameters(), { lr: 1e-3, momentum: 0.9, centered: true });
    const { x, y } = quarters(64, 1);
    const targets: Tensor = tensor(y);
    for (let step = 1; step <= steps; step++) {
      run(() => {
        optimizer.zeroGrad();
        nn.crossEntropy(net.forward(x), targets).backward();
        nn.clipGradNorm(net.parameters(), 1);
        optimizer.step();
      });
      seen.note(step);
    }
  };
}

type Counted = ReturnType<typeof counting>;
const compiled = Object.entries(machines).map(([name, start]): [string, () => Counted] => [
  name,
  () => counting(compiledBackend(start())),
]);
// Plain arrays come and go with the garbage collector.
const backends: [string, () => Counted][] = [
  ["reference", () => ({ backend: reference, bytes: () => 0 })],
  ...compiled,
];

describe.each(backends)(`${steps} steps on %s`, (_, start) => {
  const ways: [string, (course: Course) => void | Promise<void>, number][] = [
    ["train.fit needs not one block more once it is warm", byFit, 0],
    ["nor does a loop with scope", byHand(scope), 0],
    // Here the garbage collector gives memory back, when it likes or when much was handed out.
    ["a loop by hand stays within what may wait for a collection", byHand((step) => step()), 2 ** 25],
  ];
  it.each(ways)("%s", { timeout: 600_000 }, async (_name, run, allowed) => {
    const before = backend();
    const counted = start();
    useBackend(counted.backend);
    try {
      const seen = course(counted.bytes);
      await run(seen);
      expect(seen.warm).toBeDefined();
      expect(counted.bytes() - (seen.warm?.bytes ?? 0)).toBeLessThanOrEqual(allowed);
      await vi.waitFor(() => expect(heap() - (seen.warm?.heap ?? 0)).toBeLessThan(3), { timeout: 10_000 });
    } finally {
      useBackend(before);
    }
  });
});
