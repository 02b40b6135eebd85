/** What a server makes of a request (RFC 6455, 4.2). */
import type { ByteWindow } from '@wirechart/core';
import type { Agreement, Compression } from '../compression.js';
import { UpgradeRefused, webSocketError } from '../errors.js';
import { type Fields, has, isToken, list, readHead, single } from '../http/head.js';
import { type FieldList, type HttpMessage, response } from '../http/write-head.js';
import { type Extension, readExtensions, writeExtension } from './extensions.js';
import { isHost } from './host.js';
import { acceptFor, isKey } from './key.js';
import type { Upgrade } from './upgrade.js';

/** A request to open a WebSocket that is as it must be. */
export interface UpgradeRequest {
  /** Path and query, such as `/chat?room=1`. */
  readonly target: string;
  /** Of the field `Host`, or of the target where that is an absolute URI. */
  readonly host: string;
  /** Where the page came from whose program this is: a browser always says so. */
  readonly origin: string | undefined;
  /** Subprotocols that the client speaks, the one it likes best first. */
  readonly protocols: readonly string[];
  /** By name in lower case. */
  readonly fields: Fields;
}

/** What an application says to a request: yes, with these particulars; or no. */
export type UpgradeDecision = UpgradeAcceptance | UpgradeRefusal;

/** Undefined for yes, as it is. */
export type UpgradeAnswer = UpgradeDecision | undefined;

export interface UpgradeAcceptance {
  /** One of those that the client speaks. Default: the first of the client's that the server's `protocols` have, if any. */
  readonly protocol?: string;
  /** Further fields of the response, such as `Set-Cookie`. */
  readonly fields?: FieldList;
}

export interface UpgradeRefusal {
  /** Status of the response, 400 to 599. */
  readonly refuse: number;
  readonly fields?: FieldList;
  readonly body?: string;
}

export interface RequestOptions {
  /** Subprotocols that the server speaks. */
  readonly protocols: readonly string[];
  readonly decide: ((request: UpgradeRequest) => UpgradeAnswer | PromiseLike<UpgradeAnswer>) | undefined;
  readonly compression: Compression | undefined;
}

/** A request that was answered with yes. */
export interface Accepted {
  readonly upgrade: Upgrade;
  readonly response: HttpMessage;
}

/** A request about which the application is still thinking. */
export interface Pending {
  /** Rejects with the RemoteError for a request that is refused. */
  readonly accepted: PromiseLike<Accepted>;
}

/** @throws RemoteError for a request that is malformed or refused. */
export function readRequest(frame: ByteWindow, options: RequestOptions): Accepted | Pending {
  const { firstLine, fields } = readHead(frame);
  const target = readTarget(firstLine);
  const key = checkFields(fields);
  const extensions = readExtensions(fields);
  const request: UpgradeRequest = {
    target,
    host: hostIn(target) ?? (single(fields, 'host') as string),
    origin: single(fields, 'origin'),
    protocols: readProtocols(fields),
    fields,
  };
  const answer = options.decide?.(request);
  const accept = (decision: UpgradeAnswer) => acceptanceOf(request, key, extensions, decision ?? {}, options);
  return isPromise(answer) ? { accepted: answer.then(accept) } : accept(answer);
}

const isPromise = (answer: UpgradeAnswer | PromiseLike<UpgradeAnswer>): answer is PromiseLike<UpgradeAnswer> =>
  typeof (answer as { then?: unknown } | undefined)?.then === 'function';

/** @throws RemoteError when it is a refusal. */
function acceptanceOf(
  request: UpgradeRequest,
  key: string,
  extensions: readonly Extension[],
  decision: UpgradeDecision,
  { protocols, compression }: RequestOptions,
): Accepted {
  const { target, fields } = request;
  if ('refuse' in decision) throw refusal(decision);
  const { protocol = request.protocols.find((one) => protocols.includes(one)), fields: further = [] } = decision;
  if (protocol !== undefined && !request.protocols.includes(protocol)) {
    throw new RangeError(`the client does not speak the subprotocol '${protocol}'`);
  }
  const agreement: Agreement | undefined = compression?.accept(extensions);
  return {
    upgrade: { target, protocol, fields, compression: agreement?.compression },
    response: response(101, [
      ['Upgrade', 'websocket'],
      ['Connection', 'Upgrade'],
      ['Sec-WebSocket-Accept', acceptFor(key)],
      ['Sec-WebSocket-Protocol', protocol],
      ['Sec-WebSocket-Extensions', agreement && writeExtension(agreement.answer)],
      ...further,
    ]),
  };
}

