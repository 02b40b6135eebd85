import { type ConnectionOptions, type Protocol, prepare, type Role } from '@wirechart/core';
import { type Input, toBytes } from '../inputs/corpus.js';
import { Explorer, type Violation } from './explorer.js';
import type { Law } from './laws.js';
import { OwnReply } from './own-reply.js';
import { Search } from './search.js';
import type { LawTally } from './tally.js';
import { type Scene, SECURITY } from './walk.js';

/** What is explored, and how far. */
export interface ExploreOptions<TIn, TOut> extends Pick<ConnectionOptions, 'limits' | 'timeouts'> {
  /** What the remote sends, each explored by itself. */
  readonly inputs: readonly Input[];
  /** What the remote has sent before that, in one piece: a handshake, so that what comes after it is explored. Default: nothing. */
  readonly prefix?: Input;
  /** What this side may send, in this order; a client asks it, and what comes of it is looked at. Default: nothing. */
  readonly sends?: readonly TOut[];
  /** A server's replies to a message, when it comes to answer it. Default: none. */
  readonly replies?: (message: TIn) => readonly TOut[];
  /** Whether a reply that a client has got is that of its request, as far as the two tell. Default: any may be. */
  readonly owns?: (request: TOut, reply: TIn) => boolean;
  /** True where messages are pieces of one sequence of bytes, so that how often they come depends on chunks. Default false. */
  readonly pieces?: boolean;
  /** True where the connection runs over TLS from the beginning: then the end of the handshake is one of the moves. Default false. */
  readonly tls?: boolean;
  /** Moves in a row. Default 12. */
  readonly depth?: number;
  /** States that are reached at most. Default 20,000. */
  readonly states?: number;
}

/** What an exploration came to. */
export interface Exploration {
  /** States of a connection that were told apart. */
  readonly states: number;
  /** Moves from one of them to another, or to the same. */
  readonly moves: number;
  /** Moves in a row that the farthest state is away from the beginning. */
  readonly deepest: number;
  /** States in the charts of both halves that were seen, after the name of their protocol: `netstring: read awaiting-length`. */
  readonly chart: readonly string[];
  /** Whether every state was reached that can be: neither `depth` nor `states` left one out. */
  readonly exhausted: boolean;
  /** How often each law was checked, and where it had nothing to say. */
  readonly laws: Readonly<Record<Law, LawTally>>;
  /** Laws that do not hold, each with the moves that show it. */
  readonly violations: readonly Violation[];
}

/**
 * Leads connections through every interleaving of what may happen: chunks of one byte, of two and of the rest, the remote's end,
 * a reset, a time-out, a transport that blocks and drains, a switch to TLS, sending, answering, draining, closing, aborting. In
 * every state that is reached the laws of the engine are checked, with both runtimes. Protocols that follow each other are
 * explored as one.
 *
 * States are one when nothing that can be seen from outside tells them apart; what machines keep in their contexts cannot.
 *
 * @throws TypeError, RangeError as `prepare` of the core does.
 * @example const { states, exhausted, violations } = await exploreProtocol(netstring(), 'server', { inputs: ['1:a,0:,'] });
 */
export async function exploreProtocol<TIn, TOut>(
  protocol: Protocol<TIn, TOut>,
  role: Role,
  options: ExploreOptions<TIn, TOut>,
): Promise<Exploration> {
  const { inputs, sends = [], replies = () => [], owns = () => true, limits, timeouts } = options;
  const { depth = 12, states = 20_000, pieces = false, tls = false } = options;
  const prefix = toBytes('prefix', options.prefix ?? '');
  const settings = {
    ...(limits === undefined ? {} : { limits }),
    ...(timeouts === undefined ? {} : { timeouts }),
  };
  const [compiled, interpreted] = (['compiled', 'xstate'] as const).map((runtime): Omit<Scene<TIn, TOut>, 'input'> => {
    const prepared = prepare(protocol, role, { ...settings, runtime });
    return { prepared, server: role === 'server', prefix, sends, pieces, tls, replies };
  }) as [Scene<TIn, TOut>, Scene<TIn, TOut>];
  const explorer = new Explorer<TIn, TOut>({ depth, states });
  const { stackTraceLimit } = Error;
  // Connections fail thousands of times, and nobody reads where.
  Error.stackTraceLimit = 0;
  try {
    for (const [index, text] of inputs.entries()) {
      const input = toBytes(`inputs[${index}]`, text);
      const search = new Search(index, { ...compiled, input }, { ...interpreted, input });
      const talk = { protocol, options: settings, prefix, input, sends, pieces, tls, security: SECURITY };
      await explorer.explore(search, role === 'client' ? new OwnReply(talk, owns) : undefined);
    }
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
  return explorer.result();
}
