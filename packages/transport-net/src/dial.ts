/** Opening a connection: the part that TCP and Unix sockets share. */
import { type NetConnectOpts, Socket } from 'node:net';
import { type ConnectOptions, DeadlineError, type Transport } from '@wirechart/core';
import { abortReason } from './abort.js';
import { SOCKET_OPTIONS } from './socket-options.js';
import { systemClock } from './system-clock.js';
import { systemError } from './system-error.js';

/** Whom to call, and what to make of the connection. */
export interface Call {
  readonly target: NetConnectOpts;
  /** The remote, for messages. */
  readonly name: string;
  /** Milliseconds for all of it, a name look-up included; Infinity for no limit. */
  readonly timeout: number;
  readonly wrap: (socket: Socket) => Transport;
}

/** @throws TransportError of stage `resolve` or `connect`; DeadlineError `connect`; the reason of an aborted signal. */
export function dial(call: Call, options: ConnectOptions = {}): Promise<Transport> {
  const { signal } = options;
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(abortReason(signal));
    const socket = new Socket(SOCKET_OPTIONS);
    let timer: unknown;

    const settle = () => {
      if (timer !== undefined) systemClock.clearTimer(timer);
      signal?.removeEventListener('abort', onAbort);
    };
    const giveUp = (reason: unknown) => {
      settle();
      socket.destroy();
      reject(reason);
    };
    let unresolved: string | undefined;
    const onLookup = (failed: Error | null, _address: unknown, _family: unknown, host: string) => {
      if (failed) unresolved = host;
    };
    const onError = (cause: Error) => {
      if (unresolved === undefined) giveUp(systemError('connect', call.name, cause));
      else giveUp(systemError('resolve', unresolved, cause));
    };
    const onAbort = () => signal !== undefined && giveUp(abortReason(signal));
    const onConnect = () => {
      settle();
      socket.off('lookup', onLookup);
      socket.off('error', onError);
      resolve(call.wrap(socket));
    };

    socket.once('connect', onConnect);
    socket.on('lookup', onLookup);
    socket.on('error', onError);
    socket.connect(call.target);
    signal?.addEventListener('abort', onAbort, { once: true });
    if (call.timeout !== Number.POSITIVE_INFINITY) {
      const message = `time-out connect: no connection to ${call.name} within ${call.timeout} ms`;
      timer = systemClock.setTimer(() => giveUp(new DeadlineError('connect', message)), call.timeout);
    }
  });
}
