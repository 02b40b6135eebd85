/** Servers of TLS that take bytes and forget them. */
import { createServer } from 'node:tls';
import { serve } from '@wirechart/core';
import { raw } from '@wirechart/protocols/raw';
import { tls } from '@wirechart/transport-net';
import type { Subjects } from '../harness/worker.js';
import { listening, processOn } from './servers.js';
import { fixture } from './tls-fixture.js';

export const subjects: Subjects = {
  'sink: ours': async () => {
    const { address } = await serve(raw(), () => undefined, tls({ port: 0, ...fixture }), { onError() {} });
    return processOn(address.kind === 'ip' ? address.port : 0);
  },
  'sink: node:tls': () =>
    listening(
      createServer({ ...fixture, allowHalfOpen: true }, (socket) => {
        socket.setNoDelay();
        socket.on('error', () => socket.destroy());
        socket.on('end', () => socket.end());
        socket.resume();
      }),
    ),
};
