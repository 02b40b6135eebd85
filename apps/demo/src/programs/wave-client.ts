/** Answers each wave of a server, and comes back when the server was away. */
import { formatAddress, reconnecting } from '@wirechart/core';
import { lines } from '@wirechart/protocols/framing';
import { clientEndpoint, clientOptions, placeText } from '../cli/endpoint.js';
import { connectPort, host, optional } from '../cli/parameters.js';
import { program } from '../cli/program.js';
import { stopSignals } from '../cli/signals.js';
import { printable } from '../output/printable.js';
import { HOST, PORT } from './echo-server.js';

export const waveClient = program({
  name: 'wave-client',
  about: 'answers waves, and comes back after each loss',
  positionals: { host: optional(host, HOST), port: optional(connectPort, PORT) },
  options: clientOptions,
  run: async ({ host, port, ...settings }, output) => {
    const { paint } = output;
    const stop = stopSignals();
    await using client = reconnecting(lines(), clientEndpoint({ host, port }, settings), {
      backoff: { first: 200, most: 2_000 },
      // Its life, as its machine tells it.
      onTransition: ({ connection, to }) => {
        if (!connection.startsWith('reconnecting/') || to === 'failing') return;
        const where = to === 'preparing' ? placeText({ host, port }) : undefined;
        output.tell('life', paint.dim(to), { state: to, ...(where === undefined ? {} : { remote: where }) });
      },
    });
    void stop.first.then(() => client.close());
    for await (const line of client) {
      output.tell('wave', `${paint.received('←')} ${printable(line)}`, { line });
      // A wave is answered on its own connection, or not at all: the next server knows nothing of it.
      const connection = client.current;
      const answer = line.replace('Server', 'Client');
      if (connection === undefined) {
        output.tell('lost', paint.dim(`${printable(line)} is not answered: the connection is gone`), { line });
        continue;
      }
      try {
        await connection.send(answer);
        const remote = formatAddress(connection.remote);
        output.tell('answer', `${paint.sent('→')} ${printable(answer)}`, { line: answer, remote });
      } catch (error) {
        output.tell('lost', paint.dim(`${printable(answer)} is lost: ${printable(String(error))}`), { line: answer });
      }
    }
  },
});
