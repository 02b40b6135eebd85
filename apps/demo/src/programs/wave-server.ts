/** Says something without being asked: a wave each second, which clients answer. */
import type { Peer } from '@wirechart/core';
import { lines } from '@wirechart/protocols/framing';
import { host, integer, listenPort, optional } from '../cli/parameters.js';
import type { ProgramOption } from '../cli/program.js';
import { program } from '../cli/program.js';
import { serverOptions } from '../cli/server-options.js';
import { printable } from '../output/printable.js';
import { HOST, PORT } from './echo-server.js';
import { from, remote, serveUntilSignal } from './serving.js';

const every = {
  ...integer('--every', 10, 3_600_000),
  value: 'ms',
  about: 'milliseconds between two waves of wave-server; else 1000',
} satisfies ProgramOption;

export const waveServer = program({
  name: 'wave-server',
  about: `waves each second; else on ${HOST}:${PORT}`,
  positionals: { host: optional(host, HOST), port: optional(listenPort, PORT) },
  options: { ...serverOptions, every },
  run: async ({ host, port, every = 1000, ...settings }, output) => {
    const { paint } = output;
    /** How many waves each client was sent, and how many of its answers have come. */
    const waves = new Map<Peer<string, string>, { sent: number; answered: number }>();
    const wave = () => {
      for (const [peer, count] of waves) {
        count.sent += 1;
        const text = `Server wave ${count.sent}`;
        peer.send(text);
        output.tell('wave', from(peer, `${paint.sent('→')} ${text}`), { ...remote(peer), number: count.sent });
      }
    };
    const timer = setInterval(wave, every);
    await serveUntilSignal(
      {
        protocol: lines(),
        host,
        port,
        settings,
        onConnection: (peer) => waves.set(peer, { sent: 0, answered: 0 }),
        onEvent: ({ type }, peer) => {
          if (type === 'closed' || type === 'end' || type === 'failed') waves.delete(peer);
        },
        handler: (line, peer) => {
          const count = waves.get(peer);
          const next = (count?.answered ?? 0) + 1;
          if (count !== undefined) count.answered = next;
          const expected = line === `Client wave ${next}`;
          const text = `${paint.received('←')} ${printable(line)}${expected ? '' : paint.bad('  out of order')}`;
          output.tell('answer', from(peer, text), { ...remote(peer), line, expected });
          return undefined;
        },
      },
      output,
    ).finally(() => clearInterval(timer));
  },
});
