/** Requests at random, and what arrives of them. */
import { encodeUtf8 } from '@wirechart/core';
import fc from 'fast-check';
import { anyText } from '../../../../core/test/kit/any-text.js';
import type { Command, Request } from '../../../src/resp/index.js';

export function requests(): fc.Arbitrary<Request> {
  const word = fc.string({ unit: fc.constantFrom('a', 'Z', '.', '1'), maxLength: 30 });
  const arg = fc.oneof(fc.uint8Array(), anyText(), fc.maxSafeInteger(), fc.bigInt());
  return fc.tuple(word, fc.array(arg)).map(([name, args]) => [name, ...args]);
}

/** What a server gets of a request. */
export function commandOf([name, ...args]: Request): Command {
  return {
    name: String(name).toUpperCase(),
    args: args.map((arg) => (arg instanceof Uint8Array ? arg : encodeUtf8(String(arg)))),
  };
}
