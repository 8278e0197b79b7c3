import { renderFigure, staticModel, type Plotly } from "../../figures/index";

// The script of an exported page. What it needs lies in the page: no request, no storage but the reader's theme.
const root = document.documentElement;
const part = <E extends HTMLElement>(name: string): E | null => document.querySelector<E>(`[data-page="${name}"]`);

interface EmbeddedOutput {
  readonly data?: Readonly<Record<string, unknown>>;
}
interface EmbeddedNotebook {
  readonly cells: readonly { readonly outputs?: readonly EmbeddedOutput[] }[];
}

/** Elements that Markdown or an output made cannot be scripts: the sanitiser leaves none, so these are the page's own. */
const block = (name: string): string => document.querySelector(`script[data-page="${name}"]`)?.textContent ?? "";

/** The notebook lies in the page as packed bytes. */
async function unpack(): Promise<EmbeddedNotebook> {
  const bytes = Uint8Array.from(atob(block("notebook")), (character) => character.charCodeAt(0));
  const unpacked = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return (await new Response(unpacked).json()) as EmbeddedNotebook;
}

let notebook: Promise<EmbeddedNotebook> | undefined;
const readNotebook = (): Promise<EmbeddedNotebook> => (notebook ??= unpack());

/** Plotly's script waits in the page as text, and is run when the first figure needs it. */
let plotly: Promise<Plotly> | undefined;
const loadPlotly = (): Promise<Plotly> =>
  (plotly ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.textContent = block("plotly");
    document.head.append(script);
    const loaded = (globalThis as { Plotly?: Plotly }).Plotly;
    if (loaded) resolve(loaded);
    else reject(new Error("this page does not carry Plotly"));
  }));

const alive: { redraw(): void }[] = [];

/** Where the notebook cannot be read, in a very old browser, the still drawing stays. */
async function enliven(element: HTMLElement): Promise<void> {
  const { cell, output, mime = "" } = element.dataset;
  const payload = (await readNotebook()).cells[Number(cell)]?.outputs?.[Number(output)]?.data?.[mime];
  if (payload === undefined) return;
  const model = staticModel(mime, payload);
  // The still drawing keeps its place until the living one stands, so that the text below does not jump.
  const live = document.createElement("div");
  element.style.minHeight = `${element.offsetHeight}px`;
  element.replaceChildren(live);
  renderFigure({ model, el: live, host: { loadPlotly } });
  setTimeout(() => (element.style.minHeight = ""), 1500);
  alive.push({ redraw: () => model.set(payload) });
}

function enlivenNearby(): void {
  const figures = document.querySelectorAll<HTMLElement>(".page-figure[data-mime]");
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) {
        if (!isIntersecting) continue;
        observer.unobserve(target);
        void enliven(target as HTMLElement);
      }
    },
    { rootMargin: "800px 0px" },
  );
  for (const figure of figures) observer.observe(figure);
}

const remember = (name: string, value: string): void => {
  try {
    localStorage.setItem(name, value);
  } catch {
    // A page from a file may have no storage: the choice then holds until the page is closed.
  }
};
const recall = (name: string): string | null => {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
};

function setUpTheme(button: HTMLElement): void {
  const names = (button.dataset.themes ?? "").split("|");
  const themes = ["auto", "light", "dark"];
  let at = Math.max(0, themes.indexOf(recall("gradbook-theme") ?? "auto"));
  const apply = (): void => {
    const theme = themes[at] ?? "auto";
    if (theme === "auto") root.removeAttribute("data-gb-theme");
    else root.setAttribute("data-gb-theme", theme);
    button.textContent = `${button.dataset.name}${names[at]}`;
    for (const figure of alive) figure.redraw();
  };
  button.addEventListener("click", () => {
    at = (at + 1) % themes.length;
    remember("gradbook-theme", themes[at] ?? "auto");
    apply();
  });
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", apply);
  // Paper is white.
  window.addEventListener("beforeprint", () => root.setAttribute("data-gb-theme", "light"));
  window.addEventListener("afterprint", apply);
  apply();
  button.hidden = false;
}

function setUpCode(button: HTMLElement): void {
  const sources = [...document.querySelectorAll<HTMLDetailsElement>(".page-source")];
  const anyOpen = (): boolean => sources.some(({ open }) => open);
  const label = (): void => {
    button.textContent = (anyOpen() ? button.dataset.hide : button.dataset.show) ?? "";
  };
  button.addEventListener("click", () => {
    const open = !anyOpen();
    for (const source of sources) source.open = open;
    label();
  });
  for (const source of sources) source.addEventListener("toggle", label);
  label();
  button.hidden = false;
}

function setUpDownload(button: HTMLElement): void {
  const download = async (): Promise<void> => {
    const text = JSON.stringify(await readNotebook(), null, 1) + "\n";
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "application/x-ipynb+json" }));
    link.download = button.dataset.file ?? "notebook.ipynb";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  };
  button.addEventListener("click", () => void download());
  button.hidden = false;
}

/** Marks in the contents where the reader is. */
function setUpContents(): void {
  const links = new Map<Element, HTMLAnchorElement>();
  for (const link of document.querySelectorAll<HTMLAnchorElement>(".page-toc a")) {
    const heading = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (heading) links.set(heading, link);
  }
  const wide = window.matchMedia("(min-width: 70rem)");
  const details = document.querySelector<HTMLDetailsElement>(".page-toc details");
  const fold = (): void => {
    if (details) details.open = wide.matches;
  };
  fold();
  wide.addEventListener("change", fold);
  const update = (): void => {
    let current: HTMLAnchorElement | undefined;
    for (const [heading, link] of links) if (heading.getBoundingClientRect().top < 120) current = link;
    for (const link of links.values()) {
      if (link === current) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  };
  let queued = 0;
  document.addEventListener("scroll", () => (queued ||= requestAnimationFrame(() => ((queued = 0), update()))), {
    passive: true,
  });
  update();
}

const withPart = (name: string, setUp: (element: HTMLElement) => void): void => {
  const element = part(name);
  if (element) setUp(element);
};
withPart("theme", setUpTheme);
withPart("code", setUpCode);
withPart("download", setUpDownload);
setUpContents();
enlivenNearby();
