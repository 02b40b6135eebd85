/** The contract of protocols, with a PROXY header before the reference protocol and before lines. */
import { encoded } from '@wirechart/contract';
import { encodeUtf8, type Protocol } from '@wirechart/core';
import { delimited } from '../../src/framing/index.js';
import { type JsonHeaderMessage, json, jsonHeader } from '../../src/json-header/index.js';
import { proxied, withProxyHeader } from '../../src/proxy/index.js';
import { examine } from '../support/examine.js';
import { block, IPV4, joined, LINE, SIGNATURE, tlv } from './bytes.js';

const text = (line: string) => encodeUtf8(line);
const tls = tlv(0x20, [0x07, 0, 0, 0, 0, ...tlv(0x21, 'TLSv1.3'), ...tlv(0x22, 'example.com')]);

/** A conversation that begins with a header. The remote may end before it, and wherever the messages allow. */
function behind<TMessage>(
  inner: Protocol<TMessage, TMessage>,
  messages: readonly TMessage[],
  name: string,
  header: Uint8Array,
) {
  const ends = messages.map((_, index) => encoded(inner, 'client', messages.slice(0, index)).length);
  const requests = encoded(inner, 'client', messages);
  return {
    name,
    input: joined(header, requests),
    messages,
    replies: (message: TMessage) => [message],
    goesOn: false,
    mayEnd: (offset: number) => offset === 0 || [...ends, requests.length].includes(offset - header.length),
  };
}

const request = json({ action: 'search', value: 'morpheus' });

examine<JsonHeaderMessage>({
  name: 'json-header behind a proxy',
  protocol: () => proxied(jsonHeader(), { trusted: () => true }),
  roles: ['server'],
  conversations: [behind(jsonHeader(), [request], 'version 1', LINE)],
  runs: 30,
});

const lines = ['a', '', 'bc'].map(encodeUtf8);
const behindLines = (name: string, header: Uint8Array) => behind(delimited('\n'), lines, name, header);

examine<Uint8Array>({
  name: 'lines behind a proxy',
  protocol: () => proxied(delimited('\n'), { trusted: () => true }),
  roles: ['server'],
  conversations: [
    behindLines('version 1', LINE),
    behindLines('version 1, nothing told', text('PROXY UNKNOWN ffff::1 whatever\r\n')),
    behindLines('version 2', block(0x21, 0x11, IPV4)),
    behindLines('version 2 with fields', block(0x21, 0x11, [...IPV4, ...tlv(4, 'padding'), ...tls, ...tlv(0xe0, [])])),
    behindLines('version 2, of the proxy itself', block(0x20, 0x00, [])),
    behindLines('version 2, nothing told', block(0x21, 0x00, [1, 2, 3])),
  ],
  invalid: [
    { name: 'another protocol', input: text('G'), code: 'proxy-missing' },
    { name: 'a line that begins alike', input: text('PROXI'), code: 'proxy-missing' },
    {
      name: 'a signature that begins alike',
      input: Uint8Array.of(...SIGNATURE.slice(0, 5), 0xff),
      code: 'proxy-missing',
    },
    {
      name: 'a signature that ends otherwise',
      input: Uint8Array.of(...SIGNATURE.slice(0, 11), 0xff),
      code: 'proxy-missing',
    },
    { name: 'an endless line', input: text(`PROXY UNKNOWN ${'x'.repeat(100)}`), code: 'frame-too-long' },
    {
      name: 'a line of too few fields',
      input: text('PROXY TCP4 192.0.2.1 192.0.2.2 1\r\n'),
      code: 'proxy-line-invalid',
    },
    { name: 'a line that ends in LF', input: text('PROXY UNKNOWN\nPROXY UNKNOWN\r\n'), code: 'proxy-line-invalid' },
    { name: 'version 3', input: block(0x31, 0x11, IPV4), code: 'proxy-version-unknown' },
    { name: 'command 2', input: block(0x22, 0x11, IPV4), code: 'proxy-command-unknown' },
    { name: 'family 4', input: block(0x21, 0x41, IPV4), code: 'proxy-family-unknown' },
    { name: 'addresses cut off', input: block(0x21, 0x11, IPV4.slice(1)), code: 'proxy-addresses-short' },
    {
      name: 'a field beyond the end',
      input: block(0x21, 0x11, [...IPV4, ...tlv(2, 'x', 2)]),
      code: 'proxy-tlv-invalid',
    },
    {
      name: 'a wrong checksum',
      input: block(0x21, 0x11, [...IPV4, ...tlv(3, [1, 2, 3, 4])]),
      code: 'proxy-checksum-wrong',
    },
    { name: 'the longest header there can be', input: block(0x21, 0x11, [], 0xffff), code: 'limit-header-bytes' },
    { name: 'an end inside of a signature', input: LINE.subarray(0, 5), end: true, code: 'truncated' },
    { name: 'an end after a signature', input: Uint8Array.from(SIGNATURE), end: true, code: 'truncated' },
    { name: 'an end inside of a line', input: LINE.subarray(0, -1), end: true, code: 'truncated' },
    { name: 'an end inside of a block', input: block(0x21, 0x11, IPV4, 13), end: true, code: 'truncated' },
  ],
  growing: [
    {
      name: 'one field',
      input: (size) => block(0x21, 0x11, [...IPV4, ...tlv(0xe0, new Array(size).fill(7))]),
      limits: { headerBytes: 8192 },
    },
    {
      name: 'many fields',
      input: (size) => block(0x21, 0x11, [...IPV4, ...new Array(size >> 2).fill(tlv(0xe0, [1])).flat()]),
      limits: { headerBytes: 8192 },
    },
  ],
  runs: 30,
});

examine<JsonHeaderMessage>({
  name: 'json-header after a PROXY header of our own',
  protocol: () => withProxyHeader(jsonHeader(), {}),
  roles: ['client'],
  conversations: [
    { name: 'a reply', input: encoded(jsonHeader(), 'server', [request]), messages: [request], sends: [request] },
  ],
  runs: 30,
});
