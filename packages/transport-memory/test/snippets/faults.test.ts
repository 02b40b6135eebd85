import { connect, serve } from '@wirechart/core';
import { json, jsonHeader } from '@wirechart/protocols/json-header';
import { byteByByte, simulatedNetwork } from '@wirechart/transport-memory';
import { expect, test } from 'vitest';

test('a connection that is cut in the middle of a reply, fails its request', async () => {
  const network = simulatedNetwork({
    run: 'stepped',
    chunking: byteByByte(),
    onConnection: (connection) => connection.resetAfter('client', 10),
  });
  await serve(jsonHeader(), () => json('a reply'), network.endpoint('server'));
  const client = await network.runUntil(connect(jsonHeader(), network.endpoint('server')));

  const reply = network.runUntil(client.request(json('a request')), { maxSteps: 10_000 });
  await expect(reply).rejects.toMatchObject({ code: 'ECONNRESET', blame: 'transport' });
});

test('a partition, delays the reply and nothing else', async () => {
  const network = simulatedNetwork({ run: 'stepped', latency: 20 });
  await serve(jsonHeader(), () => json('a reply'), network.endpoint('server'));
  const client = await network.runUntil(connect(jsonHeader(), network.endpoint('server')));

  network.hold('client', 'server');
  const reply = client.request(json('a request'));
  await network.advanceBy(9000);
  network.release('client', 'server');
  expect((await network.runUntil(reply)).content).toBe('a reply');
});
