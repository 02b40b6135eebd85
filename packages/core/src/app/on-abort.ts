/** Hearing of a signal, for as long as that matters. */
import type { AbortSignalLike } from '../transport/transport.js';

/** Calls back when the signal fires, unless what is returned was called before: a signal may outlive whoever listens. */
export function onAbort(signal: AbortSignalLike, call: () => void): () => void {
  signal.addEventListener('abort', call, { once: true });
  return () => signal.removeEventListener('abort', call);
}
