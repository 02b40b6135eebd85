/** Closing a stream at once, with word to the remote where the stream can give it. */
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';

export function reset(stream: Duplex): void {
  if (!(stream instanceof Socket)) {
    stream.destroy();
    return;
  }
  try {
    stream.resetAndDestroy();
  } catch {
    // It throws for what is not TCP and so knows no reset (ERR_INVALID_HANDLE_TYPE).
    stream.destroy();
  }
}
