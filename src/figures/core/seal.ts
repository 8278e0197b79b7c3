import * as v from "valibot";
import { frame } from "./chrome";
import { mountKind, type Mounted } from "./component";
import type { VNode } from "./h";
import { mimeOf, type Env, type FigureKind, type FigureTable, type Host } from "./kind";
import type { Lang } from "./words";

/** A payload that a figure cannot draw, with the reason in words. */
export class PayloadError extends Error {
  override readonly name = "PayloadError";
}

/** A checked payload with all that can be done with it; its type stays inside. */
export interface OpenFigure {
  readonly lang: Lang;
  readonly payload: unknown;
  title(): string;
  caption(): string;
  text(): string;
  table(): FigureTable;
  /** The drawing without a page: title, picture, caption, table. */
  still(width?: number): VNode;
  mount(el: HTMLElement, host: Host): { update(next: unknown): void; end(): void };
}

/** A kind in the register: its types are closed in, so that the register holds all kinds alike. */
export interface SealedKind {
  readonly name: string;
  readonly version: number;
  readonly mime: string;
  /** Whether its live form asks the host for Plotly. */
  readonly plotly: boolean;
  /** Checks a payload. Throws PayloadError, which says what is wrong and where. */
  open(raw: unknown): OpenFigure;
}

const standard = 640;

export function seal<P extends { lang: Lang }, S extends object>(kind: FigureKind<P, S>): SealedKind {
  const parse = (raw: unknown): P => {
    const result = v.safeParse(kind.schema, raw, { abortEarly: true });
    if (result.success) return result.output;
    const [issue] = result.issues;
    const where = v.getDotPath(issue);
    throw new PayloadError(`${kind.name}${where ? `.${where}` : ""}: ${issue.message.slice(0, 160)}`);
  };
  return {
    name: kind.name,
    version: kind.version,
    mime: mimeOf(kind.name, kind.version),
    plotly: kind.attach !== undefined,
    open(raw) {
      const payload = parse(raw);
      return {
        lang: payload.lang,
        payload,
        title: () => kind.title(payload),
        caption: () => kind.caption(payload),
        text: () => kind.text(payload),
        table: () => kind.table(payload),
        still(width = standard) {
          const env: Env = { width, live: false, active: null, reducedMotion: true };
          const state = kind.start(payload);
          return frame(kind, payload, kind.draw({ payload, state, env, set: () => undefined }), env);
        },
        mount(el, host) {
          const mounted: Mounted<P> = mountKind(kind, payload, el, host);
          return { update: (next) => mounted.update(parse(next)), end: () => mounted.end() };
        },
      };
    },
  };
}
