/** Elements of a document, as `xml-js` reads them. */

export interface Element {
  readonly type: string;
  readonly name?: string;
  readonly text?: string | number;
  readonly cdata?: string;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly elements?: readonly Element[];
}

/** Why a document is not converted. */
export class LeftOut extends Error {}

export function nameOf({ name = '' }: Element): string {
  return name.slice(name.indexOf(':') + 1);
}

export function elementsOf({ elements = [] }: Element): readonly Element[] {
  return elements.filter((child) => child.type === 'element');
}

export function childrenOf(element: Element, ...names: readonly string[]): readonly Element[] {
  return elementsOf(element).filter((child) => names.includes(nameOf(child)));
}

export function textOf({ elements = [] }: Element): string {
  return elements.map(({ text = '', cdata = '' }) => `${text}${cdata}`).join('');
}

/** The names in an attribute that lists some. */
export function namesIn(element: Element, attribute: string): readonly string[] {
  return element.attributes?.[attribute]?.trim().split(/\s+/) ?? [];
}
