/** What can happen to a pair of connections, as data: drawn at random, shrunk, and printed when it finds something. */
import type { Role } from '@wirechart/core';
import fc from 'fast-check';

export type Command<TRequest> =
  /** The client's application sends. */
  | { readonly do: 'send'; readonly message: TRequest }
  /** The server's application answers the oldest request that it has been handed. */
  | { readonly do: 'answer' }
  /** The transport takes what is queued. */
  | { readonly do: 'write'; readonly side: Role }
  /** The transport delivers at most so many bytes, or the end. */
  | { readonly do: 'deliver'; readonly side: Role; readonly bytes: number }
  /** The application takes no events for a while; or again. */
  | { readonly do: 'hold' | 'release'; readonly side: Role }
  | { readonly do: 'finish' | 'drain' | 'abort'; readonly side: Role }
  /** The network resets the connection. */
  | { readonly do: 'cut' }
  /** Time passes. */
  | { readonly do: 'sleep'; readonly milliseconds: number };

/** Lists of commands. Most do something harmless; what ends a connection comes up now and then. */
export function commandsOf<TRequest>(request: fc.Arbitrary<TRequest>, most: number): fc.Arbitrary<Command<TRequest>[]> {
  const side = fc.constantFrom<Role>('client', 'server');
  const command = fc.oneof<fc.WeightedArbitrary<Command<TRequest>>[]>(
    { weight: 6, arbitrary: fc.record({ do: fc.constant('send' as const), message: request }) },
    { weight: 5, arbitrary: fc.constant({ do: 'answer' as const }) },
    { weight: 8, arbitrary: fc.record({ do: fc.constant('write' as const), side }) },
    {
      weight: 12,
      arbitrary: fc.record({
        do: fc.constant('deliver' as const),
        side,
        bytes: fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 40 }), fc.constant(Number.MAX_SAFE_INTEGER)),
      }),
    },
    { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('hold' as const, 'release' as const), side }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('finish' as const, 'drain' as const), side }) },
    {
      weight: 1,
      arbitrary: fc.oneof(
        fc.record({ do: fc.constant('abort' as const), side }),
        fc.constant({ do: 'cut' as const }),
        fc.record({ do: fc.constant('sleep' as const), milliseconds: fc.constantFrom(1, 999, 10_000, 25_000, 60_000) }),
      ),
    },
  );
  return fc.array(command, { maxLength: most, size: 'max' });
}
