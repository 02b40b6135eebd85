/** The echo servers: what arrives goes back. The tutorial's second one serves many connections; here both do. */
import { raw } from '@wirechart/protocols/raw';
import { host, listenPort, optional } from '../cli/parameters.js';
import { program } from '../cli/program.js';
import { type ServerSettings, serverOptions } from '../cli/server-options.js';
import { bytesText } from '../output/describe.js';
import type { Output } from '../output/output.js';
import { from, remote, serveUntilSignal } from './serving.js';

/** The tutorial's address. */
export const HOST = '127.0.0.1';
export const PORT = 65_432;

export const echoServer = program({
  name: 'echo-server',
  about: `sends back what it gets; else on ${HOST}:${PORT}`,
  positionals: { host: optional(host, HOST), port: optional(listenPort, PORT) },
  options: serverOptions,
  run: serveEcho,
});

export const multiconnServer = program({
  name: 'multiconn-server',
  about: 'sends back what it gets',
  positionals: { host, port: listenPort },
  options: serverOptions,
  run: serveEcho,
});

interface Served extends ServerSettings {
  readonly host: string;
  readonly port: number;
}

function serveEcho({ host, port, ...settings }: Served, output: Output): Promise<void> {
  const { paint } = output;
  return serveUntilSignal(
    {
      protocol: raw(),
      host,
      port,
      settings,
      handler: (piece, peer) => {
        const text = `${paint.received('↔')} ${bytesText(piece)}  ${paint.dim(`${piece.length} bytes`)}`;
        output.tell('echo', from(peer, text), { ...remote(peer), length: piece.length });
        return piece;
      },
    },
    output,
  );
}
