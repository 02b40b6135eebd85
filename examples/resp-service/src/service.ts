/** A server's application: a useful part of what Redis does, over a store in memory. */
import type { Handler, Peer } from '@wirechart/core';
import { type Command, ErrorReply, type RespValue } from '@wirechart/protocols/resp';
import { keyOf } from './arguments.js';
import type { CommandRow, CommandTable } from './command-table.js';
import { connectionCommands } from './commands/connection.js';
import { hashCommands } from './commands/hashes.js';
import { keyCommands } from './commands/keys.js';
import { listCommands } from './commands/lists.js';
import { Channels } from './commands/pubsub.js';
import { setCommands } from './commands/sets.js';
import { stringCommands } from './commands/strings.js';
import { endTransaction, transactionCommands } from './commands/transactions.js';
import { Session } from './session.js';
import { Store } from './store.js';

export interface RespServiceOptions {
  /** Milliseconds since 1970; keys expire by it. */
  readonly now: () => number;
}

export interface RespService {
  readonly handler: Handler<Command, RespValue>;
  /** Hears which connections are over; give it to `serve` with the handler. */
  readonly onEvent: (event: { readonly type: string }, peer: Peer<Command, RespValue>) => void;
}

/**
 * Strings, lists, hashes and sets with expiry, publishing, transactions, HELLO. Names, replies and errors are those of Redis, so
 * that its clients feel at home; a command that is not there is an error reply.
 *
 * @example
 * const { handler, onEvent } = respService({ now: Date.now });
 * const server = await serve(respServer(), handler, tcp({ port: 6379 }), { onEvent });
 */
export function respService({ now }: RespServiceOptions): RespService {
  const store = new Store(now);
  const channels = new Channels();
  const sessions = new WeakMap<Peer<Command, RespValue>, Session>();
  let lastId = 0;

  const table: CommandTable = {
    ...connectionCommands(store),
    ...keyCommands(store),
    ...stringCommands(store),
    ...hashCommands(store),
    ...listCommands(store),
    ...setCommands(store),
    ...channels.commands,
    ...transactionCommands,
    EXEC: { args: [0, 0], run: (_, session) => execute(session) },
    RESET: { args: [0, 0], run: (_, session) => reset(session) },
  };
  const commands = new Map<string, CommandRow>(Object.entries(table));

  function execute(session: Session): RespValue {
    const { queued, spoilt } = session;
    if (queued === undefined) throw new ErrorReply('ERR EXEC without MULTI');
    endTransaction(session);
    if (spoilt) throw new ErrorReply('EXECABORT Transaction discarded because of previous errors.');
    return queued.map((command) => attempt(() => rowOf(command).run(command.args, session) ?? null));
  }

  /** The connection is as at its start (https://redis.io/docs/latest/commands/reset/). */
  function reset(session: Session): RespValue {
    endTransaction(session);
    channels.forget(session);
    session.version = 2;
    session.name = new Uint8Array(0);
    return 'RESET';
  }

  function answer(command: Command, session: Session): RespValue | undefined {
    if (session.queued === undefined || AT_ONCE.has(command.name)) return rowOf(command).run(command.args, session);
    try {
      rowOf(command);
    } catch (error) {
      session.spoilt = true;
      throw error;
    }
    session.queued.push({ name: command.name, args: command.args.map((arg) => arg.slice()) });
    return 'QUEUED';
  }

  /** @throws ErrorReply for a command that is not there, or has too few or too many arguments. */
  function rowOf({ name, args }: Command): CommandRow {
    const row = commands.get(name);
    if (row === undefined)
      throw new ErrorReply(`ERR unknown command '${shown(name)}', with args beginning with: ${beginning(args)}`);
    const [least, most] = row.args;
    if (args.length < least || args.length > most) {
      throw new ErrorReply(`ERR wrong number of arguments for '${name.toLowerCase()}' command`);
    }
    return row;
  }

  function sessionOf(peer: Peer<Command, RespValue>): Session {
    let session = sessions.get(peer);
    if (session === undefined) {
      lastId += 1;
      session = new Session(lastId, peer);
      sessions.set(peer, session);
    }
    return session;
  }

  return {
    handler(command, peer) {
      const session = sessionOf(peer);
      const reply = attempt(() => answer(command, session));
      return reply === undefined ? undefined : session.inVersion(reply);
    },
    onEvent({ type }, peer) {
      if (type !== 'closed') return;
      const session = sessions.get(peer);
      if (session !== undefined) channels.forget(session);
    },
  };
}

/** An error reply that is thrown is the reply. */
function attempt<T>(run: () => T): T | ErrorReply {
  try {
    return run();
  } catch (error) {
    if (error instanceof ErrorReply) return error;
    throw error;
  }
}

const AT_ONCE = new Set(['MULTI', 'EXEC', 'DISCARD', 'QUIT', 'RESET']);

/** The first arguments, each in quotes and with a blank behind it, as Redis shows them. */
function beginning(args: readonly Uint8Array[]): string {
  let text = '';
  for (const arg of args) {
    if (text.length >= SHOWN) break;
    text += `'${shown(keyOf(arg.subarray(0, SHOWN)), SHOWN - text.length)}' `;
  }
  return text;
}

/** A remote's words in our line: no breaks, and not too many. */
function shown(text: string, most = SHOWN): string {
  return text.slice(0, most).replace(/[\r\n]/g, ' ');
}

const SHOWN = 128;
