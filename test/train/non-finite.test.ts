import { nn, noGrad, optim, tensor, train, type Tensor } from "gradbook";
import { describe, expect, it } from "vitest";
import { errorOf, network, options, quarters, valuesOf } from "./support";

/** A block with a layer of its own, to be named by its path. */
class Block extends nn.Module {
  readonly inner = new nn.Sequential(new nn.Linear(16, 16), new nn.Tanh());
  forward(x: Tensor): Tensor {
    return this.inner.forward(x);
  }
}

describe("training stops at the first loss that is no number, and says where it comes from", () => {
  it("an input: the sample is named", async () => {
    const data = quarters(100, 1);
    data.x.at(37, 1).fill_(NaN);
    const net = network();
    const before = valuesOf(net);
    const error = await errorOf(train.fit(net, options(net, { data, batchSize: 100 })));
    expect(error.message).toMatch(
      /the loss became NaN in epoch 1, step 1; the inputs themselves hold NaN or infinite values, first in sample 37\. Leave such samples out/,
    );
    expect(valuesOf(net)).toEqual(before);
  });
  it("a target", async () => {
    const net = new nn.Linear(2, 1);
    const data = { x: quarters(10, 1).x, y: tensor.zeros([10, 1]) };
    data.y.at(3).fill_(Infinity);
    const error = await errorOf(train.fit(net, options(net, { data, loss: nn.mseLoss })));
    expect(error.message).toContain("the targets themselves hold NaN or infinite values, first in sample 3");
  });
  it("a parameter in a nested module", async () => {
    const net = network(new Block());
    noGrad(() => net.parameters()[2]?.at(0, 0).fill_(NaN));
    const error = await errorOf(train.fit(net, options(net)));
    expect(error.message).toMatch(
      /comes from layer '2\.inner\.0' \(Linear\), whose parameter '2\.inner\.0\.weight' was not finite before training/,
    );
  });
  it("a rate that is too large", async () => {
    const net = network(new Block());
    const optimizer = new optim.SGD(net.parameters(), { lr: 1e38 });
    const error = await errorOf(train.fit(net, options(net, { optimizer, epochs: 50 })));
    expect(error.message).toMatch(/^fit: .*Try a smaller learning rate \(now 1e\+38\)|try a smaller learning rate/);
    expect(error.history).toBeInstanceOf(train.History);
  });
  it("the loss function", async () => {
    const net = network();
    const loss = (output: Tensor): Tensor => output.mul(0).mean().div(0);
    const error = await errorOf(train.fit(net, options(net, { loss })));
    expect(error.message).toContain("every layer's output is still finite, so the loss function itself overflows");
  });
  it("only a gradient: the operation is named, and nothing is changed", async () => {
    const net = network();
    const loss = (output: Tensor, y: Tensor): Tensor =>
      nn.crossEntropy(output, y).add(output.sub(output).sqrt().mean());
    const before = valuesOf(net);
    const error = await errorOf(train.fit(net, options(net, { loss })));
    expect(error.message).toMatch(
      /the gradient of '0\.weight' holds NaN or infinite values in epoch 1, step 1, though the loss is [\d.]+; the gradient of 'sqrt' with respect to its input of shape \[32, 2\] is NaN|Infinity/,
    );
    expect(error.message).toContain("The parameters are as before this step");
    expect(valuesOf(net)).toEqual(before);
  });
  it("after some epochs, with what was learned until then", async () => {
    const net = network();
    let calls = 0;
    const loss = (output: Tensor, y: Tensor): Tensor => nn.crossEntropy(output, y).mul(++calls > 15 ? NaN : 1);
    const error = await errorOf(train.fit(net, options(net, { loss })));
    expect(error.message).toContain("epoch 3, step 16");
    expect(error.history?.epochs).toHaveLength(2);
    expect(valuesOf(net).every(Number.isFinite)).toBe(true);
    const resumed = await train.fit(net, { ...options(net), resume: error.history!.checkpoint() });
    expect(resumed.epochs).toHaveLength(3);
  });
});
