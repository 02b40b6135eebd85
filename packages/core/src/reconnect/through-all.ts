/** Messages of one connection after the other, as one iterator. */
import type { Client } from '../app/client/client.js';
import { onAbort } from '../app/on-abort.js';
import type { AbortSignalLike } from '../transport/transport.js';
import { Attempt } from './attempt.js';

/** The connections of a client that comes back. */
export interface Connections<TIn, TOut> {
  /** Whether there will be no more of them, as the program wants it. */
  closed(): boolean;
  /** The one that is open, or the next one. @throws (the promise) what the client gave up with; the signal's reason */
  next(signal: AbortSignalLike): Promise<Client<TIn, TOut>>;
  isCurrent(client: Client<TIn, TOut>): boolean;
}

/**
 * An iterator that is left while it waits for a message is over at once, as a client's is; a generator alone would wait for the message.
 *
 * @param messages those of one connection
 */
export function throughAll<TIn, TOut, T>(
  connections: Connections<TIn, TOut>,
  signal: AbortSignalLike | undefined,
  messages: (client: Client<TIn, TOut>) => AsyncIterableIterator<T>,
): AsyncGenerator<T, void, void> {
  const leaving = new Attempt();
  let current: AsyncIterableIterator<T> | undefined;
  const generator = each(connections, signal, leaving, (client) => {
    current = messages(client);
    return current;
  });
  const end = generator.return.bind(generator);
  generator.return = async (value) => {
    leaving.abort(LEFT);
    await current?.return?.();
    return end(value);
  };
  return generator;
}

async function* each<TIn, TOut, T>(
  connections: Connections<TIn, TOut>,
  signal: AbortSignalLike | undefined,
  leaving: Attempt,
  messages: (client: Client<TIn, TOut>) => AsyncIterableIterator<T>,
): AsyncGenerator<T, void, void> {
  const letGo = signal === undefined ? undefined : onAbort(signal, () => leaving.abort(signal.reason));
  if (signal?.aborted) leaving.abort(signal.reason);
  try {
    while (!connections.closed()) {
      let client: Client<TIn, TOut>;
      try {
        client = await connections.next(leaving);
      } catch (error) {
        if (connections.closed() || error === LEFT) return;
        throw error;
      }
      try {
        yield* messages(client);
      } catch (error) {
        // What the connection survives is an answer: it would be the same on the next one.
        if (connections.isCurrent(client)) throw error;
      }
      // An iterator that ends while its connection stays has been ended by the program.
      if (connections.isCurrent(client) || leaving.reason === LEFT) return;
    }
  } finally {
    letGo?.();
  }
}

/** Why whoever has left waits no longer. */
const LEFT = Symbol('left');
