/** Which response belongs to which request: that of the same transaction, if it can answer it. */
import type { RepliesByKey } from '@wirechart/core';
import { bytesFor } from './bits.js';
import { CODES } from './functions.js';
import type { Request, Response } from './message.js';

export function replies(): RepliesByKey<Response, Request> {
  return {
    by: 'key',
    requestKey: ({ transaction }) => transaction,
    replyKey: ({ transaction }) => transaction,
    identifiers: {
      first: 0,
      last: 0xffff,
      assign: (request, transaction) => ({ ...request, transaction }),
    },
    answers: (response, request) => (request !== undefined && canAnswer(response, request) ? 'reply' : 'mismatch'),
  };
}

function canAnswer(response: Response, request: Request): boolean {
  if (response.unit !== (request.unit ?? 255)) return false;
  if (response.function === 'exception') return response.of === codeOf(request);
  if (response.function !== request.function) return false;
  switch (request.function) {
    case 'read-coils':
    case 'read-discrete-inputs':
      return 'values' in response && response.values.length === 8 * bytesFor(request.quantity);
    case 'read-holding-registers':
    case 'read-input-registers':
    case 'read-write-registers':
      return 'values' in response && response.values.length === request.quantity;
    case 'write-coil':
    case 'write-register':
      return 'value' in response && response.address === request.address && response.value === request.value;
    case 'write-coils':
    case 'write-registers':
      return (
        'quantity' in response && response.address === request.address && response.quantity === request.values.length
      );
    case 'mask-write-register':
      return 'and' in response && response.address === request.address;
    case 'other':
      return 'code' in response && response.code === request.code;
  }
}

const codeOf = (request: Request): number => (request.function === 'other' ? request.code : CODES[request.function]);
