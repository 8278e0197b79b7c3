import { h, type VNode } from "./h";

const light = `--gb-pos:#0a66c2;--gb-neg:#c2500a;--gb-accent:#6b3fd4;--gb-good:#1a7f37;--gb-c0:#0a66c2;--gb-c1:#c2500a;--gb-c2:#1a7f5a;--gb-c3:#a03a9a;--gb-c4:#8a6d00;--gb-c5:#4a5568;--gb-fill:.16`;
const dark = `--gb-pos:#6bb3ff;--gb-neg:#ffa054;--gb-accent:#b79cff;--gb-good:#5fd38a;--gb-c0:#6bb3ff;--gb-c1:#ffa054;--gb-c2:#5fd3a8;--gb-c3:#e48ade;--gb-c4:#e0c14a;--gb-c5:#a8b3c4;--gb-fill:.22`;
const paper = `--gb-fg:var(--jp-ui-font-color1,#1f2328);--gb-muted:color-mix(in srgb,var(--jp-ui-font-color0,#0b0d0f) 66%,var(--jp-layout-color0,#fff));--gb-line:var(--jp-border-color1,#c4cad1);--gb-soft:var(--jp-border-color2,#e3e7eb);--gb-bg:var(--jp-layout-color0,#fff);--gb-panel:var(--jp-layout-color2,#f3f5f7)`;
const night = `--gb-fg:var(--jp-ui-font-color1,#e8eaed);--gb-muted:color-mix(in srgb,var(--jp-ui-font-color0,#f2f4f6) 68%,var(--jp-layout-color0,#15181c));--gb-line:var(--jp-border-color1,#4b525b);--gb-soft:var(--jp-border-color2,#353b43);--gb-bg:var(--jp-layout-color0,#15181c);--gb-panel:var(--jp-layout-color1,#22272e)`;

/** The style sheet of all figures. A page sets `data-gb-theme="light|dark"` on a parent to choose; JupyterLab does so itself. */
export const figureCss = `
.gb-figure{${light};${paper};display:block;margin:4px 0 8px;max-width:820px;color:var(--gb-fg);font:13px/1.45 var(--jp-ui-font-family,system-ui,-apple-system,"Segoe UI","Noto Sans","Noto Sans CJK SC","PingFang SC","Microsoft YaHei",sans-serif);text-align:left}
@media (prefers-color-scheme:dark){.gb-figure{${dark};${night}}}
[data-jp-theme-light="true"] .gb-figure,[data-gb-theme="light"] .gb-figure{${light};${paper}}
[data-jp-theme-light="false"] .gb-figure,[data-gb-theme="dark"] .gb-figure{${dark};${night}}
.gb-figure *{box-sizing:border-box}
.gb-figure .gb-title{font-weight:600;font-size:14px;margin:0 0 4px}
.gb-figure .gb-stage{position:relative;overflow-x:auto;overflow-y:hidden;border-radius:6px;}
.gb-figure .gb-stage:focus-visible,.gb-figure .gb-stage:focus{outline:2px solid var(--gb-accent);outline-offset:-1px}
.gb-figure svg.gb-svg{fill:var(--gb-fg);display:block;max-width:100%;height:auto;font-family:inherit}
.gb-figure .gb-wide svg.gb-svg{max-width:none}
.gb-figure .gb-controls{display:flex;flex-wrap:wrap;gap:6px 12px;align-items:center;margin:4px 0 6px}
.gb-figure .gb-controls:empty{display:none}
.gb-figure .gb-controls label,.gb-figure .gb-controls .gb-group{display:inline-flex;gap:6px;align-items:center}
.gb-figure button{font:inherit;color:var(--gb-fg);background:var(--gb-panel);border:1px solid var(--gb-line);border-radius:5px;padding:2px 9px;min-height:26px;cursor:pointer}
.gb-figure button:hover{border-color:var(--gb-muted)}
.gb-figure button[aria-pressed="true"]{background:var(--gb-fg);color:var(--gb-bg);border-color:var(--gb-fg)}
.gb-figure button[disabled]{color:var(--gb-muted);cursor:default;opacity:.6}
.gb-figure input[type="range"]{accent-color:var(--gb-accent);width:130px;max-width:40vw;margin:0}
.gb-figure input[type="number"]{font:inherit;width:76px;color:var(--gb-fg);background:var(--gb-bg);border:1px solid var(--gb-line);border-radius:4px;padding:1px 4px}
.gb-figure input:focus-visible{outline:2px solid var(--gb-accent)}
.gb-figure .gb-readout{min-height:3em;margin:4px 0 0;padding:5px 9px;border-left:3px solid var(--gb-accent);background:var(--gb-panel);border-radius:0 5px 5px 0;overflow-wrap:anywhere;white-space:pre-line;font-variant-numeric:tabular-nums}
.gb-figure .gb-readout:empty{min-height:0;padding:0;border:0}
.gb-figure .gb-readout.gb-hint{color:var(--gb-muted);border-color:var(--gb-line)}
.gb-figure figcaption{font-size:13px;line-height:1.45;color:var(--gb-muted);margin:5px 0 0;padding:0;text-align:left;font-style:normal;max-width:72ch}
.gb-figure details{margin:4px 0 0;color:var(--gb-muted)}
.gb-figure summary{cursor:pointer;width:max-content;padding:1px 4px;border-radius:4px}
.gb-figure .gb-scroll{overflow-x:auto;max-height:320px;overflow-y:auto}
.gb-figure table{border-collapse:collapse;font-size:12px;font-variant-numeric:tabular-nums;margin:4px 0;color:var(--gb-fg);border:0;width:auto}
.gb-figure th,.gb-figure td{padding:2px 10px 2px 4px;border:0;border-bottom:1px solid var(--gb-soft);text-align:left;vertical-align:top;background:none;max-width:46ch;white-space:normal}
.gb-figure thead th{border-bottom:1px solid var(--gb-line);font-weight:600}
.gb-figure td.gb-number,.gb-figure th.gb-number{text-align:right}
.gb-figure .gb-table{font-size:13px}
.gb-figure .gb-table th[scope="row"]{font-weight:500}
.gb-figure .gb-table th[data-active],.gb-figure .gb-row{background:var(--gb-panel)}
.gb-figure .gb-table th[data-active]{outline:2px solid var(--gb-accent)}
.gb-figure .gb-cell{display:inline-flex;gap:8px;align-items:center}
.gb-figure [data-part]{cursor:pointer}
.gb-figure .gb-controls [data-active]{outline:2px solid var(--gb-accent);outline-offset:2px;border-radius:5px}
.gb-figure summary[data-active]{outline:2px solid var(--gb-accent)}
.gb-figure .gb-key{display:inline-flex;gap:4px 14px;flex-wrap:wrap;color:var(--gb-muted);font-size:12px;align-items:center}
.gb-figure .gb-key svg{vertical-align:-2px;margin-right:4px}
.gb-figure .gb-unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.gb-figure .gb-note{margin:6px 0 2px;padding:0 2px;overflow-wrap:anywhere}
.gb-figure .gb-weak{color:var(--gb-muted)}
.gb-figure .gb-track{width:min(180px,30vw);height:10px;margin-top:4px;background:var(--gb-soft)}
.gb-figure .gb-bar{height:10px;background:var(--gb-pos);print-color-adjust:exact}
.gb-figure tr[data-active]{outline:2px solid var(--gb-accent);outline-offset:-2px}
.gb-figure tr.gb-row th{font-weight:700}
.gb-figure select{font:inherit;max-width:46vw;color:var(--gb-fg);background:var(--gb-bg);border:1px solid var(--gb-line);border-radius:4px;padding:2px 4px}
.gb-message{border:1px solid #c2500a;border-left-width:4px;border-radius:5px;padding:8px 12px;max-width:72ch;font:13px/1.45 var(--jp-ui-font-family,system-ui,sans-serif);color:var(--jp-ui-font-color1,inherit);overflow-wrap:anywhere}
@media (forced-colors:active){.gb-figure{--gb-fg:CanvasText;--gb-bg:Canvas;--gb-line:CanvasText;--gb-muted:CanvasText;--gb-soft:GrayText;--gb-panel:Canvas;--gb-accent:Highlight}.gb-figure svg{forced-color-adjust:auto}}
@media (prefers-reduced-motion:no-preference){.gb-figure .gb-move{transition:transform .16s ease-out,fill-opacity .16s}}
@media print{.gb-figure .gb-controls,.gb-figure .gb-readout{display:none}.gb-figure .gb-wide svg.gb-svg{max-width:100%}.gb-figure .gb-stage,.gb-figure .gb-scroll{overflow:visible;max-height:none}.gb-figure{break-inside:avoid}}
`;

