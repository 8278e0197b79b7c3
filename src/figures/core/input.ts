/** What keys and pointer ask of a figure. */
export interface Wishes {
  /** To the next part, the one before, the first, the last; up and down are before and next where parts do not lie in rows. */
  walk(step: number | "first" | "last" | "up" | "down"): void;
  /** Enter or Space: what a click on the part that is reached would do. */
  press(): void;
  click(part: string): void;
  hover(part: string | null): void;
  openTable(): void;
  /** Zoom by a factor around `at`, move by a share of the width. Whether the figure does so. */
  pan(zoom: number, by: number, at: number): boolean;
  /** Nothing is reached any more. */
  leave(): void;
}

export const partOf = (target: EventTarget | null): string | null =>
  (target as Element | null)?.closest?.("[data-part]")?.getAttribute("data-part") ?? null;

export function elementOf(el: Element, part: string | null): HTMLElement | null {
  for (const element of el.querySelectorAll("[data-part]")) {
    if (element.getAttribute("data-part") === part) return element as HTMLElement;
  }
  return null;
}

export const isControl = (target: EventTarget | null): boolean =>
  (target as Element | null)?.closest?.(".gb-controls") != null;

export const isField = (target: EventTarget | null): boolean =>
  /^(INPUT|SELECT)$/.test((target as Element | null)?.tagName ?? "");

/** The listeners of a figure's stage: one tab stop; arrows walk, Enter chooses, Escape leaves. */
export function listenersOf(el: HTMLElement, wishes: Wishes): Readonly<Record<string, (event: Event) => void>> {
  const stage = (): HTMLElement | null => el.querySelector<HTMLElement>(".gb-stage");
  const box = (): DOMRect | undefined => el.querySelector(".gb-drawing")?.getBoundingClientRect();
  const keys: Readonly<Record<string, () => unknown>> = {
    ArrowRight: () => wishes.walk(1),
    ArrowDown: () => wishes.walk("down"),
    ArrowLeft: () => wishes.walk(-1),
    ArrowUp: () => wishes.walk("up"),
    Home: () => wishes.walk("first"),
    End: () => wishes.walk("last"),
    Enter: () => wishes.press(),
    " ": () => wishes.press(),
    t: () => wishes.openTable(),
    T: () => wishes.openTable(),
    "+": () => wishes.pan(1.25, 0, 0.5),
    "-": () => wishes.pan(0.8, 0, 0.5),
    Escape() {
      wishes.leave();
      stage()?.blur();
    },
  };
  let from: number | null = null;
  return {
    onkeydown(event) {
      const { key, target, ctrlKey, metaKey, altKey } = event as KeyboardEvent;
      if (ctrlKey || metaKey || altKey) return;
      if (isField(target)) {
        // A field keeps its own keys, but not from the page around: a notebook would take them.
        if (key !== "Escape" && key !== "Enter") return event.stopPropagation();
        stage()?.focus();
      } else if ((target as Element).tagName === "BUTTON" && (key === "Enter" || key === " ")) return;
      else if (keys[key]) keys[key]();
      else return;
      event.preventDefault();
      event.stopPropagation();
    },
    onpointerover: (event) => wishes.hover(isControl(event.target) ? null : partOf(event.target)),
    onpointerleave() {
      from = null;
      wishes.hover(null);
    },
    onpointerdown(event) {
      from = isControl(event.target) ? null : (event as PointerEvent).clientX;
    },
    onpointermove(event) {
      const { clientX, buttons } = event as PointerEvent;
      if (from === null || !buttons || Math.abs(clientX - from) < 3) return;
      if (wishes.pan(1, (from - clientX) / (box()?.width || 640), 0.5)) from = clientX;
    },
    onpointerup() {
      from = null;
    },
    onwheel(event) {
      const { ctrlKey, deltaY, clientX } = event as WheelEvent;
      // Without Ctrl, and where the figure has no focus, the wheel is the page's.
      if (!ctrlKey && stage() !== el.ownerDocument.activeElement) return;
      const { left, width } = box() ?? { left: 0, width: 1 };
      if (wishes.pan(deltaY < 0 ? 1.15 : 1 / 1.15, 0, (clientX - left) / width)) event.preventDefault();
    },
    onclick(event) {
      const part = partOf(event.target);
      if (part && !isField(event.target) && !(event.target as Element).closest("button")) wishes.click(part);
    },
  };
}
