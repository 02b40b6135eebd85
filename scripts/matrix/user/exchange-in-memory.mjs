import { connect, serve } from '@wirechart/core';
import { json, jsonHeader } from '@wirechart/protocols/json-header';
import { webSocket } from '@wirechart/protocols/websocket';
import { permessageDeflate } from '@wirechart/protocols/websocket/deflate';
import { simulatedNetwork } from '@wirechart/transport-memory';

/** A request and its reply, with protocols that take different ways through the engine. */
export async function inMemory() {
  const network = simulatedNetwork({ seed: 1 });
  await exchange(network.endpoint('json'), jsonHeader(), jsonHeader(), json({ rabbit: 'white 🐇' }));
  const compression = permessageDeflate();
  const client = webSocket.client({ url: 'ws://socket/', random: (bytes) => bytes.fill(7), compression });
  await exchange(network.endpoint('socket'), webSocket.server({ compression }), client, 'follow '.repeat(1000));
}

async function exchange(endpoint, server, client, message) {
  const serving = await serve(server, (request) => request, endpoint);
  const connected = await connect(client, endpoint);
  const reply = await connected.request(message);
  const [sent, got] = [message, reply].map((one) => JSON.stringify(one.content ?? one));
  if (got !== sent) throw new Error(`${got} instead of ${sent}`);
  await connected.close();
  await serving.close();
}
