/** What happens to a layer's numbers after weights and bias. (A plain interface: the library's types reach it.) */
export interface Operation {
  /** By its name in `ops.ts`; others are only named. */
  op: string;
  /** As the formula writes it. */
  name?: string | undefined;
  scale?: number[] | undefined;
  shift?: number[] | undefined;
  /** The slope below zero of a leaky ReLU. */
  slope?: number | undefined;
  eps?: number | undefined;
}
