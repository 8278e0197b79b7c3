import { h, type Child } from "../core/h";
import type { Part, View } from "../core/kind";
import { alive } from "./details";
import { mostDrawn } from "./layout";
import type { BayesPayload } from "./payload";
import { modes, start, type BayesState } from "./state";
import { sayBayes } from "./words";

/** What a click does, arrow widths, reset; in very large networks also the node around which it is drawn. */
export function controls({ payload, state, set }: View<BayesPayload, BayesState>): Child[] {
  const say = sayBayes(payload.lang);
  const button = (part: string, name: string, pressed: boolean | null, press: () => void): Child =>
    h(
      "button",
      {
        type: "button",
        tabindex: "-1",
        "data-part": part,
        onclick: press,
        ...(pressed === null ? {} : { "aria-pressed": String(pressed) }),
      },
      name,
    );
  const whole = alive(payload);
  const shown = modes.filter((mode) => whole || mode === "path");
  const choice = shown.map((mode) =>
    button(`mode:${mode}`, say(mode), state.mode === mode, () => set({ mode, marked: [] })),
  );
  return [
    h("span", { class: "gb-group", role: "group", "aria-label": say("modes") }, choice),
    whole ? button("widths", say("widths"), state.widths, () => set({ widths: !state.widths })) : null,
    button("reset", say("reset"), null, () => set({ ...start(payload), focus: state.focus })),
    payload.nodes.length > mostDrawn ? focusField(payload, state, set) : null,
  ];
}

function focusField(payload: BayesPayload, state: BayesState, set: View<BayesPayload, BayesState>["set"]): Child {
  const say = sayBayes(payload.lang);
  const order = payload.nodes.map((_, i) => i);
  order.sort((a, b) => ((payload.nodes[a]?.name ?? "") < (payload.nodes[b]?.name ?? "") ? -1 : 1));
  const options = order.map((i) => h("option", { value: i, selected: i === state.focus }, payload.nodes[i]?.name));
  const change = (event: Event): void => set({ focus: Number((event.target as HTMLSelectElement).value), open: null });
  return h(
    "label",
    {},
    say("focus"),
    h("select", { "data-part": "focus", tabindex: "-1", onchange: change, value: state.focus }, options),
  );
}

/** The controls' parts of the walk. */
export function controlParts(payload: BayesPayload, state: BayesState): Part[] {
  const say = sayBayes(payload.lang);
  const whole = alive(payload);
  const shown = modes.filter((mode) => whole || mode === "path");
  const press = (id: string, name: string, on = false): Part => ({
    id,
    label: say(on ? "pressed" : "button", { name }),
  });
  return [
    ...shown.map((mode) => press(`mode:${mode}`, say(mode))),
    ...(whole ? [press("widths", say("widths"), state.widths)] : []),
    press("reset", say("reset")),
    ...(payload.nodes.length > mostDrawn ? [press("focus", say("focus"))] : []),
  ];
}
