import { Figure } from "./figure";
import { language } from "./language";
import { gap } from "./numbers";

export interface EventLike {
  readonly year: number;
  readonly name: string;
  /** A size on a log axis, such as a number of parameters; an event without one stands in a band of its own. */
  readonly value?: number | undefined;
  /** What happened, in a sentence or two. */
  readonly note?: string | undefined;
  /** Where the fact is from: author, title, year. */
  readonly source?: string | undefined;
}

export interface TimelineOptions {
  title?: string;
  /** What `value` counts. */
  valueName?: string;
}

/**
 * Events on an axis of years, to zoom and walk; sizes stand on a log axis.
 *
 * @example
 * show.timeline([{ year: 1958, name: "Perceptron" }, { year: 2020, name: "GPT-3", value: 175e9 }]).kind; // -> "timeline"
 */
export function timeline(
  events: readonly EventLike[],
  options: TimelineOptions = {},
): Figure<[readonly EventLike[], TimelineOptions]> {
  return new Figure("timeline", timelinePayload, [events, options]);
}

/** The payload of `timeline`. */
export function timelinePayload(events: readonly EventLike[], { title, valueName }: TimelineOptions = {}): object {
  return {
    lang: language(),
    ...(title === undefined ? {} : { title }),
    ...(valueName === undefined ? {} : { valueName }),
    events: events.map(({ year, name, value, note, source }) => ({
      year,
      name,
      ...(note === undefined ? {} : { text: note }),
      ...(source === undefined ? {} : { source }),
      ...(value !== undefined && value > 0 && gap(value) != null ? { value: gap(value) } : {}),
    })),
  };
}
