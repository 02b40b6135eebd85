import { type ContractCase, encoded, protocolContract } from '@wirechart/contract';
import type { Protocol } from '@wirechart/core';
import { answer, frame, someRequests } from './examples.js';
import type { Reply, Request } from './messages.js';
import { kvClient } from './protocol.js';

/** What every server of the protocol must keep. */
export function serverContract(server: Protocol<Request, Reply>): readonly ContractCase[] {
  return protocolContract<Request, Reply>({
    name: `${server.name}, a server`,
    protocol: () => server,
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
      {
        name: 'a key of 256 bytes',
        input: Uint8Array.of(1, 0, 0, 1, 0, ...new Uint8Array(256).fill(0x61)),
        code: 'key-invalid',
      },
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
}
