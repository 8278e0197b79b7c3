import { h, type Child } from "./h";
import type { Part } from "./kind";
import { sayShared, type Lang } from "./words";

/** The state of what plays through frames. */
export interface Playing {
  readonly frame: number;
  readonly playing: boolean;
}

/** Play, step and a slider over `total` frames. */
export function player(
  lang: Lang,
  state: Playing,
  total: number,
  set: (change: Playing) => void,
  name: (frame: number) => string,
): Child[] {
  if (total < 2) return [];
  const say = sayShared(lang);
  const last = total - 1;
  const go = (frame: number, playing = false): void => set({ frame: Math.max(0, Math.min(last, frame)), playing });
  const toggle = (): void => go(!state.playing && state.frame >= last ? 0 : state.frame, !state.playing);
  const symbol = state.playing ? "❚❚ " : "▶ ";
  return [
    h(
      "span",
      { class: "gb-group", role: "group" },
      h(
        "button",
        { type: "button", tabindex: "-1", "data-part": "play", onclick: toggle },
        h("span", { "aria-hidden": "true" }, symbol),
        say(state.playing ? "pause" : "play"),
      ),
      step("back", "◀", say("back"), state.frame <= 0, () => go(state.frame - 1)),
      step("step", "▶|", say("forward"), state.frame >= last, () => go(state.frame + 1)),
    ),
    h(
      "label",
      {},
      h("input", {
        type: "range",
        tabindex: "-1",
        "data-part": "frame",
        min: 0,
        max: last,
        step: 1,
        value: state.frame,
        "aria-label": name(state.frame),
        oninput: (event) => go(Number((event.target as HTMLInputElement).value)),
      }),
      h("span", {}, name(state.frame)),
    ),
  ];
}

function step(id: string, symbol: string, name: string, disabled: boolean, press: () => void): Child {
  return h(
    "button",
    { type: "button", tabindex: "-1", "data-part": id, disabled, "aria-label": name, title: name, onclick: press },
    h("span", { "aria-hidden": "true" }, symbol),
  );
}

/** The player's parts of the walk. */
export function playerParts(lang: Lang, state: Playing, total: number, name: (frame: number) => string): Part[] {
  if (total < 2) return [];
  const say = sayShared(lang);
  return [
    { id: "play", label: say("button", { name: say(state.playing ? "pause" : "play") }) },
    { id: "back", label: say("button", { name: say("back") }) },
    { id: "step", label: say("button", { name: say("forward") }) },
    { id: "frame", label: say("slider", { name: name(state.frame), value: state.frame + 1 }) },
  ];
}

/** The next frame, `every` ms later; stops at the last. */
export function playerTick(state: Playing, total: number, every: number): { after: number; change: Playing } | null {
  if (!state.playing || total < 2) return null;
  const frame = Math.min(state.frame + 1, total - 1);
  return { after: every, change: { frame, playing: frame < total - 1 } };
}
