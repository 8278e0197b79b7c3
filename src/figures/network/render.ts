import { columns as align, count, short } from "../core/format";
import { h, type Child, type VNode } from "../core/h";
import { defineKind, type FigureKind, type FigureTable, type Part, type View } from "../core/kind";
import { player, playerParts, playerTick, type Playing } from "../core/player";
import { sayShared } from "../core/words";
import { computable, forward } from "./forward";
import { layerName, told, unitName } from "./formula";
import { networkSchema, shownUnits, type NetworkPayload } from "./payload";
import { diagram, unitId, widest } from "./scene";
import { sayNetwork } from "./words";

interface NetworkState extends Playing {
  /** The input, as the reader moved it; null until they do. */
  readonly moved: readonly number[] | null;
}

const mostFields = 8;
const isChain = ({ layers }: NetworkPayload): boolean => layers.length > 0;
const inputOf = ({ inputs, samples }: NetworkPayload, { moved, frame }: NetworkState): readonly number[] | null =>
  moved ?? samples[frame]?.values ?? inputs.values ?? null;
const sampleName =
  ({ lang, samples, inputs }: NetworkPayload) =>
  (frame: number): string => {
    const sample = samples[frame];
    const numbers =
      sample?.values.length === inputs.units && inputs.units <= 4
        ? `(${sample.values.map((x) => short(x)).join(", ")})`
        : "";
    return sample?.label || numbers || sayShared(lang)("of", { n: frame + 1, total: samples.length });
  };
const inputName = ({ inputs }: NetworkPayload, i: number): string => inputs.names?.[i] ?? `x${i + 1}`;

/** Inputs that can be moved: where all numbers are here, and there are few. */
function fields(payload: NetworkPayload): number[] {
  if (!payload.inputs.values || !computable(payload)) return [];
  return payload.inputs.values.map((_, i) => i).slice(0, mostFields);
}

function controls({ payload, state, set }: View<NetworkPayload, NetworkState>): Child[] {
  const say = sayNetwork(payload.lang);
  const input = inputOf(payload, state) ?? [];
  const moving = fields(payload).map((i) => {
    const value = input[i] ?? 0;
    const [low, high] = payload.inputs.ranges?.[i] ?? [Math.min(-2, value), Math.max(2, value)];
    const name = inputName(payload, i);
    const move = (event: Event): void => {
      const typed = Number((event.target as HTMLInputElement).value);
      if (Number.isFinite(typed)) set({ moved: input.map((x, k) => (k === i ? typed : x)) });
    };
    const shared = {
      tabindex: "-1",
      step: (high - low) / 100 || 0.01,
      value: Number(value.toPrecision(4)),
      oninput: move,
    };
    return h(
      "label",
      {},
      h("span", { "aria-hidden": "true" }, name),
      h("input", {
        type: "range",
        "data-part": `in:${i}`,
        min: low,
        max: high,
        "aria-label": say("inputField", { name }),
        ...shared,
      }),
      h("output", { "aria-hidden": "true" }, short(value)),
    );
  });
  const play = player(
    payload.lang,
    state,
    payload.samples.length,
    (change) => set({ ...change, moved: null }),
    sampleName(payload),
  );
  if (!moving.length || !state.moved) return [...play, ...moving];
  return [
    ...play,
    ...moving,
    h(
      "button",
      { type: "button", tabindex: "-1", "data-part": "reset", onclick: () => set({ moved: null }) },
      say("reset"),
    ),
  ];
}

function parts(payload: NetworkPayload, state: NetworkState): Part[] {
  if (!isChain(payload)) return [];
  const say = sayShared(payload.lang);
  const input = inputOf(payload, state);
  const values = forward(payload, input);
  const sizes = [payload.inputs.units, ...payload.layers.map(({ units }) => units)];
  const units = sizes.flatMap((n, column) =>
    shownUnits(n).map((unit) => ({ id: unitId(column, unit), label: told(payload, values, column, unit) })),
  );
  const sliders = fields(payload).map((i) => ({
    id: `in:${i}`,
    label: say("slider", { name: inputName(payload, i), value: short(input?.[i] ?? 0, 4) }),
  }));
  const reset = state.moved ? [{ id: "reset", label: say("button", { name: sayNetwork(payload.lang)("reset") }) }] : [];
  return [
    ...playerParts(payload.lang, state, payload.samples.length, sampleName(payload)),
    ...sliders,
    ...reset,
    ...units,
  ];
}

/** A line a module: what any network comes down to. */
function moduleTable(payload: NetworkPayload): FigureTable {
  const say = sayNetwork(payload.lang);
  const rows = payload.modules.map(({ path, depth, type, detail, parameters }) => [
    `${"  ".repeat(depth)}${path || "·"}`,
    type,
    detail,
    parameters,
  ]);
  return { columns: [say("module"), say("type"), say("detail"), say("count")], rows };
}

