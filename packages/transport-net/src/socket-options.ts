import { Socket } from 'node:net';
import { checkKeepAlive, checkKeepAliveCount } from './ranges.js';

/** What every socket is made with, whichever side made it. */
export const SOCKET_OPTIONS = {
  allowHalfOpen: true,
  // Answers leave when they are written. The engine writes once per turn, so Nagle's delay would gain nothing.
  noDelay: true,
  // One read of Node's sockets; releases before 22 have a quarter of it as the default for streams.
  highWaterMark: 64 * 1024,
} as const;

export interface SocketChoices {
  readonly keepAlive?: number;
  readonly keepAliveInterval?: number;
  readonly keepAliveCount?: number;
  readonly noDelay?: boolean;
}

/** What a listening or connecting socket is made with besides. */
export function socketOptionsFor({ keepAlive, noDelay = true }: SocketChoices) {
  return { noDelay, ...(keepAlive === undefined ? {} : { keepAlive: true, keepAliveInitialDelay: keepAlive }) };
}

/**
 * How a socket is told of intervals and counts of its own, which Node takes after it is open only; undefined where the usual ones do.
 *
 * @throws RangeError naming an option that is out of range, or that this Node does not have
 */
export function probing(choices: SocketChoices): ((socket: Socket) => void) | undefined {
  const { keepAlive, keepAliveInterval, keepAliveCount } = choices;
  if (keepAlive !== undefined) checkKeepAlive('keepAlive', keepAlive);
  if (keepAliveInterval === undefined && keepAliveCount === undefined) return undefined;
  if (keepAliveInterval !== undefined) checkKeepAlive('keepAliveInterval', keepAliveInterval);
  if (keepAliveCount !== undefined) checkKeepAliveCount(keepAliveCount);
  const name = keepAliveInterval === undefined ? 'keepAliveCount' : 'keepAliveInterval';
  if (keepAlive === undefined) throw new RangeError(`${name} needs keepAlive`);
  if (!canProbe) throw new RangeError(`${name} needs Node 26.4, or a late 24`);
  return (socket) => {
    (socket.setKeepAlive as SetKeepAlive).call(socket, true, keepAlive, keepAliveInterval, keepAliveCount);
  };
}

type SetKeepAlive = (enable: boolean, idle: number, interval?: number, count?: number) => unknown;

/** Older ones have two parameters, and pass over the others. */
const canProbe = Socket.prototype.setKeepAlive.length >= 4;
