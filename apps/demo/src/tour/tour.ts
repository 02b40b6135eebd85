/** The tour: an app server and its clients over TCP on this machine, what their state machines did, and the same in memory. */
import { isDeepStrictEqual } from 'node:util';
import { formatAddress } from '@wirechart/core';
import { byteByByte, simulatedNetwork } from '@wirechart/transport-memory';
import { tcp } from '@wirechart/transport-net';
import { program } from '../cli/program.js';
import { messageFacts } from '../output/describe.js';
import type { Output } from '../output/output.js';
import { type Exchange, exchangeLines } from './exchange.js';
import { journey, type Places } from './journey.js';
import { STOPS } from './stops.js';

export const tour = program({
  name: undefined,
  about: 'a tour: server, client, and their states',
  positionals: {},
  run: async (_, output) => {
    const exchanges: Exchange[] = [];
    for await (const exchange of journey(overTcp, (address) => introduce(formatAddress(address), output))) {
      exchanges.push(exchange);
      tell(exchanges.length, exchange, output);
    }
    const again: Exchange[] = [];
    for await (const exchange of journey(inMemory(), () => {})) again.push(exchange);
    const alike = again.filter((exchange, index) => isDeepStrictEqual(exchange, exchanges[index])).length;
    compare(alike, output);
    if (alike !== exchanges.length) throw new Error('the exchanges in memory went another way than those over TCP');
    const text = `${STOPS.length} requests, ${STOPS.length} replies, every connection closed in order.`;
    output.tell('end', text, { exchanges: STOPS.length });
  },
});

const overTcp: Places = {
  listening: tcp({ host: '127.0.0.1', port: 0 }),
  connecting: (address) => tcp({ host: '127.0.0.1', port: address.kind === 'ip' ? address.port : 0 }),
};

/** The same programs on a simulated network that hands over a byte at a time. */
function inMemory(): Places {
  const server = simulatedNetwork({ seed: 1, chunking: byteByByte() }).endpoint('server');
  return { listening: server, connecting: () => server };
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

function compare(alike: number, output: Output): void {
  output.show(
    'memory',
    [
      'Once more over a network in memory, every byte in a chunk of its own:',
      `${alike} of ${STOPS.length} exchanges had the same reply and went through the same states.`,
      '',
    ],
    { exchanges: STOPS.length, alike },
  );
}
