import * as v from "valibot";

/** The largest size of a number that a figure draws; beyond it a drawing would hold nothing else. */
export const largest = 1e100;

/** A finite number. JSON has no NaN; a gap in a curve is `null`. */
export const number = v.pipe(v.number(), v.finite(), v.minValue(-largest), v.maxValue(largest));
export const maybe = v.nullable(number);
export const index = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1e9));
export const label = v.pipe(v.string(), v.maxLength(200));
export const prose = v.pipe(v.string(), v.maxLength(2_000));
export const lang = v.optional(v.picklist(["en", "zh"]), "en");

/** A list of at most `most` of `item`. The length is looked at first: a million wrong items cost nothing. */
export function list<T extends v.GenericSchema>(item: T, most: number, least = 0) {
  return v.pipe(
    v.custom<unknown[]>(Array.isArray, "a list was expected"),
    v.minLength(least, `at least ${least} items`),
    v.maxLength(most, `at most ${most} items`),
    v.array(item),
  );
}

/** What every payload has: its language, and a title that replaces the usual one. */
export const common = { lang, title: v.optional(label) };
