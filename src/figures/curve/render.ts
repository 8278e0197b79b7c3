import { extent } from "../core/axis";
import { short } from "../core/format";
import { defineKind, type FigureKind, type Part } from "../core/kind";
import { player, playerParts, playerTick, type Playing } from "../core/player";
import { stops, told, total, valuesAt } from "./model";
import { curveSchema, type CurvePayload } from "./payload";
import { lastFrame, legend, scene } from "./scene";
import { sayCurve } from "./words";

const frameName = (payload: CurvePayload) => (frame: number) =>
  sayCurve(payload.lang)("step", { n: frame, total: lastFrame(payload) });

function parts(payload: CurvePayload, state: Playing): Part[] {
  if (!payload.paths.length) return stops(payload).map((i) => ({ id: `s:${i}`, label: valuesAt(payload, i) }));
  const points = payload.paths.map((path, i) => ({ id: `path:${i}`, label: told(payload, path, state.frame) }));
  return [...playerParts(payload.lang, state, total(payload), frameName(payload)), ...points];
}

/** Whether each step goes against the slope; a point may also just walk along its curve. */
const goesDown = (paths: CurvePayload["paths"]): boolean =>
  paths.every(({ points }) => points.every((p, i) => ((points[i + 1] ?? p).x - p.x) * p.slope <= 0));

/** Curves of functions, with points that roll down by the slope. */
export const curve: FigureKind<CurvePayload, Playing> = defineKind({
  name: "curve",
  version: 1,
  schema: curveSchema,
  title: ({ title, lang, paths, yName }) =>
    title ?? sayCurve(lang)(!paths.length ? "titlePlain" : goesDown(paths) ? "title" : "titleWalk", { y: yName }),
  caption: ({ lang, paths, xName, yName, curves }) => {
    const names = curves.map(({ name }) => name).filter(Boolean);
    const y = names.length ? names.join(", ") : yName;
    return sayCurve(lang)(!paths.length ? "captionPlain" : goesDown(paths) ? "caption" : "captionWalk", {
      x: xName,
      y,
    });
  },
  text(payload) {
    const rows = payload.paths.map((path) => told(payload, path, path.points.length - 1));
    const [low, high] = extent(payload.x);
    const ends = [0, payload.x.length - 1].map((i) => valuesAt(payload, i));
    const head = `${curve.title(payload)}: ${payload.xName} ${short(low)} ... ${short(high)}`;
    return [head, ...(rows.length ? rows : ends)].join("\n");
  },
  table(payload) {
    const say = sayCurve(payload.lang);
    if (!payload.paths.length) {
      const names = payload.curves.map(({ name }) => name || payload.yName);
      const rows = stops(payload).map((i) => [payload.x[i] ?? null, ...payload.curves.map(({ y }) => y[i] ?? null)]);
      return { columns: [payload.xName, ...names], rows };
    }
    const named = payload.paths.some(({ name }) => name);
    const rows = payload.paths.flatMap(({ name, points }) =>
      points.map((p, n) => [...(named ? [name] : []), n, p.x, p.y, p.slope]),
    );
    return { columns: [...(named ? [say("path")] : []), "n", payload.xName, payload.yName, say("slope")], rows };
  },
  start(payload, previous) {
    if (previous) return { frame: Math.min(previous.frame, lastFrame(payload)), playing: previous.playing };
    return { frame: 0, playing: payload.autoplay && total(payload) > 1 };
  },
  parts,
  draw({ payload, state, env, set }) {
    const say = sayCurve(payload.lang);
    const key = legend(payload);
    return {
      controls: player(payload.lang, state, total(payload), set, frameName(payload)),
      graphic: scene(payload, env.live ? state.frame : lastFrame(payload), env),
      below: key ? [key] : [],
      hint: payload.paths.length
        ? payload.paths.map((path) => told(payload, path, state.frame)).join("\n")
        : say("hintPlain"),
    };
  },
  tick: (payload, state) => playerTick(state, total(payload), payload.every),
});
