// A program of its own: `node try-addon.cjs <addon> <instruction set> <threads>` prints in which case the addon's kernels are wrong, if in any.
// A crash ends only this process.
import { compiledBackend } from "../compiled/index";
import { firstDifference } from "../compiled/known-values";
import { reference } from "../reference/index";
import { loadNative, type Instructions } from "./load";

const [file = "", cap, threads] = process.argv.slice(2);
const machine = loadNative(file, { cap: cap as Instructions, threads: Number(threads) });
process.stdout.write(JSON.stringify({ difference: firstDifference(compiledBackend(machine), reference) ?? null }));
