/** A connection of ours as a reader: a chunk in, messages out. */
import { Connection, type ConnectionOptions, type Prepared, type Protocol, prepare } from '@wirechart/core';
import { systemClock } from '@wirechart/transport-net';

export interface Reader {
  push(chunk: Buffer): void;
  end(): void;
}

/**
 * Makes readers of a protocol. They are used as a driver does: the time is asked for, a chunk goes in, then events come out until there are
 * none.
 */
export function readerOf<TIn, TOut>(
  protocol: Protocol<TIn, TOut>,
  options: ConnectionOptions = {},
  clock = now,
): (onMessage: (message: TIn) => void) => Reader {
  return readerOn(prepare(protocol, 'client', options), clock);
}

/** The same, but messages are taken in lists. */
export function listReaderOf<TIn, TOut>(
  protocol: Protocol<TIn, TOut>,
  options: ConnectionOptions = {},
): (onMessage: (message: TIn) => void) => Reader {
  const prepared = prepare(protocol, 'client', options);
  return (onMessage) =>
    readerWith(prepared, now, (connection) => {
      for (;;) {
        const messages: TIn[] = [];
        const event = connection.takeMessages(messages);
        for (const message of messages) onMessage(message);
        if (typeof event === 'string') return;
        if (event?.type === 'failed') throw event.error;
      }
    });
}

/** The same, of a protocol that was made ready. */
export function readerOn<TIn, TOut>(
  prepared: Prepared<TIn, TOut>,
  clock = now,
): (onMessage: (message: TIn) => void) => Reader {
  return (onMessage) =>
    readerWith(prepared, clock, (connection) => {
      for (;;) {
        const event = connection.nextEvent();
        if (typeof event === 'string') return;
        if (event.type === 'message') onMessage(event.message);
        else if (event.type === 'failed') throw event.error;
      }
    });
}

function readerWith<TIn, TOut>(
  prepared: Prepared<TIn, TOut>,
  clock: () => number,
  handOut: (connection: Connection<TIn, TOut>) => void,
): Reader {
  const connection = new Connection(prepared, clock());
  return {
    push(chunk) {
      connection.receiveData(chunk, clock());
      handOut(connection);
    },
    end() {
      connection.receiveEof(clock());
      handOut(connection);
    },
  };
}

/** As a driver has it. */
const now = () => systemClock.taskTime!();
