/** An option that is misspelt is an error that says which was meant, and no setting that is silently not made; so is its value. */
import { connect, pool, reconnecting, serve } from '@wirechart/core';
import { simulatedNetwork } from '@wirechart/transport-memory';
import { expect, test } from 'vitest';
import { delimited, lengthPrefixed, lines, netstring, varintPrefixed } from '../src/framing/index.js';
import { jsonHeader } from '../src/json-header/index.js';
import { memcached } from '../src/memcached/index.js';
import { modbusClient, modbusServer } from '../src/modbus/index.js';
import { encodeProxyHeader, proxied, withProxyHeader } from '../src/proxy/index.js';
import { raw, tunnel } from '../src/raw/index.js';
import { respClient, respServer } from '../src/resp/index.js';
import { smtpClient } from '../src/smtp/index.js';
import { byAlpn, overTls } from '../src/tls/index.js';
import { permessageDeflate } from '../src/websocket/deflate/index.js';
import { webSocket } from '../src/websocket/index.js';

const endpoint = simulatedNetwork({ seed: 1 }).endpoint('server');
const url = { url: 'ws://h/', random: (bytes: Uint8Array) => bytes };

test.each<[string, string, string, (options: never) => unknown]>([
  ['serve', 'onEror', 'onError', (options) => serve(lines(), (line) => line, endpoint, options)],
  ['connect', 'timeout', 'timeouts', (options) => connect(lines(), endpoint, options)],
  ['reconnecting', 'onEvents', 'onEvent', (options) => reconnecting(lines(), endpoint, options)],
  ['pool', 'siez', 'size', (options) => pool(lines(), endpoint, options)],
  ['backoff', 'frist', 'first', (backoff) => reconnecting(lines(), endpoint, { backoff })],
  ['whileAway', 'queu', 'queue', (whileAway) => pool(lines(), endpoint, { whileAway })],
  ['jsonHeader', 'exchange', 'exchanges', jsonHeader],
  ['lines', 'timeout', 'timeouts', lines],
  ['lengthPrefixed', 'littleEndain', 'littleEndian', (options) => lengthPrefixed(Object.assign({ width: 2 }, options))],
  ['modbusClient', 'limit', 'limits', modbusClient],
  ['modbusServer', 'limit', 'limits', modbusServer],
  ['proxied', 'mixedFamilys', 'mixedFamilies', (options) => proxied(raw(), Object.assign({ trusted: [] }, options))],
  ['encodeProxyHeader', 'checksums', 'checksum', encodeProxyHeader],
  ['withProxyHeader', 'tlv', 'tlvs', (options) => withProxyHeader(raw(), options)],
  ['tunnel', 'timeout', 'timeouts', tunnel],
  ['byAlpn', 'otherwize', 'otherwise', (options) => byAlpn({ raw: raw() }, options)],
  ['overTls', 'leftover', 'leftovers', (options) => overTls(raw(), options)],
  ['permessageDeflate', 'treshold', 'threshold', permessageDeflate],
  ['smtpClient', 'tsl', 'tls', (options) => smtpClient(Object.assign({ name: 'a' }, options))],
  ['respServer', 'element', 'elements', respServer],
  ['respClient', 'bulks', 'bulk', respClient],
  ['memcached.server', 'speak', 'speaks', memcached.server],
  ['memcached.client', 'speak', 'speaks', memcached.client],
  ['webSocket.server', 'protocol', 'protocols', webSocket.server],
  ['webSocket.client', 'protocol', 'protocols', (options) => webSocket.client(Object.assign({}, url, options))],
])('%s: %s is taken for %s', async (_, wrong, meant, call) => {
  const made = (async () => call({ [wrong]: 1 } as never))();
  await expect(made).rejects.toThrow(`'${meant}'`);
  await expect(made).rejects.toThrow(TypeError);
});

test.each<[string, string, () => unknown]>([
  ['jsonHeader', 'exchanges', () => jsonHeader({ exchanges: 'once' as never })],
  ['lines', 'ending', () => lines({ ending: 'lf' as never })],
  ['lines', 'oversize', () => lines({ oversize: 'skip' as never })],
  ['delimited', 'oversize', () => delimited(';', { oversize: 'skip' as never })],
  ['netstring', 'oversize', () => netstring({ oversize: 'skip' as never })],
  ['varintPrefixed', 'oversize', () => varintPrefixed({ oversize: 'skip' as never })],
  ['lengthPrefixed', 'oversize', () => lengthPrefixed({ width: 2, oversize: 'skip' as never })],
  ['smtpClient', 'tls', () => smtpClient({ name: 'a', tls: 'constructor' as never })],
  ['respClient', 'bulk', () => respClient({ bulk: 'string' as never })],
  ['respClient', 'version', () => respClient({ version: 4 as never })],
  ['memcached.server', 'speaks', () => memcached.server({ speaks: 'txt' as never })],
  ['memcached.client', 'speaks', () => memcached.client({ speaks: 'both' as never })],
])('%s: a value of %s that there is not is refused', (_, name, make) => {
  expect(make).toThrow(RangeError);
  expect(make).toThrow(`${name} must be one of `);
});
