import { createHash } from "node:crypto";
import { isTensor, tensorList } from "../print";

const most = 20_000;

/** Everything in a value, number by number, bit for bit; what two answers share here they share for any check. */
function write(value: unknown, out: string[], seen: Set<object>): void {
  if (out.length > most) return;
  if (typeof value === "number") out.push(Object.is(value, -0) ? "0" : String(value));
  else if (typeof value === "function") out.push("function");
  else if (typeof value !== "object" || value === null) out.push(`${typeof value}:${String(value)}`);
  else if (seen.has(value)) out.push("again");
  else {
    seen.add(value);
    if (isTensor(value)) write([value.shape, tensorList(value)], out, seen);
    else if (ArrayBuffer.isView(value)) out.push(String(value));
    else if (value instanceof Map || value instanceof Set || Array.isArray(value)) {
      out.push("[");
      for (const entry of value) write(entry, out, seen);
      out.push("]");
    } else {
      for (const [key, entry] of Object.entries(value)) {
        out.push(key);
        write(entry, out, seen);
      }
    }
  }
}

/** A short name of a value's whole content. */
export function fingerprint(value: unknown): string {
  const out: string[] = [];
  write(value, out, new Set());
  return createHash("sha256").update(out.join("\n")).digest("hex").slice(0, 24);
}
