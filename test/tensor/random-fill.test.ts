// Arrays of random numbers are the numbers that would be drawn one by one.
import { Generator, nn, tensor } from "gradbook";
import { expect, it } from "vitest";
import { onEachBackend } from "../backend/machines";

onEachBackend("random arrays", () => {
  it.each([0, 1, 5, 1000])("%i numbers, then the generator goes on as after drawing them", (count) => {
    const [one, other] = [new Generator(3), new Generator(3)];
    const close = (got: number[], want: number[]): void =>
      got.forEach((value, i) => expect(value).toBeCloseTo(want[i] ?? NaN, 6));
    const drawn = (next: () => number): number[] => Array.from({ length: count }, next);
    close(
      tensor.rand([count], { generator: one }).toList(),
      drawn(() => other.uniform()),
    );
    close(
      tensor.randn([count], { generator: one }).toList(),
      drawn(() => other.normal()),
    );
    close(
      nn.init.normal(tensor.zeros([count]), 2, 3, { generator: one }).toList(),
      drawn(() => 2 + 3 * other.normal()),
    );
    close(
      nn.init.uniform(tensor.zeros([count]), -1, 1, { generator: one }).toList(),
      drawn(() => 2 * other.uniform() - 1),
    );
    close(
      nn.dropout(tensor.ones([count]), { p: 0.2, generator: one }).toList(),
      drawn(() => (other.uniform() < 0.2 ? 0 : 1.25)),
    );
    expect(one.uniform()).toBe(other.uniform());
    expect(one.normal()).toBeCloseTo(other.normal(), 12);
  });
});
