/** A value made of values, as far as it has arrived. */
import { respError } from '../errors.js';
import { Attributed, Push, type RespValue } from '../values.js';
import { ATTRIBUTE, MAP, PUSH, SET } from './marks.js';

export class Aggregate {
  readonly type: number;
  readonly parent: Aggregate | undefined = undefined;
  /** Elements still to come (keys and values count alike); Infinity where the end is told by itself. */
  left: number;
  readonly #items: RespValue[] = [];
  /** What an attribute says of the next element. */
  #attributes: Map<RespValue, RespValue> | undefined;

  constructor(type: number, left: number, parent: Aggregate | undefined) {
    this.type = type;
    this.left = left;
    this.parent = parent;
  }

  add(value: RespValue): void {
    this.#items.push(this.#attributes === undefined ? value : new Attributed(value, this.#attributes));
    this.#attributes = undefined;
    this.left -= 1;
  }

  /** The next element has these attributes. */
  annotate(attributes: Map<RespValue, RespValue>): void {
    this.#attributes = together(this.#attributes, attributes);
  }

  /** @throws RemoteError `misplaced` for an end after the key of a map, or after an attribute. */
  build(): RespValue {
    if (this.#attributes !== undefined) throw respError('misplaced', 'an attribute without a value');
    switch (this.type) {
      case MAP:
      case ATTRIBUTE:
        return this.pairs();
      case SET:
        return new Set(this.#items);
      case PUSH:
        return new Push(this.#items);
      default:
        return this.#items;
    }
  }

  pairs(): Map<RespValue, RespValue> {
    const items = this.#items;
    if (items.length % 2 !== 0) throw respError('misplaced', 'a key without a value');
    const map = new Map<RespValue, RespValue>();
    for (let at = 0; at < items.length; at += 2) map.set(items[at] as RespValue, items[at + 1] as RespValue);
    return map;
  }
}

/** Several attributes of one value are one. */
export function together(
  before: Map<RespValue, RespValue> | undefined,
  more: Map<RespValue, RespValue>,
): Map<RespValue, RespValue> {
  if (before === undefined) return more;
  for (const [key, value] of more) before.set(key, value);
  return before;
}
