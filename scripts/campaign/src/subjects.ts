/** The protocols of this repository. */
import { decodeLatin1, encodeUtf8, type Protocol } from '@wirechart/core';
import { delimited, lengthPrefixed, netstring, varintPrefixed } from '@wirechart/protocols/framing';
import { json, jsonHeader } from '@wirechart/protocols/json-header';
import { raw } from '@wirechart/protocols/raw';
import { type Subject, untyped } from './subject.js';

const bytes = (name: string, protocol: Protocol<Uint8Array, Uint8Array>, streams = false): Subject<Uint8Array> => ({
  name,
  protocol,
  message: encodeUtf8,
  text: (message) => decodeLatin1(message),
  streams,
});

export const subjects: readonly Subject[] = [
  untyped({
    name: 'json-header',
    protocol: jsonHeader(),
    message: (text: string) => json({ text }),
    text: (message) => String((message.content as { text: unknown }).text),
  }),
  untyped(bytes('raw', raw(), true)),
  untyped(bytes('length-prefixed', lengthPrefixed({ width: 4 }))),
  untyped(bytes('delimited', delimited('\r\n'))),
  untyped(bytes('netstring', netstring())),
  untyped(bytes('varint-prefixed', varintPrefixed())),
];
