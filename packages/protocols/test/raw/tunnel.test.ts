import { encodeUtf8 } from '@wirechart/core';
import fc from 'fast-check';
import { tunnel } from '../../src/raw/index.js';
import { examine } from '../support/examine.js';

examine<Uint8Array>({
  name: 'tunnel',
  protocol: () => tunnel(),
  part: (event) => (event.type === 'message' ? { of: 'bytes', bytes: event.message } : undefined),
  conversations: [
    {
      name: 'an echo',
      input: encodeUtf8('hello, \0\n world'),
      messages: [encodeUtf8('hello, \0\n world')],
      replies: (bytes) => [bytes],
      mayEnd: 'anywhere',
    },
  ],
  growing: [{ name: 'a long stream', input: (size) => new Uint8Array(size) }],
  roundTrip: { sent: fc.uint8Array({ minLength: 1 }) },
});
