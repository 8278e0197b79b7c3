import type { GenericSchema } from "valibot";
import type { Child, VNode } from "./h";
import type { Lang } from "./words";

/** Where a figure is drawn. */
export interface Env {
  /** Width of the drawing in CSS pixels. */
  readonly width: number;
  /** False in static markup: no controls, no listeners. */
  readonly live: boolean;
  /** The part under the pointer or the keyboard. */
  readonly active: string | null;
  readonly reducedMotion: boolean;
}

/** A thing in the picture that pointer and keyboard can reach: the element with `data-part` = id. */
export interface Part {
  readonly id: string;
  /** What is shown and read aloud when it is reached. */
  readonly label: string;
}

export interface Picture {
  /** Buttons and fields above the drawing (live only). */
  readonly controls?: readonly Child[];
  readonly graphic: VNode;
  readonly below?: readonly Child[];
  /** Shown where no part is active. */
  readonly hint?: string;
  /** The data table of now, where the state changes it; otherwise that of the payload stands. */
  readonly table?: () => FigureTable;
}

export interface FigureTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number | null)[])[];
}

export interface View<P, S> {
  readonly payload: P;
  readonly state: S;
  readonly env: Env;
  readonly set: (change: Partial<S>) => void;
}

/** A running figure, for what drawing alone cannot do (Plotly). */
export interface Attachment<P, S> {
  drawn(view: View<P, S>, root: Element): void;
  end(): void;
}

/** One kind of figure. Everything but `attach` is pure, so that Node, tests and the page draw the same. */
export interface FigureKind<P extends { lang: Lang }, S extends object> {
  readonly name: string;
  readonly version: number;
  readonly schema: GenericSchema<unknown, P>;
  /** The drawing is itself a table: the frame adds no other. */
  readonly ownTable?: boolean;
  /** Title and caption are not written: the figure stands in a text that says it all. */
  quiet?(payload: P): boolean;
  title(payload: P): string;
  /** One or two sentences of what is seen: the caption, and the label for a screen reader. */
  caption(payload: P): string;
  text(payload: P): string;
  table(payload: P): FigureTable;
  /** The first state, or the state after an update, which keeps what the reader chose. */
  start(payload: P, previous?: S): S;
  parts(payload: P, state: S): readonly Part[];
  draw(view: View<P, S>): Picture;
  /** What a click or Enter on a part changes. */
  choose?(payload: P, state: S, part: string): Partial<S>;
  /** What reaching a part by keyboard changes: it may bring the part into view. */
  reach?(payload: P, state: S, part: string): Partial<S>;
  /** The part above or below another, where parts lie in rows; null: the arrow goes to the next part in their order. */
  beside?(payload: P, part: string, direction: "up" | "down"): string | null;
  /** The state after one tick and the time to it in ms; null when nothing plays. */
  tick?(payload: P, state: S): { readonly after: number; readonly change: Partial<S> } | null;
  /** The state after a wheel or a drag over the drawing; sizes are fractions of its width. */
  pan?(
    payload: P,
    state: S,
    move: { readonly zoom: number; readonly by: number; readonly at: number },
  ): Partial<S> | null;
  attach?(host: Host): Attachment<P, S>;
}

/** The part of Plotly that figures use. */
export interface Plotly {
  react(element: Element, traces: readonly object[], layout: object, config?: object): Promise<unknown>;
  purge(element: Element): void;
}

/** What the page around a figure offers. All of it is optional: without it a figure draws all by itself. */
export interface Host {
  /** Loads `plotly.js-cartesian-dist-min` when first called. */
  readonly loadPlotly?: () => Promise<Plotly>;
}

/** The part of an anywidget model (AFM) that figures use. */
export interface FigureModel {
  get(name: string): unknown;
  on(name: string, callback: () => void): void;
  off(name: string, callback: () => void): void;
}

export interface RenderContext {
  /** Has `payload`, and `mime` where the renderer is chosen by type. */
  readonly model: FigureModel;
  readonly el: HTMLElement;
  readonly host?: Host;
}

export const mimeOf = (name: string, version: number): string => `application/vnd.gradbook.${name}.v${version}+json`;

/** Gives a kind's folder its types: `defineKind<Payload, State>({ ... })`. */
export function defineKind<P extends { lang: Lang }, S extends object>(kind: FigureKind<P, S>): FigureKind<P, S> {
  return Object.freeze(kind);
}
