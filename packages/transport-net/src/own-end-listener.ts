/** Node's own listener for the end of a socket has nothing to do where both directions end apart: it would only take room. */
import type { Socket } from 'node:net';

/** Takes it off a socket that was made with `allowHalfOpen`, and that nobody else has. Leaves alone what it does not know. */
export function dropOwnEndListener(socket: Socket): void {
  own ??= ownListener(socket) ?? 'unknown';
  if (own !== 'unknown') socket.removeListener('end', own);
}

type EndListener = (this: Socket) => void;

/** That of all sockets. */
let own: EndListener | 'unknown' | undefined;

function ownListener(socket: Socket): EndListener | undefined {
  const listeners = socket.listeners('end') as EndListener[];
  return listeners.length === 1 && listeners[0]?.name === 'onReadableStreamEnd' ? listeners[0] : undefined;
}
