/** The clients: of the text protocol and of the binary one. */
import { checkOptions, defineProtocol, type Protocol } from '@wirechart/core';
import { oneOf } from '../one-of.js';
import { encodeCommand as encodeBinary } from './binary/encode-command.js';
import { binaryFields } from './binary/fields.js';
import { binaryReplies } from './binary/replies.js';
import { replyHalf as binaryHalf } from './binary/reply-half.js';
import { type Command, noop, version } from './command.js';
import { type MemcachedOptions, withDefaults } from './options.js';
import type { Reply } from './reply.js';
import { encodeCommand as encodeText } from './text/encode-command.js';
import { textFields } from './text/fields.js';
import { textReplies } from './text/replies.js';
import { replyHalf as textHalf } from './text/reply-half.js';

export interface MemcachedClientOptions extends MemcachedOptions {
  /** Default `'text'`. The binary protocol can say more (see {@link Command}); newer servers advise against it. */
  readonly speaks?: 'text' | 'binary';
}

/**
 * A client of the memcached protocols: commands go out, replies come in, one to each command that is not quiet, and each is
 * held against its command: the binary protocol's by their opaque, opcode and key, the text protocol's by their kind and keys.
 * Quiet ones are for `send`, not for `request`: they have no reply. One that fails is told by the event `quiet-failure` in
 * the binary protocol, and by the event `reply` in the text protocol, where the server says anything.
 *
 * @throws RangeError for a `speaks` that there is not; TypeError for an option of an unknown name.
 */
export function memcachedClient(options: MemcachedClientOptions = {}): Protocol<Reply, Command> {
  checkOptions<MemcachedClientOptions>('memcached.client', options, { speaks: true, limits: true, timeouts: true });
  const defaults = withDefaults(options);
  return oneOf('speaks', options.speaks ?? 'text', ['text', 'binary']) === 'binary'
    ? defineProtocol<Reply, Command>({
        name: 'memcached-binary',
        read: binaryHalf,
        encode: encodeBinary,
        fields: binaryFields,
        replies: binaryReplies,
        heartbeat: noop,
        ...defaults,
      })
    : defineProtocol<Reply, Command>({
        name: 'memcached-text',
        read: textHalf,
        encode: encodeText,
        fields: textFields,
        replies: textReplies,
        heartbeat: version,
        ...defaults,
      });
}
