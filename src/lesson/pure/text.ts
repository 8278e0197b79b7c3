/** The languages of the course. */
export type Language = "en" | "zh";

/** A text for learners: one string for every language, or one in each. */
export type Text = string | { readonly en: string; readonly zh: string };

/** The text in a language. */
export function say(text: Text, language: Language): string {
  return typeof text === "string" ? text : text[language];
}

/** Makes a text of both languages by the same steps. */
export function inBoth(make: (language: Language) => string): Text {
  return { en: make("en"), zh: make("zh") };
}
