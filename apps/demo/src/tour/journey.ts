/** The requests of the tour, one connection each, against an app server, over whatever transport is given. */
import { type Address, connect, type Endpoint, serve } from '@wirechart/core';
import { type JsonHeaderMessage, jsonHeader } from '@wirechart/protocols/json-header';
import { answer } from '../answers.js';
import type { Exchange } from './exchange.js';
import { HistoryKeeper } from './history.js';
import { STOPS } from './stops.js';

/** Where the server listens, and where that is for a client. */
export interface Places {
  readonly listening: Endpoint;
  readonly connecting: (address: Address) => Endpoint;
}

/** Makes all requests in turn; gives each exchange as it is over. */
export async function* journey({ listening, connecting }: Places, onListening: (address: Address) => void) {
  const served = new HistoryKeeper();
  let tellServed = () => {};
  const server = await serve(jsonHeader(), answer, listening, {
    onTransition: served.onTransition,
    onEvent: (event) => {
      if (event.type === 'closed') tellServed();
    },
  });
  onListening(server.address);
  const endpoint = connecting(server.address);
  for (const { title, request } of STOPS) {
    const over = new Promise<void>((resolve) => {
      tellServed = resolve;
    });
    const { reply, client } = await ask(request, endpoint);
    await over;
    yield { title, request, reply, client, server: served.last() } satisfies Exchange;
  }
  await server.close();
}

/** One request over a connection of its own. */
async function ask(request: JsonHeaderMessage, endpoint: Endpoint) {
  const called = new HistoryKeeper();
  const client = await connect(jsonHeader(), endpoint, { onTransition: called.onTransition });
  const reply = await client.request(request);
  await client.close();
  return { reply, client: called.last() };
}
