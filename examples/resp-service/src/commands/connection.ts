/** Commands about the connection and the server. */
import { encodeUtf8 } from '@wirechart/core';
import { ErrorReply, type RespValue, Verbatim } from '@wirechart/protocols/resp';
import { integerOf, keyOf, wordOf } from '../arguments.js';
import { ANY, type CommandTable } from '../command-table.js';
import type { Session } from '../session.js';
import type { Store } from '../store.js';

export function connectionCommands(store: Store): CommandTable {
  return {
    PING: {
      args: [0, 1],
      run: ([text], session) => {
        // In version 2 a subscriber's replies must look like messages.
        if (session.version === 2 && session.channels.size > 0) return [bulk('pong'), text ?? bulk('')];
        return text ?? 'PONG';
      },
    },
    ECHO: { args: [1, 1], run: ([text]) => text },
    HELLO: { args: [0, ANY], run: hello },
    AUTH: {
      args: [1, 2],
      run: () => {
        throw new ErrorReply(
          'ERR AUTH called without any password configured. Are you sure your configuration is correct?',
        );
      },
    },
    SELECT: {
      args: [1, 1],
      run: ([index]) => {
        if (integerOf(index) === 0) return 'OK';
        throw new ErrorReply('ERR DB index is out of range');
      },
    },
    QUIT: {
      args: [0, ANY],
      run: (_, session) => {
        session.close();
        return 'OK';
      },
    },
    CLIENT: { args: [1, ANY], run: client },
    COMMAND: { args: [0, ANY], run: ([what]) => (wordOf(what) === 'COUNT' ? 0 : []) },
    CONFIG: { args: [1, ANY], run: config },
    INFO: { args: [0, ANY], run: () => new Verbatim('txt', encodeUtf8(info(store))) },
    TIME: {
      args: [0, 0],
      run: () => {
        const { now } = store;
        return [bulk(String(Math.floor(now / 1000))), bulk(String(Math.floor(now % 1000) * 1000))];
      },
    },
  };
}

/** https://redis.io/docs/latest/commands/hello/ */
function hello([version, ...options]: readonly Uint8Array[], session: Session): RespValue {
  if (version !== undefined) {
    const wanted = keyOf(version);
    if (wanted !== '2' && wanted !== '3') throw new ErrorReply('NOPROTO unsupported protocol version');
    for (let at = 0; at < options.length; at++) {
      if (wordOf(options[at]) === 'SETNAME' && options[at + 1] !== undefined) {
        at += 1;
        session.name = (options[at] as Uint8Array).slice();
      } else throw new ErrorReply(`ERR Syntax error in HELLO option '${keyOf(options[at])}'`);
    }
    session.version = wanted === '2' ? 2 : 3;
  }
  return new Map<RespValue, RespValue>([
    [bulk('server'), bulk(SERVER)],
    [bulk('version'), bulk(VERSION)],
    [bulk('proto'), session.version],
    [bulk('id'), session.id],
    [bulk('mode'), bulk('standalone')],
    [bulk('role'), bulk('master')],
    [bulk('modules'), []],
  ]);
}

function client([what, value]: readonly Uint8Array[], session: Session): RespValue {
  switch (wordOf(what)) {
    case 'ID':
      return session.id;
    case 'GETNAME':
      return session.name.length === 0 ? null : session.name;
    case 'SETNAME':
      session.name = (value ?? new Uint8Array(0)).slice();
      return 'OK';
    case 'SETINFO':
      return 'OK';
  }
  throw new ErrorReply(`ERR unknown subcommand '${keyOf(what)}'. Try CLIENT ID.`);
}

function config([what, ...names]: readonly Uint8Array[]): RespValue {
  if (wordOf(what) !== 'GET') throw new ErrorReply(`ERR unknown subcommand '${keyOf(what)}'. Try CONFIG GET.`);
  const settings = new Map<RespValue, RespValue>();
  for (const name of names) {
    const value = SETTINGS.get(keyOf(name).toLowerCase());
    if (value !== undefined) settings.set(name, bulk(value));
  }
  return settings;
}

function info(store: Store): string {
  return [
    '# Server',
    `redis_version:${VERSION}`,
    'redis_mode:standalone',
    '# Persistence',
    'loading:0',
    '# Keyspace',
    `db0:keys=${store.size}`,
    '',
  ].join('\r\n');
}

const bulk = (text: string): Uint8Array => encodeUtf8(text);

const SERVER = 'wirechart';
/** What clients look at before they use a command: those of this service are all older. */
const VERSION = '6.2.0';
/** Nothing is written to disk. */
const SETTINGS = new Map([
  ['save', ''],
  ['appendonly', 'no'],
  ['databases', '1'],
]);
