/** The multi-connection client: the same two messages over several connections at once. */
import { setMaxListeners } from 'node:events';
import { connect, formatAddress, utf8Length } from '@wirechart/core';
import { raw } from '@wirechart/protocols/raw';
import { clientEndpoint, clientOptions } from '../cli/endpoint.js';
import { connectPort, host, integer } from '../cli/parameters.js';
import { program } from '../cli/program.js';
import { bytesFacts, bytesText } from '../output/describe.js';
import { echo } from './echo.js';

const MESSAGES = ['Message 1 from client.', 'Message 2 from client.'];

export const multiconnClient = program({
  name: 'multiconn-client',
  about: 'sends two messages over each connection',
  positionals: { host, port: connectPort, num_connections: integer('num_connections', 1, 10_000) },
  options: clientOptions,
  run: async ({ host, port, num_connections: connections, ...settings }, output) => {
    const { paint } = output;
    const failed = new AbortController();
    // Every connection listens to it, and Node warns from the eleventh on.
    setMaxListeners(0, failed.signal);

    async function talk(connection: number): Promise<void> {
      const say = (event: string, text: string, facts: Record<string, unknown> = {}) =>
        output.tell(event, `connection ${connection}  ${text}`, { connection, ...facts });
      const client = await connect(raw(), clientEndpoint({ host, port }, settings), { signal: failed.signal });
      const local = formatAddress(client.local);
      say('connected', paint.dim(`connected from ${local}`), { local });
      for (const message of MESSAGES) say('sent', `${paint.sent('→')} ${message}`, { message });
      const received = await echo(client, MESSAGES);
      // As one: the boundaries of messages do not travel over a stream of bytes.
      say('received', `${paint.received('←')} ${bytesText(received)}`, {
        length: received.length,
        content: bytesFacts(received),
      });
      say('closed', paint.dim('closed'));
    }

    const talks = Array.from({ length: connections }, (_, index) => talk(index + 1));
    try {
      await Promise.all(talks);
    } catch (error) {
      // The first failure is the one to tell; the others follow from ending here.
      failed.abort(error);
      await Promise.allSettled(talks);
      throw error;
    }
    const bytes = connections * utf8Length(MESSAGES.join(''));
    output.tell('done', `${connections} of ${connections} connections got their ${bytes} bytes back`, {
      connections,
      bytes,
    });
  },
});
