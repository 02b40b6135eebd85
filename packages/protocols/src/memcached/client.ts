/** The clients: of the text protocol and of the binary one. */
import { defineProtocol, type Protocol } from '@wirechart/core';
import { encodeCommand as encodeBinary } from './binary/encode-command.js';
import { replyHalf as binaryHalf } from './binary/reply-half.js';
import type { Command } from './command.js';
import { type MemcachedOptions, withDefaults } from './options.js';
import type { Reply } from './reply.js';
import { encodeCommand as encodeText } from './text/encode-command.js';
import { replyHalf as textHalf } from './text/reply-half.js';

export interface MemcachedClientOptions extends MemcachedOptions {
  /** Default `'text'`. The binary protocol can say more (see {@link Command}); newer servers advise against it. */
  readonly speaks?: 'text' | 'binary';
}

/**
 * A client of the memcached protocols: commands go out, replies come in, one to each command that is not quiet. Quiet ones
 * are for `send`, not for `request`: they have no reply. One that fails is told by the event `quiet-failure` in the binary
 * protocol, and by nothing in the text protocol.
 */
export function memcachedClient(options: MemcachedClientOptions = {}): Protocol<Reply, Command> {
  const defaults = withDefaults(options);
  return options.speaks === 'binary'
    ? defineProtocol<Reply, Command>({ name: 'memcached-binary', read: binaryHalf, encode: encodeBinary, ...defaults })
    : defineProtocol<Reply, Command>({ name: 'memcached-text', read: textHalf, encode: encodeText, ...defaults });
}
