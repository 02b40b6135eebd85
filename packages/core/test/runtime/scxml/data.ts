/** Data in a document: variables and where they begin, and what events and outputs carry. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { childrenOf, type Element, elementsOf, LeftOut, namesIn, textOf } from './element.js';
import type { Scope, Scripts } from './evaluate.js';

type Value = (scope: Scope) => unknown;

/** Every `data` of the document, wherever it stands, is there from the start. */
export function dataOf(element: Element, scripts: Scripts, folder: string): object {
  const own = childrenOf(element, 'datamodel').flatMap((model) => childrenOf(model, 'data'));
  const given = own.map((data) => [data.attributes?.['id'] as string, initialValue(data, scripts, folder)] as const);
  const below = elementsOf(element).map((child) => dataOf(child, scripts, folder));
  return Object.assign(Object.fromEntries(given), ...below);
}

function initialValue(data: Element, scripts: Scripts, folder: string): unknown {
  const { expr, src } = data.attributes ?? {};
  const value =
    src !== undefined
      ? contentValue(fileOf(src, folder), scripts)
      : expr !== undefined
        ? scripts.expression(expr)
        : bodyOf(data, scripts);
  try {
    return value?.({ context: {}, event: { type: '' } });
  } catch {
    // Where an expression fails the variable has no value (5.3.3).
    return undefined;
  }
}

/** The text of a file beside the document. */
export function fileOf(src: string, folder: string): string {
  const path = join(folder, src.replace(/^file:/, ''));
  if (!existsSync(path)) throw new LeftOut('a file that is not there');
  return readFileSync(path, 'utf8');
}

/** What is written within `data` or `assign`; undefined for nothing. */
export function bodyOf(element: Element, scripts: Scripts): Value | undefined {
  if (elementsOf(element).length > 0) throw new LeftOut('data in XML');
  const text = textOf(element);
  return text.trim() === '' ? undefined : contentValue(text, scripts);
}

/** A value of JavaScript, or else a text with its white space normalized (B.2.9). */
function contentValue(text: string, scripts: Scripts): Value {
  if (text.trim().startsWith('<')) throw new LeftOut('data in XML');
  const value = scripts.expression(text);
  return (scope) => {
    try {
      return value(scope);
    } catch {
      return text.trim().replace(/\s+/g, ' ');
    }
  };
}

/** What `send` or `donedata` carries; undefined for nothing. */
export function payloadOf(element: Element, scripts: Scripts): Value | undefined {
  const [content] = childrenOf(element, 'content');
  if (content !== undefined) {
    const expr = content.attributes?.['expr'];
    return expr === undefined ? bodyOf(content, scripts) : scripts.expression(expr);
  }
  const params = [
    ...namesIn(element, 'namelist').map((name) => [name, scripts.expression(name)] as const),
    ...childrenOf(element, 'param').map(({ attributes = {} }) => {
      const { name = '', expr, location } = attributes;
      return [name, scripts.expression(expr ?? location ?? 'undefined')] as const;
    }),
  ];
  if (params.length === 0) return undefined;
  return (scope) => Object.fromEntries(params.map(([name, value]) => [name, value(scope)]));
}
