import { type ConnectionOptions, connect, type Protocol, serve, type WirechartError } from '@wirechart/core';
import { raw } from '@wirechart/protocols/raw';
import { simulatedNetwork } from '@wirechart/transport-memory';
import type { Reply, Request } from './messages.js';
import { memoryStore } from './store.js';

/** A server on a network in memory, and somebody who sends it whatever bytes he likes. */
export async function attacked(server: Protocol<Request, Reply>, options: ConnectionOptions = {}) {
  const network = simulatedNetwork({ run: 'stepped' });
  const errors: WirechartError[] = [];
  const onError = (error: WirechartError) => errors.push(error);
  await serve(server, memoryStore(), network.endpoint('server'), { ...options, onError });
  const attacker = await network.runUntil(connect(raw(), network.endpoint('server')));
  return { network, errors, attacker };
}
