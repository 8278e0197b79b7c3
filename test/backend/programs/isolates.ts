// A program of its own: `node isolates.cjs <addon> <threads> <isolates> <rounds>` has so many isolates compute the same at the same time, on one thread
// pool, and prints a hash of what each of them got. The main thread does not load the addon: it leaves with the last of the others.
import { createHash } from "node:crypto";
import { isMainThread, parentPort, Worker } from "node:worker_threads";
import { compiledBackend } from "../../../src/backend/compiled/index";
import type { Backend } from "../../../src/backend/backend";
import { loadNative } from "../../../src/backend/native/load";
import { Storage } from "../../../src/tensor/memory";
import { NDArray } from "../../../src/tensor/ndarray";

const [file = "", threads, isolates, rounds] = process.argv.slice(2);

function array(backend: Backend, shape: readonly number[]): NDArray {
  const size = shape.reduce((product, length) => product * length, 1);
  const memory = backend.allocate("float32", size);
  if (!memory) throw new Error("no memory");
  for (let i = 0; i < size; i++) memory.data[i] = Math.sin(i * 12.9898);
  return new NDArray(new Storage(memory, shape), "float32", shape);
}

/** Products and sums that are large enough to be shared by threads. */
function compute(backend: Backend): string {
  const hash = createHash("sha256");
  const [a, b, out] = [array(backend, [260, 300]), array(backend, [300, 280]), array(backend, [260, 280])];
  const [long, sum] = [array(backend, [3, 200_000]), array(backend, [3])];
  for (let round = 0; round < Number(rounds); round++) {
    backend.matmul(a, b, out);
    backend.unary("tanh", long, long);
    backend.reduce("sum", long, { outer: 3, length: 200_000, inner: 1 }, sum);
    hash.update(new Uint8Array(out.data.slice().buffer)).update(new Uint8Array(sum.data.slice().buffer));
  }
  return hash.digest("hex");
}

if (isMainThread) {
  for (let i = 0; i < Number(isolates); i++) {
    const worker = new Worker(process.argv[1] ?? "", { argv: process.argv.slice(2) });
    worker.on("message", (hash) => console.log(hash));
  }
} else {
  parentPort?.postMessage(compute(compiledBackend(loadNative(file, { threads: Number(threads) }))));
}
