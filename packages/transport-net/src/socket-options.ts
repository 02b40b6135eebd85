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
  readonly noDelay?: boolean;
}

/** What a listening or connecting socket is made with besides. */
export function socketOptionsFor({ keepAlive, noDelay = true }: SocketChoices) {
  return { noDelay, ...(keepAlive === undefined ? {} : { keepAlive: true, keepAliveInitialDelay: keepAlive }) };
}
