/** What a client makes of the response (RFC 6455, 4.1). */
import type { ByteWindow } from '@wirechart/core';
import type { AgreedCompression, Compression } from '../compression.js';
import { UpgradeRefused, webSocketError } from '../errors.js';
import { type Fields, has, readHead, single } from '../http/head.js';
import { readExtensions } from './extensions.js';
import { acceptFor } from './key.js';
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

/** @throws RemoteError for a response that is malformed, refuses, or agrees to what was not offered. */
export function readResponse(frame: ByteWindow, key: string, options: ResponseOptions): Upgrade | typeof INTERIM {
  const { firstLine, fields } = readHead(frame);
  const match = /^HTTP\/1\.1 (\d{3})(?: (.*))?$/.exec(firstLine);
  if (match === null) throw webSocketError('http-malformed', 'the status line');
  const [, code, reason = ''] = match;
  const status = Number(code);
  if (status >= 100 && status < 200 && status !== 101) return INTERIM;
  if (status !== 101) throw new UpgradeRefused(status, reason, fields);
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
