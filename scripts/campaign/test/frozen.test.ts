/** A remote that stops in the middle and stays there, as a process that was stopped (SIGSTOP) does: its system keeps the connection open. */
import { connect, serve } from '@wirechart/core';
import { simulatedNetwork } from '@wirechart/transport-memory';
import { describe, expect, test } from 'vitest';
import { nameOf } from '../src/bytes/subject.js';
import { byteSubjects } from '../src/bytes/subjects.js';

/** Milliseconds: the longest of the defaults are 300 s, of a request and of RESP's idle time. */
const LONGEST = 700_000;
const nothing = { data() {}, end() {}, drain() {}, error() {}, close() {} };

describe.each(['compiled', 'xstate'] as const)('%s', (runtime) => {
  for (const subject of byteSubjects) {
    const { role, protocol, corpus, requests = [], streams = false } = subject;
    const whole = corpus[0] as Uint8Array;
    const half = whole.subarray(0, Math.ceil(whole.length / 2) + 1);

    if (role === 'server') {
      // A tunnel may be silent for as long as both ends like; it has the option `idle`.
      test.skipIf(subject.name === 'tunnel')(`${nameOf(subject)}: is rid of it in bounded time`, async () => {
        const network = simulatedNetwork();
        const server = await serve(protocol, () => undefined, network.endpoint('server'), { runtime, onError() {} });
        const frozen = await network.endpoint('server').connect();
        frozen.start(nothing);
        frozen.write([half]);
        await network.advanceBy(1);
        expect(server.metrics().connections.accepted).toBe(1);
        await network.advanceBy(LONGEST);
        expect(server.peers.size).toBe(0);
      });
    } else {
      // One that streams, and has nothing to ask for, cannot tell a silent remote from one that is gone: it has the option `idle`.
      test.skipIf(streams)(`${nameOf(subject)}: is rid of it in bounded time`, async () => {
        const network = simulatedNetwork();
        await network.endpoint('server').listen((transport) => {
          transport.start(nothing);
          transport.write([half]);
        });
        let over = false;
        const settled = connect(protocol, network.endpoint('server'), { runtime }).then(
          async (client) => {
            const replies = requests.map((request) => client.request(request).catch(() => {}));
            // Where replies are told apart by a key, a request that has none ends by itself, and the connection goes on.
            await (replies.length > 0 ? Promise.all(replies) : client.closed);
          },
          () => {},
        );
        void settled.then(() => {
          over = true;
        });
        await network.advanceBy(LONGEST);
        await network.advanceBy(1);
        expect(over).toBe(true);
      });
    }
  }
});
