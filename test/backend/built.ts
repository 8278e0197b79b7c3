// Where `npm run build` puts what it compiles for this machine; nothing is there right after `npm ci`.
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

export const nativeFolder = fileURLToPath(new URL("../../dist/native/", import.meta.url));
const addon = `${nativeFolder}${process.platform}-${process.arch}/gradbook.node`;

/** The addon, if it is built. */
export const nativeFile = existsSync(addon) ? addon : undefined;
export const isBuilt = nativeFile !== undefined && existsSync(`${nativeFolder}gradbook.wasm`);
