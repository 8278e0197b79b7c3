import { randomUUID } from "node:crypto";
import type { MimeBundle } from "../figures/core/mime";
import { figures, toBundle } from "../figures/index";
import { language } from "./language";

/** What a notebook kernel offers to a library, as far as figures need it. */
interface Host {
  display(data: Record<string, unknown>, options?: { displayId?: string; update?: boolean }): void;
}

const host = (): Host | undefined =>
  (globalThis as unknown as Record<symbol, Host | undefined>)[Symbol.for("Jupyter.host")];

/** Whether figures can be shown: a notebook runs this. Elsewhere they print as text. */
export const inNotebook = (): boolean => host() !== undefined;

/** An update is at most so large. */
const mostBytes = 50_000;

const sizeOf = (bundle: MimeBundle): number =>
  Object.values(bundle).reduce(
    (sum: number, value) => sum + (typeof value === "string" ? value.length : JSON.stringify(value).length),
    0,
  );

const displayHook: unique symbol = Symbol.for("Jupyter.display") as never;
const inspectHook: unique symbol = Symbol.for("nodejs.util.inspect.custom") as never;

/**
 * A picture of the numbers as they were when it was made. As the last line of a cell it is shown; `display()` shows it
 * anywhere, and `update(...)` moves the picture that is already there. In a plain program it prints as text.
 */
export class Figure<Args extends readonly unknown[] = readonly unknown[]> {
  readonly kind: string;
  readonly #build: (...args: Args) => object;
  #args: Args;
  #payload: object;
  readonly #id = `gradbook-${randomUUID()}`;
  #shown = false;
  #large = false;

  constructor(kind: string, build: (...args: Args) => object, args: Args) {
    this.kind = kind;
    this.#build = build;
    this.#args = args;
    this.#payload = build(...args);
  }

  /** The data of the picture, as its kind's `payload.ts` describes it. */
  get payload(): object {
    return this.#payload;
  }

  /** Shows the figure here; further calls and `update` change this same picture. */
  display(): this {
    this.#emit(this.bundle());
    return this;
  }

  /**
   * For pictures of what is still going on: takes the numbers of now, and leaves the still drawing out where that has
   * made an update larger than 50 kB. The last state of all should come by `update`.
   */
  pass(): this {
    this.#payload = this.#build(...this.#args);
    const bundle = toBundle(this.kind, this.#payload, { still: !this.#large });
    this.#large ||= sizeOf(bundle) > mostBytes;
    this.#emit(this.#large ? toBundle(this.kind, this.#payload, { still: false }) : bundle);
    return this;
  }

  #emit(bundle: MimeBundle): void {
    const notebook = host();
    if (!notebook) return console.log(this.toString());
    notebook.display(bundle, this.#shown ? { displayId: this.#id, update: true } : { displayId: this.#id });
    this.#shown = true;
  }

  /** Takes new numbers (an argument left out stays as it was) and moves the picture. */
  update(...args: Partial<Args>): this {
    const merged = this.#args.map((old, i) => args[i] ?? old);
    for (let i = merged.length; i < args.length; i++) merged.push(args[i]);
    this.#args = merged as unknown as Args;
    this.#payload = this.#build(...this.#args);
    return this.display();
  }

  /** The figure as content by MIME type: alive, as HTML, as text. */
  bundle(): MimeBundle {
    return toBundle(this.kind, this.#payload);
  }

  toString(): string {
    return (
      figures
        .find(({ name }) => name === this.kind)
        ?.open(this.#payload)
        .text() ?? this.kind
    );
  }

  [displayHook](): MimeBundle {
    return this.bundle();
  }

  [inspectHook](): string {
    return this.toString();
  }
}

/** How objects of other rooms are drawn as a cell's last value, without knowing of pictures: they give their plain data. */
(globalThis as unknown as Record<symbol, unknown>)[Symbol.for("Gradbook.figures")] ??= {
  bundle: (kind: string, payload: object): MimeBundle => toBundle(kind, { lang: language(), ...payload }),
};
