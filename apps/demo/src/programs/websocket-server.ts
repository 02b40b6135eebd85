/** The WebSocket server: what arrives goes back, as it does at the echo servers. */
import { type WebSocketMessage, webSocket } from '@wirechart/protocols/websocket';
import { permessageDeflate } from '@wirechart/protocols/websocket/deflate';
import { host, listenPort } from '../cli/parameters.js';
import { program } from '../cli/program.js';
import { serverOptions } from '../cli/server-options.js';
import { bytesFacts, bytesText } from '../output/describe.js';
import { lineOf } from '../output/printable.js';
import { from, remote, serveUntilSignal } from './serving.js';

export const websocketServer = program({
  name: 'websocket-server',
  about: 'sends back each text and each binary message',
  positionals: { host, port: listenPort },
  options: serverOptions,
  run: ({ host, port, ...settings }, output) => {
    const { paint } = output;
    return serveUntilSignal(
      {
        protocol: webSocket.server({ compression: permessageDeflate() }),
        host,
        port,
        settings,
        handler: (message, peer) => {
          output.tell('message', from(peer, `${paint.received('⇄')} ${messageText(message)}`), {
            ...remote(peer),
            ...messageFacts(message),
          });
          return message;
        },
      },
      output,
    );
  },
});

function messageText(message: WebSocketMessage): string {
  return typeof message === 'string' ? lineOf(message, LONGEST) : bytesText(message);
}

function messageFacts(message: WebSocketMessage): Record<string, unknown> {
  return typeof message === 'string'
    ? { kind: 'text', content: message }
    : { kind: 'binary', content: bytesFacts(message) };
}

const LONGEST = 200;
