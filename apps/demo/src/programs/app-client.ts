/** The app client: one request, one reply. */
import { connect, formatAddress } from '@wirechart/core';
import { type JsonHeaderMessage, jsonHeader } from '@wirechart/protocols/json-header';
import { clientEndpoint, clientOptions } from '../cli/endpoint.js';
import { connectPort, host, oneOf, text } from '../cli/parameters.js';
import { program } from '../cli/program.js';
import { contentText, kindText, messageFacts } from '../output/describe.js';
import { requestFor } from '../requests.js';

export const appClient = program({
  name: 'app-client',
  about: 'asks: search <value>, or any other action',
  positionals: { host, port: connectPort, action: text, value: text },
  options: {
    ...clientOptions,
    as: {
      ...oneOf('json', 'binary'),
      value: 'json|binary',
      about: 'how app-client asks; else search in JSON, the rest in bytes',
    },
  },
  run: async ({ host, port, action, value, as, ...settings }, output) => {
    const { paint } = output;
    const line = (arrow: string, message: JsonHeaderMessage) =>
      `${arrow} ${contentText(message)}  ${paint.dim(kindText(message))}`;
    const client = await connect(jsonHeader(), clientEndpoint({ host, port }, settings));
    const remote = formatAddress(client.remote);
    output.tell('connected', paint.dim(`connected to ${remote}`), { remote });
    const request = requestFor(action, value, as);
    output.tell('request', line(paint.sent('→'), request), messageFacts(request));
    const reply = await client.request(request);
    output.tell('reply', line(paint.received('←'), reply), messageFacts(reply));
    await client.close();
    output.tell('closed', paint.dim('closed'));
  },
});
