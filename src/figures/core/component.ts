import { frame, message, tablePart, type FrameLive } from "./chrome";
import { patch } from "./dom";
import type { Attachment, Env, FigureKind, Host, Part, Picture, View } from "./kind";
import { installStyle } from "./style";
import { sayShared, type Lang } from "./words";

/** A mounted figure: takes new payloads, and ends. */
export interface Mounted<P> {
  update(payload: P): void;
  end(): void;
}

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
  let payload = first;
  let state = kind.start(payload);
  if (motion?.matches && "playing" in state) state = { ...state, playing: false };
  let visible = typeof window.IntersectionObserver !== "function";
  let walked: string | null = null;
  let hovered: string | null = null;
  let tableOpen = false;
  let queued = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let ended = false;
  let drag: { x: number; moved: boolean } | null = null;
  let last: { view: View<P, S>; picture: Picture; parts: readonly Part[] };
  const attachment: Attachment<P, S> | undefined = kind.attach?.(host);
  installStyle(el);

  const set = (change: Partial<S>): void => {
    state = { ...state, ...change };
    redraw();
  };
  const redraw = (): void => {
    queued ||= window.requestAnimationFrame(draw);
  };
  const width = (): number => Math.max(240, Math.min(820, Math.floor(el.clientWidth || 640)));

  function draw(): void {
    queued = 0;
    if (ended) return;
    const env: Env = { width: width(), live: true, active: hovered ?? walked, reducedMotion: motion?.matches ?? false };
    const view: View<P, S> = { payload, state, env, set };
    try {
      const parts = [...kind.parts(payload, state), ...(kind.ownTable ? [] : [tablePart(payload.lang)])];
      const picture = kind.draw(view);
      last = { view, picture, parts };
      const readout = parts.find((part) => part.id === env.active)?.label ?? null;
      const live: FrameLive = { readout, tableOpen, on: listeners, onToggle };
      patch(el, [frame(kind, payload, picture, env, live)]);
      mark(env.active);
      attachment?.drawn(view, el);
    } catch (error) {
      patch(el, [message(sayShared(payload.lang)("failed", { why: String((error as Error).message ?? error) }))]);
    }
    beat(env.reducedMotion);
  }

  function beat(reduced: boolean): void {
    if (timer !== undefined || ended || !visible) return;
    const next = kind.tick?.(payload, state);
    if (!next) return;
    timer = setTimeout(
      () => {
        timer = undefined;
        const now = kind.tick?.(payload, state);
        if (now && !ended && visible) set(now.change);
      },
      reduced ? Math.max(next.after, 500) : next.after,
    );
  }

  function mark(active: string | null): void {
    for (const element of el.querySelectorAll("[data-part]")) {
      if (element.getAttribute("data-part") === active) element.setAttribute("data-active", "");
      else element.removeAttribute("data-active");
    }
  }

  const partOf = (target: EventTarget | null): string | null =>
    (target as Element | null)?.closest?.("[data-part]")?.getAttribute("data-part") ?? null;
  const elementOf = (id: string): HTMLElement | null => {
    for (const element of el.querySelectorAll("[data-part]")) {
      if (element.getAttribute("data-part") === id) return element as HTMLElement;
    }
    return null;
  };
  const isField = (target: EventTarget | null): boolean =>
    /^(INPUT|SELECT)$/.test((target as Element | null)?.tagName ?? "");

  function onToggle(event: Event): void {
    const open = (event.target as HTMLDetailsElement).open;
    if (open === tableOpen) return;
    tableOpen = open;
    redraw();
  }

  function openTable(): void {
    const details = el.querySelector<HTMLDetailsElement>("details[data-table]");
    if (details) details.open = !details.open;
  }

  function press(id: string): void {
    if (id === "data-table") return openTable();
    const element = elementOf(id);
    if (isField(element)) element?.focus();
    else if (element?.tagName === "BUTTON") element.click();
    else if (kind.choose) set(kind.choose(payload, state, id));
  }

  function walk(step: number | "first" | "last"): void {
    const ids = last.parts.map((part) => part.id).filter((id) => id === "data-table" || elementOf(id));
    const at = ids.indexOf(walked ?? "");
    const to =
      step === "first" ? 0 : step === "last" ? ids.length - 1 : at < 0 && step < 0 ? ids.length - 1 : at + step;
    walked = ids[(to + ids.length) % ids.length] ?? null;
    hovered = null;
    redraw();
  }

  function keydown(event: Event): void {
    const { key, target, ctrlKey, metaKey, altKey } = event as KeyboardEvent;
    if (ctrlKey || metaKey || altKey) return;
    const stage = el.querySelector<HTMLElement>(".gb-stage");
    if (isField(target)) {
      if (key !== "Escape" && key !== "Enter") return event.stopPropagation();
      stage?.focus();
    } else if (key === "ArrowRight" || key === "ArrowDown") walk(1);
    else if (key === "ArrowLeft" || key === "ArrowUp") walk(-1);
    else if (key === "Home") walk("first");
    else if (key === "End") walk("last");
    else if (key === "Enter" || key === " ") {
      if ((target as Element).tagName === "BUTTON") return;
      if (walked) press(walked);
    } else if (key === "t" || key === "T") openTable();
    else if ((key === "+" || key === "-") && kind.pan) {
      const change = kind.pan(payload, state, { zoom: key === "+" ? 1.25 : 0.8, by: 0, at: 0.5 });
      if (change) set(change);
    } else if (key === "Escape") {
      walked = hovered = null;
      stage?.blur();
      redraw();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  const fraction = (event: MouseEvent): number => {
    const box = el.querySelector(".gb-drawing")?.getBoundingClientRect();
    return box ? (event.clientX - box.left) / box.width : 0.5;
  };
  const pan = (zoom: number, by: number, at: number): boolean => {
    const change = kind.pan?.(payload, state, { zoom, by, at });
    if (change) set(change);
    return change != null;
  };
  const listeners: FrameLive["on"] = {
    onkeydown: keydown,
    onpointerover: (event) => {
      const id = partOf(event.target);
      if (id === hovered) return;
      hovered = id;
      redraw();
    },
    onpointerleave: () => {
      hovered = null;
      drag = null;
      redraw();
    },
    onpointerdown: (event) => {
      if (kind.pan && !isField(event.target)) drag = { x: (event as PointerEvent).clientX, moved: false };
    },
    onpointermove: (event) => {
      if (!drag) return;
      const dx = (event as PointerEvent).clientX - drag.x;
      if (Math.abs(dx) < 3) return;
      const box = el.querySelector(".gb-drawing")?.getBoundingClientRect();
      if (pan(1, -dx / (box?.width || 640), 0.5)) drag = { x: (event as PointerEvent).clientX, moved: true };
    },
    onpointerup: () => {
      drag = null;
    },
    onwheel: (event) => {
      const wheel = event as WheelEvent;
      if (!kind.pan || !(wheel.ctrlKey || el.querySelector(".gb-stage") === el.ownerDocument.activeElement)) return;
      if (pan(wheel.deltaY < 0 ? 1.15 : 1 / 1.15, 0, fraction(wheel))) wheel.preventDefault();
    },
    onclick: (event) => {
      const id = partOf(event.target);
      if (!id || isField(event.target) || (event.target as Element).closest("button")) return;
      walked = id;
      if (kind.choose) set(kind.choose(payload, state, id));
      else redraw();
    },
  };

  let seen = width();
  const resize =
    typeof window.ResizeObserver === "function"
      ? new window.ResizeObserver(() => {
          if (width() !== seen) {
            seen = width();
            redraw();
          }
        })
      : null;
  resize?.observe(el);
  // What plays waits until it is seen: a picture far down the page, or in a background tab, costs nothing.
  const sight =
    typeof window.IntersectionObserver === "function"
      ? new window.IntersectionObserver((entries) => {
          const now = entries.at(-1)?.isIntersecting ?? true;
          if (now && !visible) redraw();
          visible = now;
        })
      : null;
  sight?.observe(el);
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
