/** A server's application: a useful part of what Redis does, over a store in memory. */
import type { Handler, Peer } from '@wirechart/core';
import { type Command, ErrorReply, type RespValue } from '@wirechart/protocols/resp';
import { connectionCommands } from './commands/connection.js';
import { hashCommands } from './commands/hashes.js';
import { keyCommands } from './commands/keys.js';
import { listCommands } from './commands/lists.js';
import { Channels } from './commands/pubsub.js';
import { setCommands } from './commands/sets.js';
import { stringCommands } from './commands/strings.js';
import { AT_ONCE, endTransaction, spoilTransaction, transactionCommands } from './commands/transactions.js';
import { commandFinder, type FoundCommand } from './find-command.js';
import { type QueuedCommand, Session } from './session.js';
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
  /** Who asked last: commands mostly come several at a time. */
  let asked: { readonly peer: Peer<Command, RespValue>; readonly session: Session } | undefined;

  const find = commandFinder({
    ...connectionCommands(store),
    ...keyCommands(store),
    ...stringCommands(store),
    ...hashCommands(store),
    ...listCommands(store),
    ...setCommands(store),
    ...channels.commands,
    ...transactionCommands((found, session) => session.collect(() => run(found, session))),
    RESET: { args: [0, 0], run: (_, session) => reset(session) },
  });

  /** The connection is as at its start (https://redis.io/docs/latest/commands/reset/). */
  function reset(session: Session): RespValue {
    endTransaction(session);
    channels.forget(session);
    session.version = 2;
    session.name = new Uint8Array(0);
    return 'RESET';
  }

  /** What a command answers, in the version that holds once it has run. In EXEC's reply each answer is so already: one may be HELLO's. */
  function run(command: QueuedCommand, session: Session): RespValue | undefined {
    const reply = attempt(command, session);
    const isDone = reply === undefined || (command.name === 'exec' && Array.isArray(reply));
    return isDone ? reply : session.inVersion(reply);
  }

  function answer(command: Command, session: Session): RespValue | undefined {
    let found: FoundCommand;
    try {
      found = find(command);
      refuseWhileListening(found, session);
    } catch (error) {
      if (!(error instanceof ErrorReply)) throw error;
      return session.inVersion(spoilTransaction(session, command.name, error));
    }
    if (session.queued === undefined || AT_ONCE.has(found.name)) return run(found, session);
    // Views would keep the chunk that they came in.
    session.queued.push({ ...found, args: found.args.map((arg) => arg.slice()) });
    return 'QUEUED';
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
      if (asked?.peer !== peer) asked = { peer, session: sessionOf(peer) };
      const { session } = asked;
      const reply = answer(command, session);
      if (reply === undefined) return undefined;
      const deferred = session.takeDeferred();
      return deferred.length === 0 ? reply : inOrder([reply, ...deferred]);
    },
    onEvent({ type }, peer) {
      if (type !== 'closed') return;
      if (asked?.peer === peer) asked = undefined;
      const session = sessions.get(peer);
      if (session !== undefined) channels.forget(session);
    },
  };
}

/** Several messages in the place of one reply. */
function* inOrder(messages: readonly RespValue[]): Generator<RespValue, void, void> {
  yield* messages;
}

/** An error reply that is thrown is the reply. */
function attempt({ row, args }: QueuedCommand, session: Session): RespValue | undefined {
  try {
    return row.run(args, session);
  } catch (error) {
    if (error instanceof ErrorReply) return error;
    throw error;
  }
}

function refuseWhileListening({ name }: FoundCommand, session: Session): void {
  if (!session.listensOnly || WHILE_LISTENING.has(name)) return;
  throw new ErrorReply(
    `ERR Can't execute '${name}': only (P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT / RESET are allowed in this context`,
  );
}

const WHILE_LISTENING = new Set(['subscribe', 'unsubscribe', 'ping', 'quit', 'reset']);