/** The style sheet as an element of static markup. */
export const styleElement = (): VNode => h("style", {}, figureCss);

/** Puts the style sheet into the page that holds `el`, once. */
export function installStyle(el: Element): void {
  const root = el.getRootNode();
  const document = el.ownerDocument;
  const home: ParentNode & Node = "host" in root ? (root as ShadowRoot) : document.head;
  if (home.querySelector("style[data-gradbook-figures]")) return;
  const style = document.createElement("style");
  style.setAttribute("data-gradbook-figures", "");
  style.textContent = figureCss;
  home.appendChild(style);
}

/** Drawings name colours by these: the page's theme decides, and markup alone still has a colour. */
export const ink = {
  fg: "var(--gb-fg, #1f2328)",
  muted: "var(--gb-muted, #59636e)",
  line: "var(--gb-line, #c4cad1)",
  soft: "var(--gb-soft, #e3e7eb)",
  bg: "var(--gb-bg, #ffffff)",
  panel: "var(--gb-panel, #f3f5f7)",
  positive: "var(--gb-pos, #0a66c2)",
  negative: "var(--gb-neg, #c2500a)",
  accent: "var(--gb-accent, #6b3fd4)",
  good: "var(--gb-good, #1a7f37)",
} as const;

const categories = ["#0a66c2", "#c2500a", "#1a7f5a", "#a03a9a", "#8a6d00", "#4a5568"];

/** The colour of the i-th class or run. Its shape or dash must tell it too. */
export const category = (i: number): string => {
  const at = i % categories.length;
  return `var(--gb-c${at}, ${categories[at] ?? "#0a66c2"})`;
};
/** The dash of the i-th run. */
export const dashes = ["", "7 4", "2 3", "9 3 2 3", "1 4", "12 4"] as const;
/** Blue and unbroken for plus, orange and dashed for minus. */
export const signed = (value: number): { stroke: string; "stroke-dasharray"?: string } =>
  value < 0 ? { stroke: ink.negative, "stroke-dasharray": "5 3" } : { stroke: ink.positive };
