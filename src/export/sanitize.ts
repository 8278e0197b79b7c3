import sanitizeHtml from "sanitize-html";

const tags = (
  "a abbr address article aside b bdi bdo blockquote br caption cite code col colgroup data dd del details dfn div dl dt em " +
  "figcaption figure footer h1 h2 h3 h4 h5 h6 header hgroup hr i img ins kbd label li mark meter ol output p pre progress q s " +
  "samp section small span strong sub summary sup table tbody td tfoot th thead time tr tt u ul var wbr"
).split(" ");

/** SVG that draws and cannot load, run or link: no script, style, use, image, foreignObject, animation. */
const svgTags =
  "svg g path line circle ellipse rect polygon polyline text tspan title desc defs marker lineargradient radialgradient stop clippath".split(
    " ",
  );
const svgAttributes = (
  "viewbox preserveaspectratio width height x y x1 x2 y1 y2 cx cy r rx ry d points transform fill fill-opacity fill-rule stroke " +
  "stroke-width stroke-opacity stroke-dasharray stroke-dashoffset stroke-linecap stroke-linejoin opacity font-size font-family " +
  "font-weight font-style text-anchor dominant-baseline alignment-baseline baseline-shift dx dy offset stop-color stop-opacity " +
  "gradientunits gradienttransform markerwidth markerheight refx refy orient markerunits vector-effect paint-order"
).split(" ");

/** A style may set how text and boxes look, not where on the page they lie or what they load. */
const styles = (
  "align-items background background-color border border-bottom border-bottom-color border-collapse border-color border-left border-left-color " +
  "border-radius border-right border-spacing border-style border-top border-width box-sizing caption-side clear color column-gap display " +
  "fill fill-opacity flex flex-basis flex-direction flex-grow flex-shrink flex-wrap float font font-family font-size font-style font-variant-numeric font-weight " +
  "gap grid-template-columns height justify-content letter-spacing line-height list-style list-style-type margin margin-bottom margin-left margin-right " +
  "margin-top max-height max-width min-height min-width opacity overflow overflow-wrap overflow-x overflow-y padding padding-bottom padding-left " +
  "padding-right padding-top row-gap stroke stroke-width stroke-dasharray text-align text-anchor text-decoration text-indent vertical-align white-space " +
  "width word-break word-spacing"
).split(" ");
const harmless = /^(?!.*(?:url|image|expression|javascript|element)\s*\()[^<>{}\\@]{0,300}$/i;

/** What the text around knows of addresses and attributes. */
export interface Resolver {
  /** An image as a data address; null when it is not at hand. */
  readonly image?: (src: string) => string | null;
  /** An attribute's value as the page is to have it. */
  readonly attribute?: (value: string) => string;
}

const common: sanitizeHtml.IOptions = {
  allowedTags: tags,
  allowedAttributes: {
    "*": [
      "class",
      "dir",
      "id",
      "lang",
      "style",
      "title",
      "role",
      "align",
      "aria-label",
      "aria-hidden",
      "aria-describedby",
      "translate",
    ],
    a: ["href", "hreflang", "target", "rel"],
    col: ["span", "width"],
    colgroup: ["span", "width"],
    data: ["value"],
    details: ["open"],
    img: ["src", "alt", "width", "height"],
    li: ["value"],
    meter: ["high", "low", "max", "min", "value", "optimum"],
    ol: ["start", "type", "reversed"],
    progress: ["max", "value"],
    td: ["colspan", "rowspan", "headers"],
    th: ["colspan", "rowspan", "headers", "scope"],
    time: ["datetime"],
  },
  allowedStyles: { "*": Object.fromEntries(styles.map((name) => [name, [harmless]])) },
  allowedSchemes: ["http", "https", "mailto"],
  allowedSchemesByTag: { img: ["data"] },
  allowProtocolRelative: false,
  disallowedTagsMode: "discard",
  nonTextTags: [
    "script",
    "style",
    "textarea",
    "option",
    "noscript",
    "template",
    "title",
    "iframe",
    "noembed",
    "noframes",
    "xmp",
  ],
  enforceHtmlBoundary: false,
};

/** What becomes of tags on their way: names that cannot meet the page's, links that leave, images that are at hand. */
const transforms = ({ image, attribute }: Resolver): sanitizeHtml.IOptions["transformTags"] => ({
  "*": (tagName, attribs) => {
    const kept = Object.fromEntries(
      Object.entries(attribs).map(([name, value]) => [name, attribute?.(value) ?? value]),
    );
    // Names of the text's own must not meet the page's: links to them are renamed the same way.
    if (kept.id !== undefined) kept.id = `n-${kept.id}`;
    if (kept.class !== undefined) kept.class = kept.class.replace(/(^|\s)(page|gb)-\S*/g, " ").trim();
    return { tagName, attribs: kept };
  },
  // Only images that are in the page: any other would be a request to its host.
  img: (tagName, attribs) => {
    const { src = "", ...kept }: Record<string, string> = attribs;
    const address = isImageData(src) ? src : (image?.(src) ?? "");
    return { tagName, attribs: isImageData(address) ? { ...kept, src: address } : kept };
  },
  a: (tagName, attribs) => {
    const kept: Record<string, string> = { ...attribs };
    // Another notebook's page stands where this one's does.
    if (kept.href && !/^[a-z][a-z0-9+.-]*:|^\/\//i.test(kept.href)) {
      kept.href = kept.href.replace(/\.ipynb(?:#(.+))?$/, (_, id?: string) => `.html${id ? `#n-${id}` : ""}`);
    }
    if (kept.href?.startsWith("#")) kept.href = `#n-${kept.href.slice(1)}`;
    else if (kept.href !== undefined) Object.assign(kept, { rel: "noopener noreferrer", target: "_blank" });
    return { tagName, attribs: kept };
  },
});

const withSvg: sanitizeHtml.IOptions = {
  ...common,
  allowedTags: [...tags, ...svgTags],
  nonTextTags: (common.nonTextTags ?? []).filter((tag) => tag !== "title"),
  allowedAttributes: {
    ...(common.allowedAttributes as Record<string, string[]>),
    ...Object.fromEntries(svgTags.map((tag) => [tag, svgAttributes])),
  },
};

const isImageData = (address: string): boolean => /^data:image\//i.test(address);

/** HTML of someone else's (Markdown, an output) as HTML that shows the same and can do nothing. */
export const sanitize = (html: string, resolve: Resolver = {}): string =>
  sanitizeHtml(html, { ...common, transformTags: transforms(resolve) });

/** The same, with drawings in SVG. */
export const sanitizeWithSvg = (html: string): string =>
  sanitizeHtml(html, { ...withSvg, transformTags: transforms({}) });

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Text as HTML. */
export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (char) => entities[char] ?? char);
