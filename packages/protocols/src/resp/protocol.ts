/**
 * RESP, the protocol of Redis, in versions 2 and 3 (https://redis.io/docs/latest/develop/reference/protocol-spec/). What arrives
 * says itself of which version it is; which one a server sends is decided by HELLO.
 */
import { checkOptions, defineProtocol, type Protocol, type RemoteError, type WirechartError } from '@wirechart/core';
import { oneOf } from '../one-of.js';
import { clientHalf } from './client-half.js';
import type { Command, Request } from './command.js';
import { respCodes } from './errors.js';
import { respFields } from './fields.js';
import { DEPTH, ELEMENTS, positive, type RespOptions } from './options.js';
import type { BulkAs } from './read/bulk.js';
import { respReplies } from './replies.js';
import { serverHalf } from './server-half.js';
import { ErrorReply, type RespValue } from './values.js';
import { encodeRequest } from './write/encode-request.js';
import { encodeValue } from './write/encode-value.js';

/**
 * A server: commands arrive, values are sent (in RESP3; see `toResp2`). A remote that breaks the protocol gets an error
 * reply before the connection is closed, as from Redis.
 *
 * @throws RangeError for an option out of range.
 */
export function respServer(options: RespOptions = {}): Protocol<Command, RespValue> {
  checkOptions<RespOptions>('respServer', options, { limits: true, timeouts: true, elements: true });
  const { limits, timeouts, elements = ELEMENTS } = options;
  return defineProtocol<Command, RespValue>({
    name: 'resp',
    read: serverHalf(positive('elements', elements)),
    encode: encodeValue,
    fields: respFields,
    farewell,
    ...(limits === undefined ? {} : { limits }),
    timeouts: { idle: SERVER_IDLE, ...timeouts },
  });
}

export interface RespClientOptions extends RespOptions {
  /** How bulk strings are handed out: `'text'` where they are UTF-8, else and by default `'bytes'`. */
  readonly bulk?: BulkAs;
  /** How deeply a reply may be nested. Default 32. A positive integer or Infinity. */
  readonly depth?: number;
  /**
   * Opens the connection with HELLO and asks for this version. What the server says of itself comes as the event `hello`;
   * a refusal is the RemoteError `hello-refused`. Default: no HELLO, which is version 2.
   */
  readonly version?: 2 | 3;
  /** Credentials to open with; needs `version`. */
  readonly auth?: { readonly username?: string; readonly password: string };
}

/**
 * A client: requests are sent, values arrive. Requests may be sent without waiting; each gets its own reply, and an error of
 * the server is a value like others. SUBSCRIBE and its kin resolve by their (last) confirmation, or reject with
 * `subscription-refused`; `client.subscribe` gives what is published, as arrays in either version. Pushes are events of the
 * connection of type `push`.
 *
 * @throws RangeError for an option out of range.
 */
export function respClient(options: RespClientOptions = {}): Protocol<RespValue, Request> {
  checkOptions<RespClientOptions>('respClient', options, CLIENT_OPTIONS);
  const { limits, timeouts, bulk = 'bytes', elements = ELEMENTS, depth = DEPTH, version, auth } = options;
  if (auth !== undefined && version === undefined) throw new RangeError('auth needs the option version');
  if (version !== undefined) oneOf('version', version, [2, 3]);
  oneOf('bulk', bulk, ['bytes', 'text']);
  const bounds = { elements: positive('elements', elements), depth: positive('depth', depth) };
  return defineProtocol<RespValue, Request>({
    name: 'resp',
    read: clientHalf({ ...bounds, bulk, hello: version !== undefined }),
    encode: encodeRequest,
    fields: respFields,
    replies: () => respReplies(version),
    heartbeat: () => ['PING'],
    ...(version === undefined ? {} : { opening: () => hello(version, auth) }),
    ...(limits === undefined ? {} : { limits }),
    // Nobody asks, so nobody answers: an idle client is no fault.
    timeouts: { idle: Number.POSITIVE_INFINITY, ...timeouts },
  });
}

function hello(version: 2 | 3, auth: RespClientOptions['auth']): Request {
  if (auth === undefined) return ['HELLO', version];
  return ['HELLO', version, 'AUTH', auth.username ?? 'default', auth.password];
}

/** In Redis's words, to the letter; what only this side's limits forbid is said in ours, with the limit. */
function farewell(error: WirechartError): RespValue | undefined {
  if (!isOfRemote(error) || error.code === 'http-request') return undefined;
  return new ErrorReply(`ERR Protocol error: ${wordsOf(error)}`);
}

function wordsOf({ code, message }: RemoteError): string {
  if (code === 'bulk-expected') return message.replace(': ', ', ').replace(/[\r\n]/g, ' ');
  return WITHOUT_PARTICULARS.has(code) ? respCodes[code as keyof typeof respCodes].text : message;
}

const WITHOUT_PARTICULARS: ReadonlySet<string> = new Set(['count-invalid', 'length-invalid']);

/** What the remote sent was wrong; one that hung up in the middle is past hearing of it. */
function isOfRemote(error: WirechartError): error is RemoteError {
  return Object.hasOwn(respCodes, error.code);
}

/** Redis has no such time-out unless told so, but finds out about remotes that are gone (`tcp-keepalive`) after as long. */
const SERVER_IDLE = 300_000;

const CLIENT_OPTIONS = {
  limits: true,
  timeouts: true,
  elements: true,
  bulk: true,
  depth: true,
  version: true,
  auth: true,
} as const;
