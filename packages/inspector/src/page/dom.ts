/** Makes elements. Text is always text: nothing that comes from the feed is ever read as HTML. */
import { legible } from '../feed/legible.js';

type Value = string | number | boolean | undefined | ((event: never) => void);
export type Attributes = Readonly<Record<string, Value>>;
export type Child = Node | string;

/** `onclick` and the like are listeners, `true` and `false` set and leave out an attribute, all else is its text. */
export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  dress(element, attributes);
  element.append(...children.map(shown));
  return element;
}

export function svg<K extends keyof SVGElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly Child[]
): SVGElementTagNameMap[K] {
  const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
  dress(element, attributes);
  element.append(...children.map(shown));
  return element;
}

const shown = (child: Child): Child => (typeof child === 'string' ? legible(child) : child);

/** A part of the page with a name of its own. */
export function panel(name: string, title: Child, ...children: readonly Child[]): HTMLElement {
  return el('section', { class: `panel ${name}`, 'aria-label': name }, el('h2', {}, title), ...children);
}

/** Sets a text only when it is another: the browser need not lay out what stays as it is. */
export function setText(node: Element | null, text: string): void {
  if (node === null) return;
  const shown = legible(text);
  if (node.textContent !== shown) node.textContent = shown;
}

/**
 * Has an element for each of these, the same as before for the same key: what has the focus keeps it, and what was pressed is still there
 * when the button comes up.
 */
export function keepChildren<T>(
  parent: HTMLElement,
  items: readonly T[],
  keyOf: (item: T) => string,
  make: (item: T) => HTMLElement,
  update: (element: HTMLElement, item: T) => void,
): void {
  const keys = new Set(items.map(keyOf));
  const before = new Map<string | undefined, HTMLElement>();
  for (const child of [...parent.children] as HTMLElement[]) {
    const key = child.dataset['key'];
    // Before any is moved: one that is moved loses the focus.
    if (key !== undefined && keys.has(key)) before.set(key, child);
    else child.remove();
  }
  let next = parent.firstElementChild;
  for (const item of items) {
    const key = keyOf(item);
    const element = before.get(key) ?? make(item);
    element.dataset['key'] = key;
    update(element, item);
    if (element === next) next = next.nextElementSibling;
    else parent.insertBefore(element, next);
  }
}

function dress(element: Element, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name.slice(2), value as EventListener);
    else if (value === true) element.setAttribute(name, '');
    else if (value !== undefined && value !== false) element.setAttribute(name, String(value));
  }
}
