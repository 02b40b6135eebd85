/** A socket without Node's own listener for its end can still be written to after that, and others hear of it. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { dropOwnEndListener } from '../src/own-end-listener.js';

test('it ends one direction only, and whoever listens is told', async () => {
  const server = createServer({ allowHalfOpen: true, pauseOnConnect: true });
  onTestFinished(() => void server.close());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // The first one is learnt from.
  for (const _ of [1, 2]) {
    const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
    const [socket] = (await once(server, 'connection')) as [Socket];
    dropOwnEndListener(socket);
    expect(socket.listenerCount('end')).toBeLessThanOrEqual(1);
    let heard = 0;
    socket.on('end', () => {
      heard += 1;
      socket.end('after');
    });
    dropOwnEndListener(socket);
    socket.resume();
    client.end('before');
    client.setEncoding('latin1');
    const [answer] = await once(client, 'data');
    expect([heard, answer]).toEqual([1, 'after']);
    await once(client, 'close');
  }
});
