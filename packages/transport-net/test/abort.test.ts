/** AbortSignals: before, while and after. */
import { expect, test } from 'vitest';
import { tcp } from '../src/index.js';
import { join, listen } from './support/pair.js';

const reason = new Error('changed our mind');
/** An endpoint whose name is being looked up for ever. */
const pending = tcp({ host: 'slow.test', port: 80, lookup: () => {} });

test('a signal that has fired rejects connect with its reason', async () => {
  const { port } = await listen(tcp({ port: 0 }));
  await expect(tcp({ port }).connect({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
});

test('a signal that fires while connecting rejects with its reason', async () => {
  const controller = new AbortController();
  const connecting = pending.connect({ signal: controller.signal });
  controller.abort(reason);
  await expect(connecting).rejects.toBe(reason);
});

test('a signal that fires when connected is none of the endpoint’s business', async () => {
  const controller = new AbortController();
  const listening = await listen(tcp({ port: 0 }));
  const endpoint = tcp({ port: listening.port });
  const { client, server, atClient, atServer } = await join(listening, {
    ...endpoint,
    connect: () => endpoint.connect({ signal: controller.signal }),
  });
  client.start(atClient);
  server.start(atServer);
  controller.abort(reason);
  client.write([Buffer.from('alive')]);
  await atServer.received(5);
});

test('a signal that has fired rejects listen with its reason, and nothing listens', async () => {
  const { port, listener } = await listen(tcp({ port: 0 }));
  await listener.close();
  await expect(tcp({ port }).listen(() => {}, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  await expect(tcp({ port }).connect()).rejects.toMatchObject({ code: 'ECONNREFUSED' });
});

test('a signal that fires while the name is looked up rejects listen', async () => {
  const controller = new AbortController();
  const listening = pending.listen(() => {}, { signal: controller.signal });
  controller.abort(reason);
  await expect(listening).rejects.toBe(reason);
});

test('a signal that fires while listen is under way rejects it, and nothing listens', async () => {
  const { port, listener } = await listen(tcp({ port: 0 }));
  await listener.close();
  const controller = new AbortController();
  const listening = tcp({ port }).listen(() => {}, { signal: controller.signal });
  // Node has been told to listen by then, and has not begun to.
  for (let i = 0; i < 10; i++) await Promise.resolve();
  controller.abort(reason);
  await expect(listening).rejects.toBe(reason);
  await expect(tcp({ port }).connect()).rejects.toMatchObject({ code: 'ECONNREFUSED' });
});

test('a signal that fires later closes the listener', async () => {
  const controller = new AbortController();
  const listener = await tcp({ port: 0 }).listen(() => {}, { signal: controller.signal });
  const { address } = listener;
  controller.abort(reason);
  await expect(tcp({ port: address.kind === 'ip' ? address.port : 0 }).connect()).rejects.toMatchObject({
    code: 'ECONNREFUSED',
  });
  await listener.close();
});

test('a signal without a reason gives an AbortError', async () => {
  const fired = { aborted: true, addEventListener() {}, removeEventListener() {} };
  await expect(pending.connect({ signal: fired })).rejects.toMatchObject({ name: 'AbortError' });
});
