/** A connection of ours as a reader: a chunk in, messages out. */
import { performance } from 'node:perf_hooks';
import { Connection, type ConnectionOptions, type Prepared, type Protocol, prepare } from '@wirechart/core';

export interface Reader {
  push(chunk: Buffer): void;
  end(): void;
}

/**
 * Makes readers of a protocol. They are used as a driver does: the clock is read, a chunk goes in, then events come out until there are
 * none.
 */
export function readerOf<TIn, TOut>(
  protocol: Protocol<TIn, TOut>,
  options: ConnectionOptions = {},
  now = () => performance.now(),
): (onMessage: (message: TIn) => void) => Reader {
  return readerOn(prepare(protocol, 'client', options), now);
}

/** The same, of a protocol that was made ready. */
export function readerOn<TIn, TOut>(
  prepared: Prepared<TIn, TOut>,
  now = () => performance.now(),
): (onMessage: (message: TIn) => void) => Reader {
  return (onMessage) => {
    const connection = new Connection(prepared, now());
    const handOut = () => {
      for (;;) {
        const event = connection.nextEvent();
        if (typeof event === 'string') return;
        if (event.type === 'message') onMessage(event.message);
        else if (event.type === 'failed') throw event.error;
      }
    };
    return {
      push(chunk) {
        connection.receiveData(chunk, now());
        handOut();
      },
      end() {
        connection.receiveEof(now());
        handOut();
      },
    };
  };
}
