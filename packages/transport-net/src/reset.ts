/** Closing a stream at once, with word to the remote where the stream can give it. */
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';

/** Resets the stream that carries this one's bytes. */
export function reset(stream: Duplex): void {
  const carrier = carrierOf(stream);
  if (!(carrier instanceof Socket)) {
    carrier.destroy();
    return;
  }
  try {
    carrier.resetAndDestroy();
  } catch {
    // It throws for what is not TCP and so knows no reset (ERR_INVALID_HANDLE_TYPE).
    carrier.destroy();
  }
}

/** Says which stream carries another one's bytes: that of a connection which was secured. It is the one that can be reset. */
export function overStream<T extends Duplex>(stream: T, under: Duplex): T {
  (stream as T & Over)[UNDER] = under;
  return stream;
}

/** The stream that carries this one's bytes; mostly itself. */
export function carrierOf(stream: Duplex): Duplex {
  return (stream as Over)[UNDER] ?? stream;
}

interface Over extends Duplex {
  [UNDER]?: Duplex;
}

const UNDER = Symbol('under');
