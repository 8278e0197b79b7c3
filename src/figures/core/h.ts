/** What a property of a virtual node may be. Listeners (`onclick` ...) live in the page only; markup leaves them out. */
export type Value = string | number | boolean | null | undefined | ((event: Event) => void);
export type Props = Readonly<Record<string, Value>>;
export type Child = VNode | string | number | null | undefined | false | readonly Child[];

/** One element of a drawing, as data: drawings are functions from payload and state to this. */
export interface VNode {
  readonly tag: string;
  readonly props: Props;
  readonly children: readonly (VNode | string)[];
}

const htmlTags =
  "div span p figure figcaption details summary table thead tbody tr th td caption button input label select option ul ol li a code strong em br sub sup pre output style";
const svgTags =
  "svg g path circle rect line polyline polygon text tspan title desc defs clipPath linearGradient stop marker";
const allowed = new Set(`${htmlTags} ${svgTags}`.split(" "));
const voids = new Set(["input", "br"]);

/** A node: `h("circle", { r: 4 })`. Children may be nested lists, numbers, or nothing. */
export function h(tag: string, props: Props = {}, ...children: Child[]): VNode {
  if (!allowed.has(tag)) throw new Error(`h: no element <${tag}> in figures`);
  return { tag, props, children: flat(children) };
}

function flat(children: readonly Child[]): (VNode | string)[] {
  const out: (VNode | string)[] = [];
  for (const child of children) {
    if (child == null || child === false) continue;
    if (Array.isArray(child)) out.push(...flat(child as readonly Child[]));
    else out.push(typeof child === "object" ? (child as VNode) : String(child));
  }
  return out;
}

const escapes: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Text with nothing left that HTML or XML would read as markup. */
export function escape(text: string): string {
  return text.replace(/[&<>"']/g, (letter) => escapes[letter] ?? letter);
}

/** An attribute's text, or null where it must not be set. Numbers are kept to a hundredth: a drawing needs no more. */
export function attribute(name: string, value: Value): string | null {
  if (name === "key" || value == null || value === false || typeof value === "function" || name.startsWith("on")) {
    return null;
  }
  if (value === true) return "";
  if (typeof value === "number") return Number.isFinite(value) ? String(Math.round(value * 100) / 100) : "0";
  return name === "href" && !/^(https?:\/\/|#)/i.test(value) ? null : value;
}

/** A drawing as static markup: everything escaped, no listener, no script. */
export function toMarkup(node: VNode | string): string {
  if (typeof node === "string") return escape(node);
  let out = `<${node.tag}`;
  for (const [name, value] of Object.entries(node.props)) {
    const text = attribute(name, value);
    if (text != null && !/[^a-zA-Z0-9:-]/.test(name)) out += text === "" ? ` ${name}=""` : ` ${name}="${escape(text)}"`;
  }
  if (voids.has(node.tag)) return `${out}>`;
  const inside =
    node.tag === "style" ? node.children.join("").replaceAll("<", "") : node.children.map(toMarkup).join("");
  return `${out}>${inside}</${node.tag}>`;
}

/** Every node of a tree that `test` accepts, in document order. */
export function findAll(node: VNode, test: (node: VNode) => boolean): VNode[] {
  const found = test(node) ? [node] : [];
  for (const child of node.children) if (typeof child !== "string") found.push(...findAll(child, test));
  return found;
}
