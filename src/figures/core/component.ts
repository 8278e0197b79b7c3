import { frame, message, tablePart, type FrameLive } from "./chrome";
import { patch } from "./dom";
import { elementOf, isControl, isField, listenersOf } from "./input";
import type { Attachment, Env, FigureKind, Host, Part, View } from "./kind";
import { installStyle } from "./style";
import { sayShared, type Lang } from "./words";

/** A mounted figure: takes new payloads, and ends. */
export interface Mounted<P> {
  update(payload: P): void;
  end(): void;
}

const widths = { least: 240, most: 820, unknown: 640 } as const;

/**
 * Runs a kind in the page. Keyboard and pointer, one tab stop, the clock of what plays, and drawing at most once a
 * frame live here, so that a kind stays a set of pure functions.
 */
export function mountKind<P extends { lang: Lang }, S extends object>(
  kind: FigureKind<P, S>,
  first: P,
  el: HTMLElement,
  host: Host,
): Mounted<P> {
  const window = el.ownerDocument.defaultView ?? globalThis.window;
  const motion = window.matchMedia?.("(prefers-reduced-motion: reduce)");
  const attachment: Attachment<P, S> | undefined = kind.attach?.(host);
  let payload = first;
  let state = kind.start(payload);
  if (motion?.matches && "playing" in state) state = { ...state, playing: false };
  let visible = typeof window.IntersectionObserver !== "function";
  let walked: string | null = null;
  let hovered: string | null = null;
  /** The part that was last brought into view: the page is the reader's to scroll after that. */
  let inView: string | null = null;
  let tableOpen = false;
  let queued = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let ended = false;
  let parts: readonly Part[] = [];
  installStyle(el);

  const redraw = (): void => {
    if (!ended) queued ||= window.requestAnimationFrame(draw);
  };
  const set = (change: Partial<S>): void => {
    state = { ...state, ...change };
    redraw();
  };
  const width = (): number =>
    Math.max(widths.least, Math.min(widths.most, Math.floor(el.clientWidth || widths.unknown)));

  function draw(): void {
    queued = 0;
    if (ended) return;
    const env: Env = { width: width(), live: true, active: hovered ?? walked, reducedMotion: motion?.matches ?? false };
    const view: View<P, S> = { payload, state, env, set };
    try {
      parts = [...kind.parts(payload, state), ...(kind.ownTable ? [] : [tablePart(payload.lang)])];
      const picture = kind.draw(view);
      const label = parts.find((part) => part.id === env.active)?.label ?? null;
      // A control says what it does, and with it what it has done.
      const both = label !== null && isControl(elementOf(el, env.active));
      const readout = both ? [label, picture.hint].join("\n").trim() : label;
      const live: FrameLive = { readout, tableOpen, on: listeners, onToggle };
      patch(el, [frame(kind, payload, picture, env, live)]);
      mark(env.active);
      if (walked !== null && walked !== inView)
        elementOf(el, walked)?.scrollIntoView({ block: "nearest", inline: "nearest" });
      inView = walked;
      attachment?.drawn(view, el);
    } catch (error) {
      const why = String((error as Error).message ?? error);
      patch(el, [message(sayShared(payload.lang)("failed", { why }))]);
    }
    beat(env.reducedMotion);
  }

  /** Starts the clock of what plays, while it is seen. */
  function beat(reduced: boolean): void {
    if (timer !== undefined || ended || !visible) return;
    const next = kind.tick?.(payload, state);
    if (!next) return;
    const fire = (): void => {
      timer = undefined;
      const now = kind.tick?.(payload, state);
      if (now && !ended && visible) set(now.change);
    };
    timer = setTimeout(fire, reduced ? Math.max(next.after, 500) : next.after);
  }

  function mark(active: string | null): void {
    for (const element of el.querySelectorAll("[data-part]")) {
      if (element.getAttribute("data-part") === active) element.setAttribute("data-active", "");
      else element.removeAttribute("data-active");
    }
  }

  function onToggle(event: Event): void {
    const { open } = event.target as HTMLDetailsElement;
    if (open === tableOpen) return;
    tableOpen = open;
    redraw();
  }

  const listeners = listenersOf(el, {
    walk(wish) {
      const ids = parts.map(({ id }) => id);
      const at = ids.indexOf(walked ?? "");
      const step = wish === "up" ? -1 : wish === "down" ? 1 : wish;
      const next = typeof step === "number" ? (at < 0 && step < 0 ? -1 : at + step) : step === "first" ? 0 : -1;
      const aside = (wish === "up" || wish === "down") && walked !== null ? kind.beside?.(payload, walked, wish) : null;
      walked = aside ?? ids[(next + ids.length) % Math.max(1, ids.length)] ?? null;
      hovered = null;
      const change = walked === null ? undefined : kind.reach?.(payload, state, walked);
      if (change) set(change);
      else redraw();
    },
    press() {
      if (walked === null) return;
      const element = elementOf(el, walked);
      if (walked === "data-table") this.openTable();
      else if (isField(element)) element?.focus();
      else if (element?.tagName === "BUTTON") element.click();
      else if (kind.choose) set(kind.choose(payload, state, walked));
    },
    click(part) {
      walked = part;
      if (kind.choose) set(kind.choose(payload, state, part));
      else redraw();
    },
    hover(part) {
      if (part === hovered) return;
      hovered = part;
      redraw();
    },
    openTable() {
      const details = el.querySelector<HTMLDetailsElement>("details[data-table]");
      if (details) details.open = !details.open;
    },
    pan(zoom, by, at) {
      const change = kind.pan?.(payload, state, { zoom, by, at });
      if (change) set(change);
      return change != null;
    },
    leave() {
      walked = hovered = null;
      redraw();
    },
  });

  let seen = width();
  const resize = observer("ResizeObserver", () => {
    if (width() === seen) return;
    seen = width();
    redraw();
  });
  // What plays waits until it is seen: a picture far down the page, or in a background tab, costs nothing.
  const sight = observer("IntersectionObserver", (entries) => {
    const now = (entries.at(-1) as IntersectionObserverEntry | undefined)?.isIntersecting ?? true;
    if (now && !visible) redraw();
    visible = now;
  });
  function observer(name: "ResizeObserver" | "IntersectionObserver", call: (entries: readonly unknown[]) => void) {
    if (typeof window[name] !== "function") return null;
    const made = new window[name](call);
    made.observe(el);
    return made;
  }
  draw();
  return {
    update(next) {
      payload = next;
      state = kind.start(payload, state);
      redraw();
    },
    end() {
      ended = true;
      if (queued) window.cancelAnimationFrame(queued);
      clearTimeout(timer);
      resize?.disconnect();
      sight?.disconnect();
      attachment?.end();
      el.replaceChildren();
    },
  };
}