function readTarget(firstLine: string): string {
  const match = /^([^ ]+) ([^ ]+) HTTP\/(\d)\.(\d)$/.exec(firstLine);
  if (match === null) throw webSocketError('http-malformed', 'the request line');
  const [, method = '', target = '', major, minor] = match;
  if (!isToken(method)) throw webSocketError('http-malformed', 'the method');
  if (major !== '1' || minor === '0') throw webSocketError('http-version', `${major}.${minor}`);
  if (method !== 'GET') throw webSocketError('http-method', method.slice(0, 20));
  // A path, or an absolute URI, which a proxy may have been sent (RFC 9112, 3.2); neither has a fragment.
  const host = hostIn(target);
  if (target.includes('#') || (host === undefined ? !target.startsWith('/') : !isHost(host)))
    throw webSocketError('http-malformed', 'the target');
  return target;
}

/** The host of an absolute URI: that counts then, and not the field (RFC 9112, 3.2.2). Undefined where it is none. */
function hostIn(target: string): string | undefined {
  return /^[a-z][-+.a-z0-9]*:\/\/([^/?#]*)/i.exec(target)?.[1];
}

/** Returns the key. */
function checkFields(fields: Fields): string {
  // What has a body, or pretends to, would be read as frames by us and as a request by whoever stands in between.
  if (fields.has('transfer-encoding') || !announcesNothing(fields.get('content-length') ?? [])) {
    throw webSocketError('http-malformed', 'a body');
  }
  if (!isHost(single(fields, 'host') ?? '')) throw webSocketError('upgrade-field', 'Host');
  // Whoever looks at one of several is deceived by the other (RFC 6454, 7.3: at most one).
  if ((fields.get('origin')?.length ?? 0) > 1) throw webSocketError('upgrade-field', 'Origin');
  if (!has(fields, 'upgrade', 'websocket') || !has(fields, 'connection', 'upgrade'))
    throw webSocketError('upgrade-missing');
  const version = single(fields, 'sec-websocket-version');
  if (version !== '13') throw webSocketError('upgrade-version', version);
  const key = single(fields, 'sec-websocket-key');
  if (key === undefined || !isKey(key)) throw webSocketError('upgrade-key');
  return key;
}

/** Of a length that stands several times each must be the same (RFC 9110, 8.6): each is nothing, and none is left out. */
function announcesNothing(lengths: readonly string[]): boolean {
  return lengths.every((line) => line.split(',').every((length) => /^[\t ]*0+[\t ]*$/.test(length)));
}

function readProtocols(fields: Fields): string[] {
  const protocols = list(fields, 'sec-websocket-protocol');
  const valid = protocols.every(isToken) && new Set(protocols).size === protocols.length;
  if (!valid || (protocols.length === 0 && fields.has('sec-websocket-protocol'))) {
    throw webSocketError('upgrade-field', 'Sec-WebSocket-Protocol');
  }
  return protocols;
}

function refusal({ refuse, fields = [], body = '' }: UpgradeRefusal): UpgradeRefused {
  if (!(Number.isInteger(refuse) && refuse >= 400 && refuse <= 599)) {
    throw new RangeError(`a refusal has a status from 400 to 599, not ${refuse}`);
  }
  const shown = new Map<string, string[]>();
  for (const [name, value] of fields) {
    if (value !== undefined) shown.set(name, [...(shown.get(name) ?? []), value]);
  }
  return new UpgradeRefused(refuse, 'by this server', shown, body);
}
