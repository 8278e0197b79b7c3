import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { figureFor, figures, PayloadError, toStill } from "../../src/figures/index";
import { hostile } from "./stories/hostile";
import { stories, type Story } from "./stories/index";

/** The markup, or null where the payload is refused. Any other error is a fault of ours. */
function draw(mime: string, payload: unknown): string | null {
  try {
    return toStill(mime, payload);
  } catch (error) {
    if (error instanceof PayloadError) return null;
    throw error;
  }
}

/** What must never be in markup: an element, a listener or a colour function that came out of a payload. */
const alive = /<(script|img|iframe|object|embed|link|meta)|\son[a-z]+="|javascript:/i;

describe("hostile payloads", () => {
  it.each(hostile.map((one) => [one.name, one] as const))("%s", (_, { mime, payload, drawn }) => {
    const markup = draw(mime, payload);
    expect(markup !== null).toBe(drawn);
    expect(markup ?? "").not.toMatch(alive);
    if (drawn) expect(markup).not.toContain("NaN");
  });

  it("a million items are refused", () => {
    const points = { x: new Array(1e6).fill(0), y: new Array(1e6).fill(0), class: new Array(1e6).fill(0) };
    expect(
      draw("application/vnd.gradbook.boundary.v1+json", { classNames: [], domain: { x: [0, 1], y: [0, 1] }, points }),
    ).toBeNull();
  });

  it("any JSON is refused or drawn", () => {
    fc.assert(
      fc.property(fc.constantFrom(...figures.map(({ mime }) => mime)), fc.jsonValue(), (mime, payload) => {
        expect(draw(mime, payload) ?? "").not.toMatch(alive);
      }),
      { numRuns: 300 },
    );
  });
});

describe("good payloads with one thing changed", () => {
  let all: Story[] = [];
  beforeAll(async () => {
    all = await stories();
  });

  const poison = [
    NaN,
    Infinity,
    -1,
    1e99,
    1e300,
    0.5,
    null,
    "",
    "<img src=x onerror=alert(1)>",
    "\u0000\u202e",
    [],
    {},
    true,
  ];

  it("are refused or drawn, never worse", () => {
    const count = all.length;
    fc.assert(
      fc.property(fc.nat({ max: count - 1 }), fc.constantFrom(...poison), fc.nat(), (which, value, where) => {
        const { kind, payload } = all[which] as Story;
        const changed = poisoned(payload, value, where);
        expect(draw(figureFor(`application/vnd.gradbook.${kind}.v1+json`)?.mime ?? "", changed) ?? "").not.toMatch(
          alive,
        );
      }),
      { numRuns: 400 },
    );
  });
});

/** A copy with the n-th place (counted over all leaves) holding another value. */
function poisoned(payload: object, value: unknown, n: number): unknown {
  const copy = structuredClone(payload);
  const places: [object, string][] = [];
  const visit = (node: object): void => {
    for (const [key, child] of Object.entries(node).slice(0, 40)) {
      places.push([node, key]);
      if (typeof child === "object" && child !== null) visit(child as object);
    }
  };
  visit(copy);
  const [node, key] = places[n % places.length] as [object, string];
  (node as Record<string, unknown>)[key] = value;
  return copy;
}
