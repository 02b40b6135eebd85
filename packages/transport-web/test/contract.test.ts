/** The contract of transports, as far as each of these can keep it; what it cannot is named, with the reason. */
import { type TransportContractOptions, transportContract } from '@wirechart/contract';
import { describe, test } from 'vitest';
import { messagePortTransport, webStreamTransport } from '../src/index.js';
import { switchboard } from './support/switchboard.js';
import { webSocketPlace } from './support/web-sockets.js';

type Places = Pick<TransportContractOptions, 'place'>;

const streams = switchboard((client, server) => {
  const bytes = () =>
    new TransformStream<Uint8Array, Uint8Array>(
      { transform: (chunk, out) => out.enqueue(chunk.slice()) },
      new ByteLengthQueuingStrategy({ highWaterMark: 65_536 }),
      new ByteLengthQueuingStrategy({ highWaterMark: 65_536 }),
    );
  const [there, back] = [bytes(), bytes()];
  return [
    webStreamTransport({ readable: back.readable, writable: there.writable }, { local: client, remote: server }),
    webStreamTransport({ readable: there.readable, writable: back.writable }, { local: server, remote: client }),
  ];
});

const ports = switchboard((client, server) => {
  const { port1, port2 } = new MessageChannel();
  return [
    messagePortTransport(port1, { local: client, remote: server }),
    messagePortTransport(port2, { local: server, remote: client }),
  ];
});

const TOGETHER = 'a WebSocket has no half-close: both directions end together';
const SERVER = 'who listens, and whether anybody does, is the business of the server that the endpoint was given';

const UNSLOWED = 'a WebSocket cannot be slowed down: what arrives for who has paused is taken all the same, and held';

/** What a WebSocket cannot do, and why. */
const WEB_SOCKET: Readonly<Record<string, string>> = {
  'back-pressure: a remote that pauses, makes write say wait until it resumes': UNSLOWED,
  'back-pressure: a remote that has not started, makes write say wait until it does': UNSLOWED,
  'half-close: after the end of one direction, the other goes on': TOGETHER,
  'half-close: end of one direction only, closes nothing': TOGETHER,
  'half-close: end from inside the end, closes both sides': TOGETHER,
  'half-close: end and close from inside the end, deliver what was written before': TOGETHER,
  'half-close: end twice, is as once': TOGETHER,
  'close: without a byte, is told to both sides': TOGETHER,
  'close: long after the end, tells the remote no second one': TOGETHER,
  'close: of a remote, makes writing fail': TOGETHER,
  'reset: after an end of this side, is told to the remote as a reset': TOGETHER,
  'reset: with much under way, discards it': 'what was given to a WebSocket cannot be taken back',
  'errors: nobody listens, refuses to connect': SERVER,
  'errors: somebody listens already, refuses to listen': SERVER,
  'abort: while listening, takes no more connections': SERVER,
  'listener: closed, sets its address free': SERVER,
};

describe.each<[string, Places, Readonly<Record<string, string>>]>([
  ['Web Streams', streams, {}],
  ['MessagePort', ports, {}],
  ['WebSocket', { place: webSocketPlace }, WEB_SOCKET],
])('%s', (_what, { place }, exceptions) => {
  for (const { name, run } of transportContract({ place, quiet: 20 })) {
    test.skipIf(name in exceptions)(name, run);
  }
});
