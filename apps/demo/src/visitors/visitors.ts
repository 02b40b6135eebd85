/** Clients that a server meets in a day, in a minute: most behave, some do not. */
import { setMaxListeners } from 'node:events';
import { connect as connectSocket, type Socket } from 'node:net';
import { connect } from '@wirechart/core';
import { json, jsonHeader } from '@wirechart/protocols/json-header';
import { webSocket } from '@wirechart/protocols/websocket';
import { tcp } from '@wirechart/transport-net';

/** Has them come. Returns what makes them all leave. */
export function visitors(appPort: number, echoPort: number): () => Promise<void> {
  const leaving = new AbortController();
  const { signal } = leaving;
  // Everybody waits for it.
  setMaxListeners(0, signal);
  const visits: Promise<unknown>[] = [];
  /** Who is turned out has left: that ends nobody else's visit, nor this program. */
  const visit = (work: Promise<unknown>) => void visits.push(work.catch(() => undefined));
  const host = '127.0.0.1';
  const app = tcp({ host, port: appPort });

  const behaving = async (pause: number, value: string) => {
    const client = await connect(jsonHeader(), app, { signal });
    while (!signal.aborted) {
      await client.request(json({ action: 'search', value }));
      await sleep(pause, signal);
    }
  };
  const comingAndGoing = async () => {
    while (!signal.aborted) {
      const client = await connect(jsonHeader(), app, { signal });
      for (let i = 0; i < 5; i++) {
        await client.request(json({ action: 'search', value: 'ring' }));
        await sleep(120, signal);
      }
      await client.close();
    }
  };
  const chatting = async (pause: number) => {
    const client = await connect(
      webSocket.client({ url: `ws://${host}:${echoPort}/`, random: (bytes) => crypto.getRandomValues(bytes) }),
      tcp({ host, port: echoPort }),
      {
        signal,
      },
    );
    for (let count = 1; !signal.aborted; count++) {
      await client.request(`message ${count}`);
      await sleep(pause, signal);
    }
  };

  for (const pause of [15, 40, 100, 250, 400, 700]) visit(behaving(pause, 'morpheus'));
  visit(behaving(300, 'the slow one'));
  visit(comingAndGoing());
  visit(chatting(180));
  visit(chatting(900));

  /** Comes back when the server has had enough of it, so that there is something to see an hour later, too. */
  const raw = async (work: (socket: Socket) => Promise<void>, pause = 1000) => {
    while (!signal.aborted) {
      const socket = connectSocket({ host, port: appPort, signal });
      const closed = new Promise((resolve) => socket.once('close', resolve));
      socket.on('error', () => undefined).on('data', () => undefined);
      await work(socket);
      await closed;
      await sleep(pause, signal);
    }
  };
  const header = Buffer.from(
    '{"byteorder":"little","content-type":"text/json","content-encoding":"utf-8","content-length":4096}',
  );
  const prefix = Buffer.from([0, header.length]);
  // Stalls inside a header.
  visit(raw(async (socket) => void socket.write(Buffer.concat([prefix, header.subarray(0, 25)]))));
  // Sends its content a byte at a time.
  visit(
    raw(async (socket) => {
      socket.write(Buffer.concat([prefix, header]));
      while (!socket.destroyed) {
        socket.write(' ');
        await sleep(300, signal);
      }
    }),
  );
  // Asks and asks, and never reads the answers.
  visit(
    raw(async (socket) => {
      socket.pause();
      const request = Buffer.from('{"action":"search","value":"morpheus"}');
      const head = Buffer.from(header.toString().replace('4096', String(request.length)));
      const many = Buffer.concat(
        Array.from({ length: 400 }, () => [Buffer.from([0, head.length]), head, request]).flat(),
      );
      while (!socket.destroyed) {
        if (!socket.write(many)) await sleep(400, signal);
        await sleep(20, signal);
      }
    }),
  );
  // Does not know the protocol, again and again.
  visit(raw(async (socket) => void socket.end('GET / HTTP/1.1\r\nHost: here\r\n\r\n'), 3000));

  return async () => {
    leaving.abort(new Error('the visit is over'));
    await Promise.all(visits);
  };
}

/** Resolves early when it is time to leave. */
function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const timer = setTimeout(done, milliseconds);
    signal.addEventListener('abort', done, { once: true });
    function done() {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
  });
}
