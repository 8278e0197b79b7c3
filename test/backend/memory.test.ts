// Who gives memory back, and when: on the real arena of the compiled backends.
import { keep, nn, noGrad, optim, scope, tensor, type Tensor } from "gradbook";
import { beforeAll, describe, expect, it } from "vitest";
import { compiledBackend } from "../../src/backend/compiled/index";
import type { Machine } from "../../src/backend/machine";
import { garbageCollector } from "../../src/backend/native/collect-garbage";
import { memoryHeld, sweep, useCollector } from "../../src/tensor/memory";
import { machines, on } from "./machines";

/** A machine that grants no more than `limit` bytes, and how much it has granted. */
function limited(machine: Machine, limit: number): { machine: Machine; granted: () => number } {
  let granted = 0;
  const reserve = (bytes: number): ReturnType<Machine["reserve"]> => {
    if (granted + bytes > limit) return undefined;
    const room = machine.reserve(bytes);
    granted += bytes;
    return room && { ...room, bytes };
  };
  return { machine: { ...machine, reserve }, granted: () => granted };
}

beforeAll(() => useCollector(garbageCollector(), { bytes: 2 ** 25 }));

it.runIf(Object.keys(machines).length === 0)("right after npm ci nothing is compiled: `npm test` builds first", () => {
  expect(Object.keys(machines)).toEqual([]);
});

describe.each(Object.entries(machines))("memory on %s", (_, start) => {
  const fresh = (limit = 2 ** 30): { granted: () => number; run: <T>(compute: () => T) => T } => {
    const { machine, granted } = limited(start(), limit);
    const chosen = compiledBackend(machine);
    return { granted, run: (compute) => on(chosen, compute) };
  };

  it("is given back at the end of a scope, but for what is returned or kept", () => {
    fresh().run(() => {
      const seen: Tensor[] = [];
      const lost: Tensor[] = [];
      const result = scope(() => {
        const x = tensor([1, 2]);
        lost.push(x);
        seen.push(keep(x.mul(10)));
        return { sum: x.sum(), list: [x.add(1)] };
      });
      expect(result.sum.item()).toBe(3);
      expect(result.list[0]?.toList()).toEqual([2, 3]);
      expect(seen[0]?.toList()).toEqual([10, 20]);
      expect(() => lost[0]?.add(1)).toThrow(
        "add: the memory of a tensor of shape [2] was given back, by dispose() or at the end of a scope or training step; " +
          "take what you need before, as numbers (item(), toArray()), or hold on to the tensor with keep(t)",
      );
      expect(() => lost[0]?.toArray()).toThrow("toArray: the memory of a tensor of shape [2] was given back");
    });
  });
  it("comes back after an error inside a scope", () => {
    fresh().run(() => {
      let made: Tensor | undefined;
      expect(() =>
        scope(() => {
          made = tensor([1]);
          throw new Error("of the learner's");
        }),
      ).toThrow("of the learner's");
      expect(() => made?.item()).toThrow("was given back");
    });
  });
  it("dispose() works once, and on views", () => {
    fresh().run(() => {
      const x = tensor([[1, 2]]);
      const view = x.t();
      x.dispose();
      x.dispose();
      expect(() => view.toList()).toThrow("was given back");
      expect(tensor([[3, 4]]).toList()).toEqual([3, 4]);
    });
  });
  it("a scope cannot return a tensor whose graph it would break", () => {
    fresh().run(() => {
      const w = tensor([2], { requiresGrad: true });
      expect(() => scope(() => w.mul(3))).toThrow("call backward() inside, or return t.detach()");
      expect(scope(() => w.mul(3).detach()).item()).toBe(6);
    });
  });
  it("gradients stay as long as their tensor, also out of a scope", () => {
    fresh().run(() => {
      const w = tensor([2], { requiresGrad: true });
      scope(() => w.mul(w).sum().backward());
      expect(w.grad?.item()).toBe(4);
    });
  });
  it("a gradient that was looked at outlives zeroGrad; one that was not gives its memory to the next", () => {
    fresh().run(() => {
      const w = tensor([2, 3], { requiresGrad: true });
      const optimizer = new optim.SGD([w], { lr: 0 });
      w.mul(w).sum().backward();
      const seen = w.grad;
      optimizer.zeroGrad();
      w.mul(5).sum().backward();
      expect(seen?.toList()).toEqual([4, 6]);
      expect(w.grad?.toList()).toEqual([5, 5]);
    });
  });
  it("intermediate results that a learner still holds are there after backward()", () => {
    fresh().run(() => {
      const w = tensor([[1, 2]], { requiresGrad: true });
      const hidden = w.mul(2);
      const loss = hidden.square().sum();
      loss.backward();
      expect(hidden.toList()).toEqual([2, 4]);
      expect(loss.item()).toBe(20);
    });
  });
  it("a loop without scopes and without a pause needs no more memory once it is warm", () => {
    const { granted, run } = fresh();
    run(() => {
      const net = new nn.Linear(256, 256);
      const optimizer = new optim.Adam(net.parameters(), { lr: 1e-4 });
      const x = tensor.ones([64, 256]);
      const step = (): number => {
        optimizer.zeroGrad();
        const loss = net.forward(x).square().mean();
        loss.backward();
        optimizer.step();
        return loss.item();
      };
      const steps = process.env.GRADBOOK_DEEP ? 1000 : 300;
      for (let i = 0; i < steps; i++) step();
      const warm = granted();
      for (let i = 0; i < 3 * steps; i++) step();
      expect(granted()).toBe(warm);
      expect(warm).toBeLessThan(2 ** 27);
    });
  });
  it("what nothing refers to is found, what is referred to stays", () => {
    fresh().run(() => {
      sweep();
      const before = memoryHeld().tensors;
      const held = Array.from({ length: 100 }, (_, i) => tensor.full([20_000], i));
      for (let i = 0; i < 100; i++) tensor.full([20_000], -1);
      sweep();
      expect(memoryHeld().tensors - before).toBe(100);
      expect(held.map((x) => x.at(7).item())).toEqual(held.map((_, i) => i));
    });
  });
  it("out of memory names the tensor, what is held, and the way out; afterwards all goes on", () => {
    fresh(96 * 2 ** 20).run(() => {
      const held = [tensor.zeros([2 ** 22]), tensor.zeros([2 ** 22])];
      expect(() => tensor.zeros([64, 2 ** 18])).toThrow(
        /^out of memory: a float32 tensor of shape \[64, 262144\] does not fit beside the \d+ tensors that hold \d+ MB, the largest of them \[4194304\] \(16 MB\)/,
      );
      expect(held.map((x) => x.sum().item())).toEqual([0, 0]);
      expect(
        tensor
          .ones([2 ** 20])
          .sum()
          .item(),
      ).toBe(2 ** 20);
    });
  });
  it("small blocks that lie beside each other become a large one when nothing else is left", () => {
    fresh(80 * 2 ** 20).run(() => {
      scope(() => void Array.from({ length: 60 }, () => tensor.zeros([2 ** 18])));
      expect(
        noGrad(() =>
          tensor
            .ones([2 ** 23])
            .sum()
            .item(),
        ),
      ).toBe(2 ** 23);
    });
  });
});
