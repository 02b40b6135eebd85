/** What a fired AbortSignal is worth. */
import type { AbortSignalLike } from '@wirechart/core';

/** The reason to reject with: the signal's, or an AbortError where it has none. */
export function abortReason(signal: AbortSignalLike): unknown {
  return signal.reason ?? new DOMException('This operation was aborted', 'AbortError');
}
