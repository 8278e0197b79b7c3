import type { Kernel, Machine, Reservation } from "../machine";

/** What of the platform is needed, the same in Node and browsers, whose types this room does without. */
interface Platform {
  readonly WebAssembly: {
    readonly Memory: new (size: { initial: number }) => { readonly buffer: ArrayBuffer };
    readonly Module: new (bytes: Uint8Array) => object;
    readonly Instance: new (module: object, imports: object) => { readonly exports: object };
  };
}

const alignment = 64;

/**
 * As much memory as the platform grants, at once: growing later would detach every typed array over it. What is not
 * used is only an address range; the system gives it memory page by page, when it is first written.
 */
function largestMemory(): { readonly buffer: ArrayBuffer } {
  const { WebAssembly } = globalThis as unknown as Platform;
  for (let pages = 65_535; ; pages = Math.floor((pages + 1) / 2)) {
    try {
      return new WebAssembly.Memory({ initial: pages });
    } catch (error) {
      if (pages < 512) throw error;
    }
  }
}

/** Compiles and starts `dist/native/gradbook.wasm`; throws where the platform cannot. */
export function loadWasm(bytes: Uint8Array): Machine {
  const { WebAssembly } = globalThis as unknown as Platform;
  const memory = largestMemory();
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } });
  const { __heap_base: heap, ...kernels } = exports as Record<string, Kernel> & { __heap_base: { value: number } };
  const { buffer } = memory;
  let used = Math.ceil(heap.value / alignment) * alignment;
  return {
    name: "wasm",
    kernels,
    reserve(wanted): Reservation | undefined {
      const size = Math.ceil(wanted / alignment) * alignment;
      if (used + size > buffer.byteLength) return undefined;
      const offset = used;
      used += size;
      return { buffer, offset, address: offset, bytes: size };
    },
  };
}
