import { attribute, type Props, type VNode } from "./h";

const svgNamespace = "http://www.w3.org/2000/svg";
const drawn = new WeakMap<Node, VNode>();

/** Makes `parent` hold just these children, changing as little as it can: focus, scroll and hover survive. */
export function patch(parent: Element, children: readonly (VNode | string)[]): void {
  children.forEach((child, index) => {
    const old = parent.childNodes[index];
    if (typeof child === "string") {
      if (old?.nodeType === 3) {
        if (old.textContent !== child) old.textContent = child;
      } else replace(parent, old, parent.ownerDocument.createTextNode(child));
      return;
    }
    const before = old && drawn.get(old);
    if (before && before.tag === child.tag && before.props["key"] === child.props["key"]) {
      update(old as Element, before, child);
    } else replace(parent, old, create(parent, child));
  });
  while (parent.childNodes.length > children.length) parent.lastChild?.remove();
}

function replace(parent: Element, old: Node | undefined, fresh: Node): void {
  if (old) parent.replaceChild(fresh, old);
  else parent.appendChild(fresh);
}

function create(parent: Element, node: VNode): Element {
  const inSvg = node.tag === "svg" || parent.namespaceURI === svgNamespace;
  const document = parent.ownerDocument;
  const element = inSvg ? document.createElementNS(svgNamespace, node.tag) : document.createElement(node.tag);
  setAll(element, {}, node.props);
  if (!node.props["opaque"]) patch(element, node.children);
  setValue(element, node.props);
  drawn.set(element, node);
  return element;
}

function update(element: Element, before: VNode, after: VNode): void {
  setAll(element, before.props, after.props);
  if (!after.props["opaque"]) patch(element, after.children);
  setValue(element, after.props);
  drawn.set(element, after);
}

function setAll(element: Element, before: Props, after: Props): void {
  for (const name of Object.keys(before)) {
    if (name in after) continue;
    if (name.startsWith("on")) (element as unknown as Record<string, unknown>)[name] = null;
    else element.removeAttribute(name);
  }
  for (const [name, value] of Object.entries(after)) {
    if (name === "opaque" || name === "value" || name === "open") continue;
    if (name.startsWith("on")) {
      (element as unknown as Record<string, unknown>)[name] = value ?? null;
      continue;
    }
    if (before[name] === value) continue;
    const text = attribute(name, value);
    if (text == null) element.removeAttribute(name);
    else element.setAttribute(name, text);
  }
}

// A field's value is a property: the attribute would lose to what was typed. A field being typed in is left alone.
function setValue(element: Element, props: Props): void {
  if (!("value" in props) || !("value" in element)) return;
  const field = element as HTMLInputElement;
  const text = String(props["value"] ?? "");
  const typing = field.type === "number" && field.ownerDocument.activeElement === field;
  if (!typing && field.value !== text) field.value = text;
}
