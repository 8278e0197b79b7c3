import { extent } from "../core/axis";
import { short } from "../core/format";
import { h, type Child } from "../core/h";
import { defineKind, type FigureKind, type Part, type View } from "../core/kind";
import { sayShared } from "../core/words";
import { linesOf, quantities, stops, told, type LossState } from "./model";
import { lossSchema, type LossPayload } from "./payload";
import { attachPlotly } from "./plotly";
import { key, plot } from "./scene";
import { quantityName, sayLoss } from "./words";

const hasValidation = ({ runs }: LossPayload): boolean =>
  runs.some((run) => run.series.some(({ split }) => split === "validation"));

function controls({ payload, state, set }: View<LossPayload, LossState>): Child[] {
  const say = sayLoss(payload.lang);
  const names = quantities(payload);
  const tab = (quantity: string): Child =>
    h(
      "button",
      {
        type: "button",
        tabindex: "-1",
        "data-part": `show:${quantity}`,
        "aria-pressed": String(quantity === state.quantity),
        onclick: () => set({ quantity }),
      },
      quantityName(quantity, payload.lang),
    );
  return [
    names.length > 1 ? h("span", { class: "gb-group", role: "group" }, names.map(tab)) : null,
    h(
      "button",
      {
        type: "button",
        tabindex: "-1",
        "data-part": "log",
        "aria-pressed": String(state.log),
        onclick: () => set({ log: !state.log }),
      },
      say("log"),
    ),
  ];
}

function parts(payload: LossPayload): Part[] {
  const say = sayLoss(payload.lang);
  const press = sayShared(payload.lang);
  const names = quantities(payload);
  return [
    ...stops(payload).map((x) => ({ id: `x:${x}`, label: told(payload, x) })),
    ...(names.length > 1
      ? names.map((quantity) => {
          const name = say("show", { quantity: quantityName(quantity, payload.lang) });
          return { id: `show:${quantity}`, label: press("button", { name }) };
        })
      : []),
    { id: "log", label: press("button", { name: say("log") }) },
  ];
}

/** Curves of training: several runs, training and validation, metrics, marks of early stopping. */
export const loss: FigureKind<LossPayload, LossState> = defineKind({
  name: "loss",
  version: 1,
  schema: lossSchema,
  title: ({ title, lang }) => title ?? sayLoss(lang)("title"),
  caption(payload) {
    const say = sayLoss(payload.lang);
    const [first = "loss"] = quantities(payload);
    return hasValidation(payload)
      ? say("caption")
      : say("captionTrain", { quantity: quantityName(first, payload.lang) });
  },
  text(payload) {
    const say = sayLoss(payload.lang);
    const unit = say(payload.unit);
    const rows = quantities(payload).flatMap((quantity) =>
      linesOf(payload, quantity)
        .filter(({ x }) => x.length)
        .map((line) => {
          const [low, high] = extent(line.y);
          const ends = {
            first: short(line.y[0], 4),
            value: short(line.y.at(-1), 4),
            x0: short(line.x[0]),
            x1: short(line.x.at(-1), 6),
          };
          const name = quantityName(quantity, payload.lang);
          return say("last", {
            name: line.name,
            quantity: name,
            unit,
            ...ends,
            low: short(low, 4),
            high: short(high, 4),
          });
        }),
    );
    return [loss.title(payload), ...(rows.length ? rows : [say("none")])].join("\n");
  },
  table(payload) {
    const lines = quantities(payload).flatMap((quantity) =>
      linesOf(payload, quantity).map((line) => ({
        ...line,
        name: `${quantityName(quantity, payload.lang)} · ${line.name}`,
      })),
    );
    const rows = stops(payload, 1_000).map((x) => [x, ...lines.map(({ x: xs, y }) => y[xs.indexOf(x)] ?? null)]);
    return { columns: [sayLoss(payload.lang)(payload.unit), ...lines.map(({ name }) => name)], rows };
  },
  start(payload, previous) {
    const names = quantities(payload);
    const kept = previous && names.includes(previous.quantity) ? previous.quantity : undefined;
    return { quantity: kept ?? names[0] ?? "loss", log: previous?.log ?? false, plotly: previous?.plotly ?? false };
  },
  parts,
  draw(view) {
    const { payload, state, env } = view;
    const say = sayLoss(payload.lang);
    const shown = env.live ? [state.quantity] : quantities(payload).slice(0, 2);
    const drawn = state.plotly && env.live && linesOf(payload, state.quantity).length > 0;
    return {
      controls: controls(view),
      graphic: drawn
        ? h("div", { class: "gb-plot", opaque: true, "aria-hidden": "true" })
        : plot(payload, state, env, shown.length ? shown : ["loss"]),
      below: drawn ? [] : [key(payload, shown)],
      hint: state.log ? say("logOn", { quantity: quantityName(state.quantity, payload.lang) }) : say("hint"),
    };
  },
  attach: attachPlotly,
});
