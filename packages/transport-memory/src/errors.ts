/** Codes of this package. What TCP has a code for (`ECONNRESET`, `ECONNREFUSED` …) carries that one. */
import { localErrors } from '@wirechart/core';

export const memoryCodes = {
  'started-twice': {
    text: 'the transport was started before',
    doc: '`start` was called a second time on a transport in memory. There is one sink for the life of a transport.',
  },
  'write-after-end': {
    text: 'nothing can be written after the end',
    doc: '`write` was called after `end` on a transport in memory. Nothing of it was taken.',
  },
  'memory-changed': {
    text: 'a chunk was changed by somebody it did not belong to',
    doc: 'Memory mode `guarded`: a chunk was written to after it had been given to the transport, or after the transport had delivered it.',
  },
} as const;

export const memoryError = localErrors(memoryCodes);
