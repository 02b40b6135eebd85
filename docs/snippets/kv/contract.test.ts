import { connectionContract, encoded, protocolContract } from '@wirechart/contract';
import fc from 'fast-check';
import { describe, test } from 'vitest';
import type { Reply, Request } from './messages.js';
import { kvClient, kvServer } from './protocol.js';

const value = Uint8Array.of(0, 1, 2, 255);
const someRequests: Request[] = [
  { type: 'set', key: 'é', value },
  { type: 'get', key: 'rabbit' },
  { type: 'set', key: 'empty', value: new Uint8Array() },
];
const someReplies: Reply[] = [{ type: 'stored' }, { type: 'value', value }, { type: 'missing' }];
const answer = (request: Request): Reply => (request.type === 'get' ? { type: 'value', value } : { type: 'stored' });

/** A frame as it stands on the wire, also one that no encoder would write. */
const frame = (type: number, ...payload: number[]) => Uint8Array.of(type, 0, 0, 0, payload.length, ...payload);

const key = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 });
const anyValue = fc.uint8Array({ maxLength: 40 });
const anyRequest: fc.Arbitrary<Request> = fc.oneof(
  fc.record({ type: fc.constant('get' as const), key }),
  fc.record({ type: fc.constant('set' as const), key, value: anyValue }),
);

const asServer = protocolContract<Request, Reply>({
  name: 'kv, a server',
  protocol: () => kvServer,
  roles: ['server'],
  conversations: [
    {
      name: 'each request',
      input: encoded(kvClient, 'client', someRequests),
      messages: someRequests,
      replies: (request) => [answer(request)],
    },
  ],
  invalid: [
    { name: 'an unknown type', input: frame(0x07), code: 'type-unknown' },
    { name: 'a reply', input: frame(0x82), code: 'type-unknown' },
    { name: 'a get without a key', input: frame(0x01), code: 'key-invalid' },
    { name: 'a set without anything', input: frame(0x02), code: 'key-invalid' },
    { name: 'a key of no bytes', input: frame(0x02, 0, 1), code: 'key-invalid' },
    { name: 'a key beyond its payload', input: frame(0x02, 3, 0x61, 0x62), code: 'key-invalid' },
    { name: 'a key that is not UTF-8', input: frame(0x01, 0xff), code: 'not-utf8' },
    { name: 'a length above the limit', input: Uint8Array.of(2, 0, 0x10, 0, 1), code: 'limit-content-bytes' },
    { name: 'an end in the header', input: frame(0x01).subarray(0, 4), end: true, code: 'truncated' },
    { name: 'an end in the payload', input: frame(0x01, 0x61, 0x62).subarray(0, 6), end: true, code: 'truncated' },
  ],
  growing: [
    {
      name: 'many requests',
      input: (size) =>
        encoded(kvClient, 'client', new Array<Request>(size >> 4).fill({ type: 'get', key: '12345678901' })),
      limits: { bufferedBytes: 512 },
    },
    {
      name: 'one long value',
      input: (size) => encoded(kvClient, 'client', [{ type: 'set', key: 'k', value: new Uint8Array(size) }]),
      limits: { bufferedBytes: 512, contentBytes: 8192 },
    },
  ],
});

const asClient = protocolContract<Reply, Request>({
  name: 'kv, a client',
  protocol: () => kvClient,
  roles: ['client'],
  conversations: [
    { name: 'each reply', input: encoded(kvServer, 'server', someReplies), messages: someReplies },
    { name: 'an error', input: encoded(kvServer, 'server', [{ type: 'error', reason: 'type-unknown' }]) },
  ],
  invalid: [
    { name: 'a request', input: frame(0x01, 0x61), code: 'type-unknown' },
    { name: 'a stored with a payload', input: frame(0x82, 0), code: 'payload-unexpected' },
  ],
  unencodable: [
    { name: 'a key of no bytes', message: { type: 'get', key: '' } },
    { name: 'a key of 256 bytes', message: { type: 'get', key: 'é'.repeat(128) } },
  ],
});

const both = connectionContract<Request, Reply>({
  name: 'kv',
  client: () => kvClient,
  server: () => kvServer,
  request: anyRequest,
  replies: (request) => [answer(request)],
});

describe.each([
  ['a server', asServer],
  ['a client', asClient],
  ['both', both],
])('kv, %s', (_, cases) => {
  for (const { name, run } of cases) test(name, { timeout: 30_000 }, run);
});
