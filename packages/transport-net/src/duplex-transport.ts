/** Any Duplex of Node as a transport. */
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { type Address, checkOptions, type Transport } from '@wirechart/core';
import { localAddress, remoteAddress } from './addresses.js';
import { checkTimeout } from './ranges.js';
import { StreamTransport } from './stream-transport.js';

export interface DuplexOptions {
  /** Default: the socket's own addresses, or the name `duplex`. */
  readonly local?: Address;
  readonly remote?: Address;
  /** Milliseconds that a closed connection has left for the stream to take its last output; then that is dropped. Default 10,000. */
  readonly closeTimeout?: number;
}

/**
 * Makes a transport of an open stream of bytes: a serial port, a pipe to a process, a channel of SSH, a socket of your own.
 *
 * The stream is the transport's from then on, and paused until the transport is started. It must close by itself when both
 * directions have ended and tell so, as streams do by default (`autoDestroy`, `emitClose`). Only TCP sockets can be reset;
 * other streams are destroyed.
 *
 * @throws TypeError when the stream gives objects or text instead of bytes, or for an option of an unknown name; RangeError when an option
 *   is out of range
 * @example
 * const child = spawn('my-server');
 * const transport = duplexTransport(Duplex.from({ readable: child.stdout, writable: child.stdin }));
 */
export function duplexTransport(duplex: Duplex, options: DuplexOptions = {}): Transport {
  if (duplex.readableObjectMode || duplex.writableObjectMode || duplex.readableEncoding !== null) {
    throw new TypeError('a transport needs a stream of bytes: no object mode, no encoding');
  }
  checkOptions<DuplexOptions>('duplexTransport', options, { local: true, remote: true, closeTimeout: true });
  const { closeTimeout = 10_000 } = options;
  checkTimeout('closeTimeout', closeTimeout);
  const local = options.local ?? (isIp(duplex) ? localAddress(duplex) : NAMELESS);
  const remote = options.remote ?? (isIp(duplex) ? remoteAddress(duplex) : NAMELESS);
  return new StreamTransport(duplex, local, { remote, closeTimeout });
}

function isIp(duplex: Duplex): duplex is Socket {
  return duplex instanceof Socket && duplex.localAddress !== undefined;
}

const NAMELESS: Address = { kind: 'name', name: 'duplex' };
