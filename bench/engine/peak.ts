// The peak speed of this machine: multiplications and additions in registers, on as many cores as asked for. Its lines say how long the
// products of bench/measure.mjs would take at that speed.
// usage: node peak.mjs ADDON THREADS [INSTRUCTIONS], the best that the processor has without
import { instructionSets, loadNative } from "../../src/backend/native/load";
import { gemmSizes, report } from "../measure.mjs";

const [file = "", count = "1", wished] = process.argv.slice(2);
const cap = instructionSets.find((set) => set === wished) ?? instructionSets[0];
const machine = loadNative(file, { cap, threads: Number(count) });
const { peak } = machine.kernels;
if (!peak) throw new Error("the addon has no kernel 'peak'");
if (wished && machine.instructions !== wished) throw new Error(`this processor has no ${wished}`);

/** Some tenths of a millisecond: short enough that a call now and then is not disturbed. */
const TURNS = 100_000;
const CALLS = 2000;
/** A number that grows neither large nor denormal. */
const FACTOR = 0.5;

let perSecond = 0;
for (let i = 0; i < CALLS; i++) {
  const start = performance.now();
  const operations = peak(TURNS, Number(count), FACTOR);
  perSecond = Math.max(perSecond, (operations / (performance.now() - start)) * 1e3);
}
const note = `the peak is ${(perSecond / 1e9).toFixed(0)} GFLOP/s`;
for (const n of gemmSizes) report(`gemm-${n}`, (2e3 * n ** 3) / perSecond, "ms", undefined, { note });
