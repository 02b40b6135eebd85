/** What a client makes of the response (RFC 6455, 4.1). */
import type { ByteWindow } from '@wirechart/core';
import type { AgreedCompression, Compression } from '../compression.js';
import { webSocketError } from '../errors.js';
import { type Fields, has, readHead, single } from '../http/head.js';
import { readExtensions } from './extensions.js';
import { acceptFor } from './key.js';
import { RefusalBody } from './refusal-body.js';
import type { Upgrade } from './upgrade.js';

export interface ResponseOptions {
  readonly target: string;
  /** Subprotocols that were offered. */
  readonly protocols: readonly string[];
  /** The compression that was offered. */
  readonly compression: Compression | undefined;
}

/** A response before the one that counts (RFC 9110, 15.2). */
export const INTERIM = 'interim';

/** @throws RemoteError for a response that is malformed, or agrees to what was not offered. */
export function readResponse(
  frame: ByteWindow,
  key: string,
  options: ResponseOptions,
): Upgrade | RefusalBody | typeof INTERIM {
  const { firstLine, fields } = readHead(frame);
  const match = /^HTTP\/(\d(?:\.\d)?) (\d{3})(?: (.*))?$/.exec(firstLine);
  if (match === null) throw webSocketError('http-malformed', 'the status line');
  const [, version, code, reason = ''] = match;
  const status = Number(code);
  // A server of whatever version may refuse; only one of HTTP/1.1 may agree (RFC 6455, 4.1).
  if (status >= 200) return new RefusalBody({ version: version as string, status, reason, fields });
  if (version !== '1.1') throw webSocketError('http-malformed', `HTTP/${version}`);
  if (status !== 101) return INTERIM;
  if (!has(fields, 'upgrade', 'websocket') || !has(fields, 'connection', 'upgrade'))
    throw webSocketError('upgrade-missing');
  if (single(fields, 'sec-websocket-accept') !== acceptFor(key)) throw webSocketError('upgrade-accept');
  const { target } = options;
  const protocol = readProtocol(fields, options);
  return { target, protocol, fields, compression: readCompression(fields, options) };
}

function readProtocol(fields: Fields, { protocols }: ResponseOptions): string | undefined {
  if (!fields.has('sec-websocket-protocol')) return undefined;
  const protocol = single(fields, 'sec-websocket-protocol');
  if (protocol === undefined || !protocols.includes(protocol)) {
    throw webSocketError('upgrade-not-offered', 'the subprotocol');
  }
  return protocol;
}

function readCompression(fields: Fields, { compression }: ResponseOptions): AgreedCompression | undefined {
  const [answer, ...further] = readExtensions(fields);
  if (answer === undefined) return undefined;
  if (compression === undefined || further.length > 0 || answer.name !== compression.offer.name) {
    throw webSocketError('upgrade-not-offered', 'the extension');
  }
  return compression.confirm(answer);
}
