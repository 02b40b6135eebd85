/** No memcached client takes the reply to another command for its own, whatever the server does. */
import { repliesContract } from '@wirechart/contract';
import { encodeUtf8 } from '@wirechart/core';
import { simulatedNetwork } from '@wirechart/transport-memory';
import { describe, test } from 'vitest';
import { type Answer, type Command, get, memcached, type Reply } from '../../src/memcached/index.js';

describe.each(['text', 'binary'] as const)('%s', (speaks) => {
  const cases = repliesContract<Command, Reply, Command, Answer>({
    name: `memcached, ${speaks}`,
    world() {
      const network = simulatedNetwork();
      return { endpoint: network.endpoint('server'), settle: () => network.runUntilIdle() };
    },
    client: () => memcached.client({ speaks }),
    server: () => memcached.server({ speaks }),
    request: (number) => get(`key-${number}`),
    answer: (command) => found(command, command.type === 'get' ? (command.keys[0] as string) : ''),
    invented: found({ ...get('key-77'), tag: { opcode: 0x0c, opaque: 77 } }, 'key-77'),
    belongs: (reply, request) =>
      reply.type === 'values' && request.type === 'get' && reply.items[0]?.key === request.keys[0],
  });
  for (const { name, run } of cases) test(name, run);
});

function found(to: Command, key: string): Answer {
  const item = { key, flags: 0, value: encodeUtf8(key), cas: undefined };
  return { to, reply: { type: 'values', items: [item], more: false } };
}
