import { liteAdaptor, type LiteAdaptor } from "mathjax-full/js/adaptors/liteAdaptor.js";
import type { LiteDocument } from "mathjax-full/js/adaptors/lite/Document.js";
import type { LiteElement } from "mathjax-full/js/adaptors/lite/Element.js";
import type { LiteText } from "mathjax-full/js/adaptors/lite/Text.js";
import { AssistiveMmlHandler } from "mathjax-full/js/a11y/assistive-mml.js";
import { RegisterHTMLHandler } from "mathjax-full/js/handlers/html.js";
import { TeX } from "mathjax-full/js/input/tex.js";
import "mathjax-full/js/input/tex/ams/AmsConfiguration.js";
import "mathjax-full/js/input/tex/base/BaseConfiguration.js";
import "mathjax-full/js/input/tex/boldsymbol/BoldsymbolConfiguration.js";
import "mathjax-full/js/input/tex/cancel/CancelConfiguration.js";
import "mathjax-full/js/input/tex/color/ColorConfiguration.js";
import "mathjax-full/js/input/tex/mathtools/MathtoolsConfiguration.js";
import "mathjax-full/js/input/tex/newcommand/NewcommandConfiguration.js";
import "mathjax-full/js/input/tex/noundefined/NoUndefinedConfiguration.js";
import { mathjax } from "mathjax-full/js/mathjax.js";
import { SafeHandler } from "mathjax-full/js/ui/safe/SafeHandler.js";
import { SVG } from "mathjax-full/js/output/svg.js";
import { escapeHtml } from "./sanitize";

/** No `html` and no `require`: TeX of the reader's may draw, never link, style or load. */
const packages = ["base", "ams", "newcommand", "boldsymbol", "cancel", "color", "mathtools", "noundefined"];

/** TeX can set attributes of MathML (`\\mmlToken`): none that links, styles or names. */
const safeOptions = { allow: { URLs: "none", classes: "none", cssIDs: "none", styles: "none" } };

let adaptor: LiteAdaptor | undefined;

/** One notebook's mathematics: macros defined in one formula hold in the next, and glyphs are kept once. */
export class Mathematics {
  private readonly adaptor: LiteAdaptor;
  private readonly output: SVG<LiteElement, LiteText, LiteDocument>;
  private readonly document: ReturnType<typeof mathjax.document>;
  private used = false;

  constructor() {
    if (!adaptor) {
      adaptor = liteAdaptor();
      SafeHandler(AssistiveMmlHandler(RegisterHTMLHandler(adaptor)));
    }
    this.adaptor = adaptor;
    this.output = new SVG<LiteElement, LiteText, LiteDocument>({ fontCache: "global" });
    const input = new TeX({ packages, maxMacros: 1000, maxBuffer: 20_000 });
    this.document = mathjax.document("", { InputJax: input, OutputJax: this.output, safeOptions });
  }

  /** A formula as SVG in the text's colour, with MathML beside it for screen readers. What TeX cannot read is shown as it is. */
  render(tex: string, { display }: { readonly display: boolean }): string {
    try {
      const node = this.document.convert(tex, { display, em: 16, ex: 8, containerWidth: 80 * 16 });
      const html = this.adaptor.outerHTML(node);
      if (html.includes("data-mjx-error")) return this.unreadable(tex);
      this.used = true;
      return html;
    } catch {
      return this.unreadable(tex);
    }
  }

  private unreadable(tex: string): string {
    return `<code class="page-tex" title="TeX">${escapeHtml(tex)}</code>`;
  }

  /** The glyphs that the formulas refer to; empty when there was no formula. */
  glyphs(): string {
    if (!this.used) return "";
    const cache = this.adaptor.outerHTML(this.output.fontCache.getCache());
    return `<svg class="page-glyphs" aria-hidden="true" focusable="false">${cache}</svg>`;
  }
}

/** What MathJax's SVG needs of the page's style sheet. */
export const mathCss = `
mjx-container{direction:ltr;position:relative}
mjx-container[jax="SVG"]>svg{overflow:visible;max-width:none}
mjx-container[jax="SVG"][display="true"]{display:block;text-align:center;margin:1em 0;overflow-x:auto;overflow-y:hidden;padding:2px 0}
mjx-assistive-mml{position:absolute!important;top:0;left:0;clip:rect(1px,1px,1px,1px);padding:1px 0 0!important;border:0!important;display:block!important;width:auto!important;overflow:hidden!important;user-select:none}
mjx-assistive-mml[display="block"]{width:100%!important}
mjx-container g[data-mml-node="merror"]>g{fill:currentColor;stroke:currentColor}
.page-glyphs{position:absolute;width:0;height:0}
`;
