/** The servers: of the text protocol, of the binary one, and of both on one port. */
import { checkOptions, defineProtocol, type Protocol, RemoteError, type WirechartError } from '@wirechart/core';
import { oneOf } from '../one-of.js';
import { encodeAnswer as encodeBinary } from './binary/encode-answer.js';
import { binaryFields } from './binary/fields.js';
import { requestHalf as binaryHalf } from './binary/request-half.js';
import type { Command } from './command.js';
import { detectHalf } from './detect-half.js';
import { refusalFor, tagIn } from './errors.js';
import { type Defaults, type MemcachedOptions, SERVER_LIMITS, withDefaults } from './options.js';
import type { Answer } from './reply.js';
import { encodeAnswer as encodeText } from './text/encode-answer.js';
import { textFields } from './text/fields.js';
import { requestHalf as textHalf } from './text/request-half.js';

export interface MemcachedServerOptions extends MemcachedOptions {
  /** Default `'both'`: the first byte of a connection decides, as memcached does it. */
  readonly speaks?: 'both' | 'text' | 'binary';
}

/**
 * A server of the memcached protocols: commands come in, answers go out.
 *
 * @throws RangeError for a `speaks` that there is not; TypeError for an option of an unknown name.
 */
export function memcachedServer(options: MemcachedServerOptions = {}): Protocol<Command, Answer> {
  checkOptions<MemcachedServerOptions>('memcached.server', options, { speaks: true, limits: true, timeouts: true });
  const defaults = withDefaults(options, SERVER_LIMITS);
  switch (oneOf('speaks', options.speaks ?? 'both', ['both', 'text', 'binary'])) {
    case 'text':
      return textServer(defaults);
    case 'binary':
      return binaryServer(defaults);
    default:
      return defineProtocol<Command, Answer>({
        name: 'memcached',
        read: detectHalf,
        encode: () => {
          throw new RangeError('nobody has asked anything yet');
        },
        next: { text: textServer(defaults), binary: binaryServer(defaults) },
        ...defaults,
      });
  }
}

function textServer(defaults: Defaults): Protocol<Command, Answer> {
  const name = 'memcached-text';
  return defineProtocol<Command, Answer>({
    name,
    read: textHalf,
    encode: encodeText,
    fields: textFields,
    farewell,
    ...defaults,
  });
}

function binaryServer(defaults: Defaults): Protocol<Command, Answer> {
  const name = 'memcached-binary';
  return defineProtocol<Command, Answer>({
    name,
    read: binaryHalf,
    encode: encodeBinary,
    fields: binaryFields,
    farewell,
    ...defaults,
  });
}

/** What a client is told that did something after which the connection cannot go on. */
function farewell(error: WirechartError): Answer | undefined {
  if (!(error instanceof RemoteError)) return undefined;
  const reply = refusalFor(error);
  if (reply === undefined) return undefined;
  return { to: { type: 'rejected', error, key: undefined, quiet: false, tag: tagIn(error) }, reply };
}
