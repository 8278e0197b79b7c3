import { defineKind, type FigureKind, type Part } from "../core/kind";
import { player, playerParts, playerTick, type Playing } from "../core/player";
import { answerAt, className, frameName, stops, tellFrame, tellPoint, type Frame } from "./model";
import { boundarySchema, type BoundaryPayload } from "./payload";
import { key, scene } from "./scene";
import { sayBoundary } from "./words";

const total = ({ frames }: BoundaryPayload): number => frames.length;
const last = (payload: BoundaryPayload): Frame | undefined => payload.frames.at(-1);
/** A run of 200 steps is over in 15 seconds, one of ten can be followed. */
const every = (payload: BoundaryPayload): number => Math.max(70, Math.min(700, 12_000 / Math.max(1, total(payload))));

function parts(payload: BoundaryPayload, state: Playing): Part[] {
  const frame = payload.frames[state.frame];
  const points = stops(payload, 600).map((i) => ({ id: `p:${i}`, label: tellPoint(payload, frame, i) }));
  return [...playerParts(payload.lang, state, total(payload), frameName(payload)), ...points];
}

/** Points of a plane in classes, and how a model divides it. */
export const boundary: FigureKind<BoundaryPayload, Playing> = defineKind({
  name: "boundary",
  version: 1,
  schema: boundarySchema,
  title: (payload) => payload.title ?? sayBoundary(payload.lang)(total(payload) ? "title" : "titlePoints"),
  caption(payload) {
    const say = sayBoundary(payload.lang);
    if (last(payload)?.line) return say("captionLine", { name: className(payload, 1) });
    return say(last(payload)?.regions ? "caption" : "captionPoints");
  },
  text(payload) {
    const { points } = payload;
    const used = [...new Set(points.class)].sort((a, b) => a - b);
    const counts = used.map((c) => `${className(payload, c)} ${points.class.filter((one) => one === c).length}`);
    return [boundary.title(payload), counts.join(", "), tellFrame(payload, last(payload))].filter(Boolean).join("\n");
  },
  table(payload) {
    const say = sayBoundary(payload.lang);
    const { points, featureNames } = payload;
    const frame = last(payload);
    const rows = points.x.map((x, i) => {
      const y = points.y[i] ?? 0;
      const answer = answerAt(payload, frame, x, y);
      const split = say(points.validation.includes(i) ? "validation" : "train");
      return [
        i + 1,
        x,
        y,
        className(payload, points.class[i] ?? 0),
        split,
        ...(frame ? [answer === null ? null : className(payload, answer)] : []),
      ];
    });
    return { columns: ["n", ...featureNames, say("class"), say("split"), ...(frame ? [say("answer")] : [])], rows };
  },
  start(payload, previous) {
    const end = Math.max(0, total(payload) - 1);
    if (previous) return { frame: Math.min(previous.frame, end), playing: previous.playing };
    return { frame: payload.autoplay ? 0 : end, playing: payload.autoplay && end > 0 };
  },
  parts,
  draw({ payload, state, env, set }) {
    const frame = env.live ? payload.frames[state.frame] : last(payload);
    const told = tellFrame(payload, frame);
    return {
      controls: player(payload.lang, state, total(payload), set, frameName(payload)),
      graphic: scene(payload, frame, env),
      below: [key(payload)],
      hint: told || sayBoundary(payload.lang)("hint"),
    };
  },
  tick: (payload, state) => playerTick(state, total(payload), every(payload)),
});
