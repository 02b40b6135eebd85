/** The app server: answers searches, and shows the first bytes of anything else. */
import { type JsonHeaderMessage, jsonHeader } from '@wirechart/protocols/json-header';
import { answer } from '../answers.js';
import { webSocketOption } from '../cli/endpoint.js';
import { host, listenPort } from '../cli/parameters.js';
import { program } from '../cli/program.js';
import { serverOptions } from '../cli/server-options.js';
import { webSocketServing } from '../cli/web-socket-endpoint.js';
import { contentText, kindText, messageFacts } from '../output/describe.js';
import { from, remote, serveUntilSignal } from './serving.js';

export const appServer = program({
  name: 'app-server',
  about: 'answers searches; port 0 is any free port',
  positionals: { host, port: listenPort },
  options: { ...serverOptions, ...webSocketOption },
  run: ({ host, port, websocket = false, ...settings }, output) => {
    const { paint } = output;
    const line = (arrow: string, message: JsonHeaderMessage) =>
      `${arrow} ${contentText(message)}  ${paint.dim(kindText(message))}`;
    return serveUntilSignal(
      {
        protocol: jsonHeader(),
        host,
        port,
        settings,
        ...(websocket ? { endpoint: webSocketServing({ host, port }, settings) } : {}),
        handler: (request, peer) => {
          const reply = answer(request);
          output.tell('request', from(peer, line(paint.received('←'), request)), {
            ...remote(peer),
            ...messageFacts(request),
          });
          output.tell('reply', from(peer, line(paint.sent('→'), reply)), { ...remote(peer), ...messageFacts(reply) });
          return reply;
        },
      },
      output,
    );
  },
});
