/** What a notebook kernel offers to the code that it runs. Absent in a plain script. */
export interface Host {
  display(data: Record<string, unknown>, options?: { displayId?: string; update?: boolean; metadata?: object }): void;
  interrupted(): boolean;
}

export function host(): Host | undefined {
  return (globalThis as { [key: symbol]: unknown })[Symbol.for("Jupyter.host")] as Host | undefined;
}
