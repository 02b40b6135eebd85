/** Every protocol that is shipped, in each of its roles. */
import type { Protocol, Role } from '@wirechart/core';
import {
  decimalPrefixed,
  delimited,
  eventStream,
  fixedLength,
  lengthPrefixed,
  lines,
  netstring,
  typed,
  untilClose,
  varintPrefixed,
} from '@wirechart/protocols/framing';
import { jsonHeader } from '@wirechart/protocols/json-header';
import { memcached } from '@wirechart/protocols/memcached';
import { modbusClient, modbusServer } from '@wirechart/protocols/modbus';
import { proxied, withProxyHeader } from '@wirechart/protocols/proxy';
import { raw, tunnel } from '@wirechart/protocols/raw';
import { respClient, respServer } from '@wirechart/protocols/resp';
import { smtpClient } from '@wirechart/protocols/smtp';
import { overTls } from '@wirechart/protocols/tls';
import { webSocket } from '@wirechart/protocols/websocket';

type Any = Protocol<never, never>;

export const shipped: readonly (readonly [name: string, role: Role, protocol: Any])[] = (
  [
    ['json-header', 'both', jsonHeader()],
    ['raw', 'both', raw()],
    ['tunnel', 'both', tunnel()],
    ['lines', 'both', lines()],
    ['delimited', 'both', delimited('\r\n')],
    ['fixed length', 'both', fixedLength(4)],
    ['length-prefixed', 'both', lengthPrefixed({ width: 2 })],
    ['varint-prefixed', 'both', varintPrefixed({})],
    ['decimal-prefixed', 'both', decimalPrefixed()],
    ['netstring', 'both', netstring()],
    ['typed', 'both', typed({ 1: 4, 2: 0 })],
    ['until close', 'both', untilClose()],
    ['event stream', 'client', eventStream()],
    ['memcached', 'server', memcached.server()],
    ['memcached', 'client', memcached.client()],
    ['memcached, binary', 'client', memcached.client({ speaks: 'binary' })],
    ['RESP', 'server', respServer()],
    ['RESP', 'client', respClient()],
    ['WebSocket', 'server', webSocket.server()],
    ['WebSocket', 'client', webSocket.client({ url: 'ws://localhost/', random: (bytes) => bytes.fill(7) })],
    ['Modbus', 'server', modbusServer()],
    ['Modbus', 'client', modbusClient()],
    ['SMTP', 'client', smtpClient({ name: 'here.example' })],
    ['PROXY', 'server', proxied(jsonHeader(), { trusted: ['127.0.0.1'] })],
    ['PROXY', 'client', withProxyHeader(jsonHeader(), {})],
    ['over TLS', 'server', overTls(jsonHeader())],
  ] as const
).flatMap(([name, roles, protocol]) =>
  (roles === 'both' ? (['server', 'client'] as const) : [roles]).map(
    (role) => [name, role, protocol as unknown as Any] as const,
  ),
);
