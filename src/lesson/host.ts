import path from "node:path";
import { renderCard } from "./pure/card";
import type { Card } from "./pure/card";
import type { Language } from "./pure/text";

/** What a notebook kernel offers to a library, as far as cards need it. */
interface Host {
  display(data: Readonly<Record<string, unknown>>): void;
  interrupted(): boolean;
}

function host(): Host | undefined {
  return (globalThis as unknown as Record<symbol, Host | undefined>)[Symbol.for("Jupyter.host")];
}

/** Whether the learner has interrupted the running cell. */
export const interrupted = (): boolean => host()?.interrupted() ?? false;

/** Shows a card: in a notebook below the cell, in a plain program as text. */
export function showCard(card: Card): void {
  const bundle = renderCard(card);
  const notebook = host();
  if (notebook) notebook.display({ ...bundle });
  else console.log(bundle["text/plain"]);
}

/** The language of texts: `GRADBOOK_LANG`, else Chinese below a folder `zh`, else English. */
export function language(): Language {
  const wanted = process.env.GRADBOOK_LANG?.toLowerCase();
  if (wanted) return wanted.startsWith("zh") ? "zh" : "en";
  return process.cwd().split(path.sep).includes("zh") ? "zh" : "en";
}
