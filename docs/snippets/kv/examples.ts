import type { Reply, Request } from './messages.js';

export const value = Uint8Array.of(0, 1, 2, 255);

export const someRequests: Request[] = [
  { type: 'set', key: 'é', value },
  { type: 'get', key: 'rabbit' },
  { type: 'set', key: 'empty', value: new Uint8Array() },
];

export const someReplies: Reply[] = [{ type: 'stored' }, { type: 'value', value }, { type: 'missing' }];

export const answer = (request: Request): Reply =>
  request.type === 'get' ? { type: 'value', value } : { type: 'stored' };

/** A frame as it stands on the wire, also one that no encoder would write. */
export const frame = (type: number, ...payload: number[]) => Uint8Array.of(type, 0, 0, 0, payload.length, ...payload);
