/** The tour: an app server and its clients over TCP on this machine, and what their state machines did. */
import { connect, type Endpoint, formatAddress, serve } from '@wirechart/core';
import { type JsonHeaderMessage, jsonHeader } from '@wirechart/protocols/json-header';
import { tcp } from '@wirechart/transport-net';
import { answer } from '../answers.js';
import { program } from '../cli/program.js';
import { messageFacts } from '../output/describe.js';
import type { Output } from '../output/output.js';
import { type Exchange, exchangeLines } from './exchange.js';
import { HistoryKeeper } from './history.js';
import { STOPS } from './stops.js';

export const tour = program({
  name: undefined,
  about: 'a tour: server, client, and their states',
  positionals: {},
  run: async (_, output) => {
    const served = new HistoryKeeper();
    let tellServed = () => {};
    const server = await serve(jsonHeader(), answer, tcp({ host: '127.0.0.1', port: 0 }), {
      onTransition: served.onTransition,
      onEvent: (event) => {
        if (event.type === 'closed') tellServed();
      },
    });
    const { address } = server;
    if (address.kind !== 'ip') throw new TypeError('TCP listens on a port');
    const endpoint = tcp({ host: address.host, port: address.port });
    introduce(formatAddress(address), output);
    for (const [index, { title, request }] of STOPS.entries()) {
      const over = new Promise<void>((resolve) => {
        tellServed = resolve;
      });
      const { reply, client } = await ask(request, endpoint);
      await over;
      tell(index + 1, { title, request, reply, client, server: served.last() }, output);
    }
    await server.close();
    const text = `${STOPS.length} requests, ${STOPS.length} replies, every connection closed in order.`;
    output.tell('end', text, { exchanges: STOPS.length });
  },
});

/** One request over a connection of its own. */
async function ask(request: JsonHeaderMessage, endpoint: Endpoint) {
  const called = new HistoryKeeper();
  const client = await connect(jsonHeader(), endpoint, { onTransition: called.onTransition });
  const reply = await client.request(request);
  await client.close();
  return { reply, client: called.last() };
}

function introduce(address: string, output: Output): void {
  const { bold, dim } = output.paint;
  output.show(
    'tour',
    [
      bold('Wirechart: a tour'),
      `An app server listens on ${address}. ${STOPS.length} clients connect, ask and close.`,
      'Each side has two state machines: one reads, one writes. The states that they',
      'went through stand below each exchange, in the order that the bytes take:',
      dim('client writes › server reads › server writes › client reads'),
      '',
    ],
    { address },
  );
}

function tell(number: number, exchange: Exchange, output: Output): void {
  const { title, request, reply, client, server } = exchange;
  output.show('exchange', exchangeLines(number, exchange, output), {
    number,
    title,
    request: messageFacts(request),
    reply: messageFacts(reply),
    states: { client, server },
  });
}
