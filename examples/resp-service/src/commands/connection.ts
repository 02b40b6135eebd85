/** Commands about the connection and the server. */
import { encodeUtf8 } from '@wirechart/core';
import { ErrorReply, type RespValue, Verbatim } from '@wirechart/protocols/resp';
import { bytesOf, integerOf, keyOf, shown, wordOf } from '../arguments.js';
import { ANY, type CommandGroup, type CommandTable } from '../command-table.js';
import { globTest } from '../glob.js';
import type { Session } from '../session.js';
import type { Store } from '../store.js';

export function connectionCommands(store: Store): CommandTable {
  return {
    PING: {
      args: [0, ANY],
      run: ([text, ...more], session) => {
        if (more.length > 0) throw new ErrorReply("ERR wrong number of arguments for 'ping' command");
        if (session.listensOnly) return [bulk('pong'), text ?? bulk('')];
        return text ?? 'PONG';
      },
    },
    ECHO: { args: [1, 1], run: ([text]) => text },
    HELLO: { args: [0, ANY], run: hello },
    AUTH: { args: [1, ANY], run: auth },
    SELECT: {
      args: [1, 1],
      run: ([index]) => {
        const number = integerOf(index);
        if (number === 0) return 'OK';
        if (BigInt.asIntN(32, BigInt(number)) !== BigInt(number))
          throw new ErrorReply('ERR value is out of range, value must between -2147483648 and 2147483647');
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
    CLIENT: clientCommands,
    COMMAND: { args: [0, ANY], run: ([what]) => (wordOf(what) === 'COUNT' ? 0 : []) },
    CONFIG: configCommands,
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
  const wanted = version === undefined ? undefined : protocolVersion(version);
  // As in Redis 7.0, each option counts at once, whatever becomes of the later ones.
  for (let at = 0; at < options.length; at++) {
    const word = wordOf(options[at]);
    const left = options.length - at - 1;
    if (word === 'AUTH' && left >= 2) {
      checkUser(options[at + 1]);
      at += 2;
    } else if (word === 'SETNAME' && left >= 1) {
      at += 1;
      session.name = nameOf(options[at] as Uint8Array);
    } else throw new ErrorReply(`ERR Syntax error in HELLO option '${shown(options[at], Number.POSITIVE_INFINITY)}'`);
  }
  if (wanted !== undefined) session.version = wanted;
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

function protocolVersion(argument: Uint8Array): 2 | 3 {
  let version: number | bigint;
  try {
    version = integerOf(argument);
  } catch {
    throw new ErrorReply('ERR Protocol version is not an integer or out of range');
  }
  if (version === 2 || version === 3) return version;
  throw new ErrorReply('NOPROTO unsupported protocol version');
}

/** Nobody has set a password: the user `default` may come with any, or without. */
function auth(words: readonly Uint8Array[]): RespValue {
  if (words.length > 2) throw new ErrorReply('ERR syntax error');
  if (words.length === 1) {
    throw new ErrorReply(
      'ERR AUTH <password> called without any password configured for the default user. Are you sure your configuration is correct?',
    );
  }
  checkUser(words[0]);
  return 'OK';
}

function checkUser(name: Uint8Array | undefined): void {
  if (keyOf(name) === 'default') return;
  throw new ErrorReply('WRONGPASS invalid username-password pair or user is disabled.');
}

/** A name of a connection stands in lists of them, and must not be mistaken for more of the list. */
function nameOf(argument: Uint8Array): Uint8Array {
  if (argument.every((byte) => byte >= 0x21 && byte <= 0x7e)) return argument.slice();
  throw new ErrorReply('ERR Client names cannot contain spaces, newlines or special characters.');
}

const clientCommands: CommandGroup = {
  subcommands: {
    ID: { args: [0, 0], run: (_, session) => session.id },
    GETNAME: { args: [0, 0], run: (_, { name }) => (name.length === 0 ? null : name) },
    SETNAME: {
      args: [1, 1],
      run: ([name], session) => {
        session.name = nameOf(name as Uint8Array);
        return 'OK';
      },
    },
    // Of Redis 7.2: today's clients say by it what they are.
    SETINFO: { args: [2, 2], run: () => 'OK' },
  },
};

const configCommands: CommandGroup = {
  subcommands: {
    GET: {
      args: [1, ANY],
      run: (names) => {
        const settings = new Map<RespValue, RespValue>();
        const asked = new Set<string>();
        for (const name of names.map(keyOf)) {
          const words = /[*?[]/.test(name) ? [...SETTINGS.keys()].filter(globTest(name.toLowerCase())) : [name];
          for (const word of words) {
            const key = word.toLowerCase();
            const value = SETTINGS.get(key);
            // Told once, and by the name that was asked for.
            if (value === undefined || asked.has(key)) continue;
            asked.add(key);
            settings.set(bytesOf(word), bulk(value));
          }
        }
        return settings;
      },
    },
  },
};

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
