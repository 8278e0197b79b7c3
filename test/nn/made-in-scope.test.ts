// What a layer learns and tracks outlives the scope that the layer was made in.
import { nn, scope, tensor, type Tensor } from "gradbook";
import { describe, expect, it } from "vitest";
import { compiledBackend } from "../../src/backend/compiled/index";
import { machines, on } from "../backend/machines";

interface Layer {
  stateDict(): Record<string, Tensor>;
}

const layers: Record<string, () => Layer> = {
  Linear: () => new nn.Linear(3, 2),
  BatchNorm1d: () => new nn.BatchNorm1d(3),
  InstanceNorm1d: () => new nn.InstanceNorm1d(3, { affine: true, trackRunningStats: true }),
  LSTM: () => new nn.LSTM(3, 2),
  MultiheadAttention: () => new nn.MultiheadAttention(4, 2),
  "a converted one": () => new nn.BatchNorm1d(3).to("float64"),
};

describe.each(Object.entries(machines))("on %s", (_, start) => {
  it.each(Object.entries(layers))("%s made in a scope keeps its numbers", (_name, make) => {
    on(compiledBackend(start()), () => {
      const made: Layer[] = [];
      scope(() => void made.push(make()));
      // Memory that had been given back would be lent again here, and written over.
      for (let i = 0; i < 20; i++) scope(() => void tensor.ones([3, 50]).add(9).sum());
      const numbers = made.flatMap((net) => Object.values(net.stateDict()).flatMap((values) => values.toList()));
      expect(numbers.length).toBeGreaterThan(0);
      expect(numbers.filter((value) => !(Math.abs(value) <= 1))).toEqual([]);
    });
  });
});
