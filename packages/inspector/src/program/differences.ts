/** What a step changed in a context. */
import type { Change, Json } from '../feed.js';
import { own } from '../own.js';

/** The values that differ, by their paths, in the order of the keys. Lists and objects are gone into while both sides are alike. */
export function differences(before: Json | undefined, after: Json | undefined, path = ''): Change[] {
  if (before === after) return [];
  if (isObject(before) && isObject(after) && !isBytes(before) && !isBytes(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    return keys.flatMap((key) => differences(own(before, key), own(after, key), path === '' ? key : `${path}.${key}`));
  }
  if (before !== undefined && after !== undefined && JSON.stringify(before) === JSON.stringify(after)) return [];
  return [{ path, ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) }];
}

type JsonObject = { readonly [key: string]: Json };

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Bytes are a value, not an object with parts. */
function isBytes(value: JsonObject): boolean {
  return typeof value['bytes'] === 'number';
}
