import { encoded } from '@wirechart/contract';
import { encodeUtf8 } from '@wirechart/core';
import type { Request } from './messages.js';
import { kvClient } from './protocol.js';

const conversation: Request[] = [
  { type: 'set', key: 'rabbit', value: encodeUtf8('white') },
  { type: 'get', key: 'rabbit' },
  { type: 'set', key: 'é', value: new Uint8Array() },
];

export const corpus = [encoded(kvClient, 'client', conversation)];
