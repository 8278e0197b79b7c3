/** A function of kernels.def: takes addresses and sizes as plain numbers, and returns one if it is a query. */
export type Kernel = (...numbers: number[]) => number;

/** A piece of the memory in which kernels work. `address` is what they call the byte at `offset` of `buffer`. */
export interface Reservation {
  readonly buffer: ArrayBuffer;
  readonly offset: number;
  readonly address: number;
  readonly bytes: number;
}

/** The compiled kernels of native/, and the memory that they can reach. */
export interface Machine {
  readonly name: "wasm" | "native";
  readonly kernels: Readonly<Record<string, Kernel>>;
  /** At least `bytes` more of memory, all zeros, at a multiple of 64; nothing where there is no more. It is never taken back. */
  reserve(bytes: number): Reservation | undefined;
}
