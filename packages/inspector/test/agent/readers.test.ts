/** Readers come, go, stop reading and are cut off; the server that they look at does not notice. */

import { once } from 'node:events';
import { connect as connectSocket } from 'node:net';
import { connect } from '@wirechart/core';
import { json, jsonHeader } from '@wirechart/protocols/json-header';
import { tcp } from '@wirechart/transport-net';
import { expect, it } from 'vitest';
import { attach } from '../../src/program/sources/live.js';
import { encodeMessage } from '../../src/wire/message-codec.js';
import { inspected } from '../kit/inspected.js';

const echo = () => json('yes');

it('attaching and being cut off a hundred times leaves nothing behind', async () => {
  await using world = await inspected(jsonHeader(), echo);
  await using client = await connect(jsonHeader(), tcp({ host: '127.0.0.1', port: world.port }));
  for (let i = 0; i < 100; i++) {
    await using other = await attach(world.path, { payload: i % 2 === 0 });
    other.inspection.watch([1]);
    await client.request(json(i));
    if (i % 3 === 0) await other.close();
  }
  await world.until(() => world.agent.readers === 1);
  // The first one is still told.
  await client.request(json('last'));
  await world.until(({ history }) => (history.live.counts.get(0)?.[4] ?? 0) === 101);
  expect(world.agent.watched).toBe(0);
});

it('one that stops reading is left out, costs no memory, and is right again when it reads on', async () => {
  await using world = await inspected(jsonHeader(), echo);
  const stopped = connectSocket(world.path);
  await once(stopped, 'connect');
  stopped.pause();
  const attachment = encodeMessage({ type: 'attach', version: 1, payload: false });
  const length = Buffer.alloc(4);
  length.writeUInt32BE(attachment.length);
  stopped.write(Buffer.concat([length, attachment]));
  await world.until(() => world.agent.readers === 2);
  const clients = await Promise.all(
    Array.from({ length: 300 }, () => connect(jsonHeader(), tcp({ host: '127.0.0.1', port: world.port }))),
  );
  // Until it has been told more than a socket holds, and is left out: what waits for it is a few messages.
  for (let round = 0; world.agent.gaps === 0; round++) {
    await Promise.all(clients.map((client) => client.request(json(round))));
  }
  for (const client of clients.slice(100)) await client.close();
  const { History } = await import('../../src/program/history.js');
  const { decodeMessage } = await import('../../src/wire/message-codec.js');
  const history = new History();
  let rest = Buffer.alloc(0);
  let bytes = 0;
  const settled = new Promise<void>((resolve) => {
    stopped.on('data', (chunk) => {
      bytes += chunk.length;
      rest = Buffer.concat([rest, chunk]);
      while (rest.length >= 4 && rest.length >= 4 + rest.readUInt32BE(0)) {
        const end = 4 + rest.readUInt32BE(0);
        history.apply(decodeMessage(rest.subarray(4, end)) as never);
        rest = rest.subarray(end);
      }
      if (history.live.gaps > 0 && history.live.open === 100) resolve();
    });
  });
  stopped.resume();
  await settled;
  expect(bytes).toBeLessThan(2_000_000);
  expect([...history.live.entries.values()].filter(({ status }) => status === 'open')).toHaveLength(100);
  stopped.destroy();
  for (const client of clients.slice(0, 100)) await client.close();
});
