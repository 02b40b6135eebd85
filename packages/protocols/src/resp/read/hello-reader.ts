/** Reads the reply to HELLO (https://redis.io/docs/latest/commands/hello/). */
import { respError } from '../errors.js';
import type { ReplyBounds } from '../options.js';
import { ErrorReply, type RespValue } from '../values.js';
import { ReplyReader } from './reply-reader.js';

export class HelloReader extends ReplyReader {
  constructor(bounds: ReplyBounds) {
    super(bounds, 'text');
  }

  /** @throws RemoteError `hello-refused` for anything but a map, or the array that stands for it in RESP2. */
  override take(): RespValue {
    const reply = super.take();
    if (reply instanceof Map || Array.isArray(reply)) return reply;
    throw respError('hello-refused', reply instanceof ErrorReply ? reply.message : 'a reply of another kind');
  }
}
