import { nn, optim, tensor, train } from "gradbook";
import { expect, it } from "vitest";
import { onEachBackend } from "../backend/machines";
import { expectClose, fromGolden, readGolden, tolerances } from "../golden";

const { mlp } = readGolden();

onEachBackend("golden values of PyTorch: a training run", () => {
  for (const [dtype, tolerance] of tolerances) {
    it(`golden ${dtype}: the losses of an MLP under train.fit`, async () => {
      expect([mlp.activation, mlp.optimizer.name]).toEqual(["tanh", "Adam"]);
      const [hidden, inputs] = mlp.weight1.shape as [number, number];
      const [classes] = mlp.weight2.shape as [number];
      const net = new nn.Sequential(new nn.Linear(inputs, hidden), new nn.Tanh(), new nn.Linear(hidden, classes));
      if (dtype === "float64") net.to("float64");
      net.loadStateDict({
        "0.weight": fromGolden(mlp.weight1, { dtype }),
        "0.bias": fromGolden(mlp.bias1, { dtype }),
        "2.weight": fromGolden(mlp.weight2, { dtype }),
        "2.bias": fromGolden(mlp.bias2, { dtype }),
      });
      const losses: number[] = [];
      await train.fit(net, {
        data: { x: fromGolden(mlp.x, { dtype }), y: tensor(mlp.targets, { dtype: "int32" }) },
        loss: nn.crossEntropy,
        optimizer: new optim.Adam(net.parameters(), { lr: mlp.optimizer.lr }),
        epochs: mlp.losses.length,
        batchSize: mlp.targets.length,
        shuffle: false,
        progress: false,
        callbacks: [{ onStep: (run) => void losses.push(run.loss) }],
      });
      expectClose(losses, mlp.losses, tolerance);
    });
  }
});
