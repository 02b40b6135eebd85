import { defineProtocol } from '@wirechart/core';
import { replies, requests } from './codec.js';
import { encodeReply, encodeRequest } from './encode.js';
import type { Reply, Request } from './messages.js';
import { readHalf } from './read-half.js';

const limits = { contentBytes: 1024 * 1024 };

/** For `serve`: requests come in, replies go out. */
export const kvServer = defineProtocol<Request, Reply>({
  name: 'kv',
  read: readHalf(requests),
  encode: encodeReply,
  limits,
  // Not after a time-out: nobody asked, and the next request would take it for its reply.
  farewell: ({ blame, code }) => (blame === 'remote' ? { type: 'error', reason: code } : undefined),
});

/** For `connect`: the same, the other way round. */
export const kvClient = defineProtocol<Reply, Request>({
  name: 'kv',
  read: readHalf(replies),
  encode: encodeRequest,
  limits,
});
