/** Publishing: what one connection says to all that listen. */
import { encodeUtf8 } from '@wirechart/core';
import { ErrorReply, type RespValue } from '@wirechart/protocols/resp';
import { bytesOf, keyOf } from '../arguments.js';
import { ANY, type CommandTable } from '../command-table.js';
import type { Session } from '../session.js';

export class Channels {
  readonly #listeners = new Map<string, Set<Session>>();

  readonly commands: CommandTable = {
    // Each channel is confirmed by a message of its own, and there is no other reply.
    SUBSCRIBE: {
      args: [1, ANY],
      run: (channels, session) => {
        if (session.channels.size + channels.length > MOST_CHANNELS) {
          throw new ErrorReply(`ERR a connection can listen to ${MOST_CHANNELS} channels`);
        }
        for (const channel of channels) {
          this.#join(keyOf(channel), session);
          session.confirm(SUBSCRIBE, channel, session.channels.size);
        }
        return undefined;
      },
    },
    UNSUBSCRIBE: {
      args: [0, ANY],
      run: (channels, session) => {
        const names = channels.length === 0 ? [...session.channels] : channels.map(keyOf);
        for (const name of names) {
          this.#leave(name, session);
          session.confirm(UNSUBSCRIBE, bytesOf(name), session.channels.size);
        }
        if (names.length === 0) session.confirm(UNSUBSCRIBE, null, 0);
        return undefined;
      },
    },
    PUBLISH: {
      args: [2, 2],
      run: ([channel, message]) => {
        const listeners = this.#listeners.get(keyOf(channel));
        for (const session of listeners ?? []) session.push(MESSAGE, channel as RespValue, message as RespValue);
        return listeners?.size ?? 0;
      },
    },
  };

  /** The connection is over. */
  forget(session: Session): void {
    for (const name of session.channels) this.#leave(name, session);
  }

  #join(name: string, session: Session): void {
    session.channels.add(name);
    const listeners = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, listeners.add(session));
  }

  #leave(name: string, session: Session): void {
    session.channels.delete(name);
    const listeners = this.#listeners.get(name);
    listeners?.delete(session);
    if (listeners?.size === 0) this.#listeners.delete(name);
  }
}

/** Each takes half a kilobyte. redis-server has no such limit but its memory. */
const MOST_CHANNELS = 10_000;
const SUBSCRIBE = encodeUtf8('subscribe');
const UNSUBSCRIBE = encodeUtf8('unsubscribe');
const MESSAGE = encodeUtf8('message');
