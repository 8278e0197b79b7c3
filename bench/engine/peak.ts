// The peak speed of this machine: multiplications and additions in registers, on as many cores as asked for. Its lines say how long the
// products of bench/measure.mjs would take at that speed.
// usage: node peak.mjs ADDON THREADS
import { loadNative } from "../../src/backend/native/load";
import { gemmSizes, measure, report } from "../measure.mjs";

const [file = "", threads = "1"] = process.argv.slice(2);
const { kernels } = loadNative(file);
const { peak } = kernels;
if (!peak) throw new Error("the addon has no kernel 'peak'");

const TURNS = 1_000_000;
const FACTOR = 0.999;
let operations = 0;
const seconds = await measure(() => (operations = peak(TURNS, Number(threads), FACTOR) as number), { repeats: 5 });
const perSecond = operations / seconds;
for (const n of gemmSizes) {
  const note = `the peak is ${(perSecond / 1e9).toFixed(0)} GFLOP/s`;
  report(`gemm-${n}`, (2e3 * n ** 3) / perSecond, "ms", undefined, { note });
}
