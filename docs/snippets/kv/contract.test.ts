import { connectionContract, encoded, protocolContract } from '@wirechart/contract';
import fc from 'fast-check';
import { describe, test } from 'vitest';
import { answer, frame, someReplies } from './examples.js';
import type { Reply, Request } from './messages.js';
import { kvClient, kvServer } from './protocol.js';
import { serverContract } from './server-contract.js';

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

const key = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 });
const anyValue = fc.uint8Array({ maxLength: 40 });
const anyRequest: fc.Arbitrary<Request> = fc.oneof(
  fc.record({ type: fc.constant('get' as const), key }),
  fc.record({ type: fc.constant('set' as const), key, value: anyValue }),
);

const both = connectionContract<Request, Reply>({
  name: 'kv',
  client: () => kvClient,
  server: () => kvServer,
  request: anyRequest,
  replies: (request) => [answer(request)],
});

describe.each([
  ['a server', serverContract(kvServer)],
  ['a client', asClient],
  ['both', both],
])('kv, %s', (_, cases) => {
  for (const { name, run } of cases) test(name, { timeout: 30_000 }, run);
});