function moduleList(payload: NetworkPayload, width: number): VNode {
  const say = sayNetwork(payload.lang);
  const row = 22;
  const most = 60;
  const shown = payload.modules.slice(0, most);
  const left = payload.left + payload.modules.length - shown.length;
  const height = (shown.length + (left ? 1 : 0)) * row + 8;
  const lines = shown.map(({ depth, type, path, detail, parameters }, i) => {
    const x = 6 + Math.min(depth, 8) * 16;
    const y = i * row + 18;
    const indent = depth
      ? h("path", { d: `M${x - 9} ${y - 16}v12h6`, fill: "none", stroke: "var(--gb-line, #c4cad1)" })
      : null;
    const about = width < 420 ? detail : [path, detail].filter(Boolean).join("  ");
    return h(
      "g",
      {},
      indent,
      h(
        "text",
        { x, y, "font-size": 12 },
        h("tspan", { "font-weight": 600 }, type),
        h("tspan", { dx: 8, fill: "var(--gb-muted, #59636e)" }, about),
      ),
      h("text", { x: width - 6, y, "font-size": 12, "text-anchor": "end" }, count(parameters)),
    );
  });
  const rest = left
    ? h("text", { x: 6, y: shown.length * row + 18, "font-size": 12 }, say("left", { n: count(left) }))
    : null;
  return h(
    "svg",
    { class: "gb-svg", width, height, viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true" },
    lines,
    rest,
  );
}

/** A network: layers, units, weights, activations, and the formula of any unit. */
export const network: FigureKind<NetworkPayload, NetworkState> = defineKind({
  name: "network",
  version: 1,
  schema: networkSchema,
  title: ({ title, lang, epoch }) => {
    const say = sayNetwork(lang);
    const name = title ?? say("title");
    return epoch === undefined ? name : `${name} · ${say("epoch", { n: epoch })}`;
  },
  caption(payload) {
    const say = sayNetwork(payload.lang);
    const total = count(payload.parameters);
    if (!isChain(payload)) return say("captionModules", { n: payload.modules.length + payload.left, total });
    const sizes = [payload.inputs.units, ...payload.layers.map(({ units }) => units)];
    const layers = sizes.map((n, i) => `${layerName(payload, i)} (${count(n)})`).join(" → ");
    const w = widest(payload);
    return (
      say("caption", { layers, total }) +
      (w ? `${payload.lang === "zh" ? "" : " "}${say("scale", { w: short(w) })}` : "")
    );
  },
  text(payload) {
    const say = sayNetwork(payload.lang);
    const { columns, rows } = moduleTable(payload);
    const cells = rows.map((row) => row.map((cell) => (typeof cell === "number" ? count(cell) : String(cell ?? ""))));
    return [
      network.title(payload),
      align([columns, ...cells]),
      say("parameters", { n: count(payload.parameters) }),
    ].join("\n");
  },
  table(payload) {
    if (!isChain(payload)) return moduleTable(payload);
    const say = sayNetwork(payload.lang);
    const rows = payload.layers.flatMap((layer, i) =>
      layer.rows.slice(0, 64).map((unit, r) => [
        unitName(payload, i + 1, unit),
        layer.after.map(({ name, op }) => name ?? op).join(", ") || layer.type,
        layer.columns
          .slice(0, 16)
          .map((_, c) => short(layer.weights[r * layer.columns.length + c]))
          .join("  ") + (layer.columns.length > 16 ? " …" : ""),
        layer.bias?.[r] ?? null,
      ]),
    );
    const weights = payload.lang === "zh" ? "权重" : "weights";
    return { columns: [say("module"), say("type"), weights, say("bias")], rows };
  },
  start(payload, previous) {
    const moved = previous?.moved?.length === payload.inputs.units ? previous.moved : null;
    const frame = Math.min(previous?.frame ?? 0, Math.max(0, payload.samples.length - 1));
    return { moved, frame, playing: previous?.playing ?? false };
  },
  parts,
  tick: (payload, state) => playerTick(state, payload.samples.length, 1_200),
  draw(view) {
    const { payload, state, env } = view;
    const say = sayNetwork(payload.lang);
    if (!isChain(payload)) return { graphic: moduleList(payload, env.width), hint: say("hintModules") };
    return {
      controls: controls(view),
      graphic: diagram(payload, forward(payload, inputOf(payload, state)), env.width, env.active),
      hint: say(fields(payload).length ? "hintInputs" : "hint"),
    };
  },
});
