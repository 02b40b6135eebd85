import { connect, serve } from '@wirechart/core';
import { simulatedNetwork } from '@wirechart/transport-memory';
import { expect, test } from 'vitest';
import { mailboxClient } from './client.js';
import { answer, mailboxServer } from './server.js';

test('a client is greeted, asks, and hears that the server is there', async () => {
  const network = simulatedNetwork({ seed: 1 });
  await serve(mailboxServer, answer, network.endpoint('server'));
  const client = await connect(mailboxClient, network.endpoint('server'));
  expect(client.previous).toBe('neo');

  // At once: which reply has lines after it follows from what was sent.
  expect(await Promise.all([client.request('COUNT'), client.request('LIST'), client.request('COUNT')])).toEqual([
    { kind: 'reply', text: '2' },
    { kind: 'reply', text: 'letters', lines: ['1 trinity', '2 morpheus'] },
    { kind: 'reply', text: '2' },
  ]);

  await network.advanceBy(30_000);
  expect((await client[Symbol.asyncIterator]().next()).value).toEqual({ kind: 'notice', text: 'still here' });
  await client.close();
});

test('a server that does not greet has the error that says so', async () => {
  const network = simulatedNetwork({ seed: 1 });
  await network.endpoint('server').listen((transport) => {
    transport.start({ data() {}, end() {}, drain() {}, error() {}, close() {} });
    transport.write([new TextEncoder().encode('- come back on Monday\r\n')]);
  });
  await expect(connect(mailboxClient, network.endpoint('server'))).rejects.toMatchObject({
    blame: 'remote',
    code: 'greeting-refused',
  });
});
