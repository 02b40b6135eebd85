/** The echo client: sends a text and takes it back. */
import { connect, encodeUtf8, formatAddress } from '@wirechart/core';
import { raw } from '@wirechart/protocols/raw';
import { clientEndpoint, clientOptions } from '../cli/endpoint.js';
import { connectPort, host, optional, text } from '../cli/parameters.js';
import { program } from '../cli/program.js';
import { bytesFacts, bytesText } from '../output/describe.js';
import { echo } from './echo.js';
import { HOST, PORT } from './echo-server.js';

const GREETING = 'Hello, world';

export const echoClient = program({
  name: 'echo-client',
  about: `sends a message, else '${GREETING}'`,
  positionals: { host: optional(host, HOST), port: optional(connectPort, PORT), message: optional(text, GREETING) },
  options: clientOptions,
  run: async ({ host, port, message, ...settings }, output) => {
    const { paint } = output;
    const client = await connect(raw(), clientEndpoint({ host, port }, settings));
    const remote = formatAddress(client.remote);
    output.tell('connected', paint.dim(`connected to ${remote}`), { remote });
    const sent = encodeUtf8(message);
    output.tell('sent', `${paint.sent('→')} ${bytesText(sent)}`, { length: sent.length, content: bytesFacts(sent) });
    const received = await echo(client, [message]);
    output.tell('received', `${paint.received('←')} ${bytesText(received)}`, {
      length: received.length,
      content: bytesFacts(received),
    });
    output.tell('closed', paint.dim('closed'));
  },
});
