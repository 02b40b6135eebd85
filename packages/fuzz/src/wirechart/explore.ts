import { type ConnectionObserver, type ConnectionOptions, type Protocol, prepare, type Role } from '@wirechart/core';
import { type Input, toBytes } from '../inputs/corpus.js';
import { type Move, type Scene, Walk } from './walk.js';

/** What is explored, and how far. */
export interface ExploreOptions<TIn, TOut> extends Pick<ConnectionOptions, 'limits' | 'timeouts'> {
  /** What the remote sends, each explored by itself. */
  readonly inputs: readonly Input[];
  /** What this side may send, in this order. Default: nothing. */
  readonly sends?: readonly TOut[];
  /** A server's replies to a message, when it comes to answer it. Default: none. */
  readonly replies?: (message: TIn) => readonly TOut[];
  /** True where messages are pieces of one sequence of bytes, so that how often they come depends on chunks. Default false. */
  readonly pieces?: boolean;
  /** Moves in a row. Default 12. */
  readonly depth?: number;
  /** States that are reached at most. Default 4000. */
  readonly states?: number;
}

/** What an exploration came to. */
export interface Exploration {
  /** States of a connection that were told apart. */
  readonly states: number;
  /** Moves from one of them to another, or to the same. */
  readonly moves: number;
  /** States in the charts of both halves that were seen. */
  readonly chart: readonly string[];
  /** Whether nothing was left out but what lies deeper than `depth`. */
  readonly exhausted: boolean;
  /** Laws that do not hold, each with the moves that show it. */
  readonly violations: readonly Violation[];
}

/** A law that does not hold. */
export interface Violation {
  readonly law: Law;
  readonly moves: readonly string[];
  readonly what: string;
}

/** The laws that are checked in every state. */
export type Law =
  | 'chunk invariance'
  | 'one answer'
  | 'bytes are safe'
  | 'bounded'
  | 'blame'
  | 'every connection ends'
  | 'same moves, same trace'
  | 'looking changes nothing';

const MOST_VIOLATIONS = 20;
/** Time-outs that are let happen until a connection must have ended. */
const MOST_TIMEOUTS = 12;

/**
 * Leads connections through every interleaving of what may happen, up to a bound: chunks of one byte, of two and of the rest,
 * the remote's end, a reset, a time-out, a transport that blocks and drains, sending, answering, draining, closing, aborting. In
 * every state that is reached the laws of the engine are checked, with both runtimes.
 */
export function exploreProtocol<TIn, TOut>(
  protocol: Protocol<TIn, TOut>,
  role: Role,
  options: ExploreOptions<TIn, TOut>,
): Exploration {
  const { inputs, sends = [], replies = () => [], limits, timeouts } = options;
  const settings = {
    ...(limits === undefined ? {} : { limits }),
    ...(timeouts === undefined ? {} : { timeouts }),
  };
  const prepared = (['compiled', 'xstate'] as const).map((runtime) =>
    prepare(protocol, role, { ...settings, runtime }),
  );
  const explorer = new Explorer<TIn, TOut>(options);
  for (const [index, input] of inputs.entries()) {
    const bytes = toBytes(`inputs[${index}]`, input);
    const scene = (which: number): Scene<TIn, TOut> => ({
      prepared: prepared[which] as Scene<TIn, TOut>['prepared'],
      server: role === 'server',
      input: bytes,
      sends,
      replies,
    });
    explorer.explore(index, scene(0), scene(1));
  }
  return explorer.result();
}

class Explorer<TIn, TOut> {
  readonly #depth: number;
  readonly #most: number;
  readonly #pieces: boolean;
  readonly #chart = new Set<string>();
  readonly #violations: Violation[] = [];
  #states = 0;
  #moves = 0;
  #exhausted = true;

  constructor({ depth = 12, states = 4000, pieces = false }: ExploreOptions<TIn, TOut>) {
    this.#depth = depth;
    this.#most = states;
    this.#pieces = pieces;
  }

  result(): Exploration {
    return {
      states: this.#states,
      moves: this.#moves,
      chart: [...this.#chart].sort(),
      exhausted: this.#exhausted,
      violations: this.#violations,
    };
  }

  /** Breadth first, so that the moves that show something are few. */
  explore(index: number, scene: Scene<TIn, TOut>, other: Scene<TIn, TOut>): void {
    const known = new Set<string>();
    const queue: (readonly Move[])[] = [[]];
    known.add(walked(scene, []).key());
    this.#states++;
    for (let path = queue.shift(); path !== undefined; path = queue.shift()) {
      const here = walked(scene, path);
      this.#look(here, path, scene, other, index);
      if (path.length >= this.#depth || this.#violations.length >= MOST_VIOLATIONS) continue;
      for (const move of movesFrom(scene.input.length)) {
        if (!here.allows(move)) continue;
        const next = [...path, move];
        const there = walked(scene, next);
        const key = there.key();
        this.#moves++;
        // On every way to a state that is known as well: it is the way that is cut.
        if (!this.#pieces) this.#compareMerged(there, next, scene, index);
        if (known.has(key)) continue;
        if (this.#states >= this.#most) {
          this.#exhausted = false;
          continue;
        }
        known.add(key);
        this.#states++;
        queue.push(next);
      }
    }
  }

  #look(
    here: Walk<TIn, TOut>,
    path: readonly Move[],
    scene: Scene<TIn, TOut>,
    other: Scene<TIn, TOut>,
    index: number,
  ): void {
    const { connection } = here;
    this.#chart.add(`read ${connection.stateOf('read')}`).add(`write ${connection.stateOf('write')}`);
    const log = here.log();
    const violate = (law: Law, what: string) => this.#violate(law, what, path, index);

    if (here.thrown !== undefined) violate('blame', `a call threw: ${here.thrown}`);
    const blame = blameOf(path, connection.failure?.blame);
    if (blame !== undefined) violate('blame', `${connection.failure?.code}: ${blame}`);
    if (here.closedEvents > 1) violate('every connection ends', `closed was told ${here.closedEvents} times`);
    if (connection.closed && here.closedEvents === 0) violate('every connection ends', 'closed, and not told');
    if (here.changedInput) violate('bytes are safe', 'a chunk was changed');
    if (here.changedOutput) violate('bytes are safe', 'an event was changed');
    const { buffered, read } = connection.look();
    // How far a delimiter is away nobody knows before it has come.
    const needed = read.need === undefined ? 0 : (read.needed ?? Number.POSITIVE_INFINITY);
    const room = Math.max(scene.prepared.input.limits.bufferedBytes, needed);
    if (read.status === 'active' && connection.wantsData && buffered >= room) {
      violate('bounded', `${buffered} bytes are buffered, there is room for ${room}, and more is asked for`);
    }

    const again = walked(scene, path);
    if (again.log() !== log || again.key() !== here.key()) violate('same moves, same trace', again.log());
    const interpreted = walked(other, path);
    if (interpreted.log() !== log || interpreted.key() !== here.key()) {
      violate(
        'one answer',
        `compiled: ${here.key()}\nxstate:   ${interpreted.key()}\n${log}\n---\n${interpreted.log()}`,
      );
    }
    const watched = walked(scene, path, true);
    if (watched.log() !== log || watched.key() !== here.key()) violate('looking changes nothing', watched.log());
    this.#end(scene, path, violate);
  }

  #compareMerged(here: Walk<TIn, TOut>, path: readonly Move[], scene: Scene<TIn, TOut>, index: number): void {
    const merged = mergedChunks(path);
    if (merged.length === path.length) return;
    const whole = walked(scene, merged);
    if (whole.log() === here.log() && whole.key() === here.key()) return;
    const what = `cut:   ${here.key()}\nwhole: ${whole.key()}\n${here.log()}\n---\n${whole.log()}`;
    this.#violate('chunk invariance', what, path, index);
  }

  #violate(law: Law, what: string, path: readonly Move[], index: number): void {
    const moves = path.map((move) => (move.type === 'chunk' ? `chunk ${move.length}` : move.type));
    this.#violations.push({ law, moves: [`input ${index}`, ...moves], what });
  }

  /** From here on the remote ends and time passes: the connection must end as well. */
  #end(scene: Scene<TIn, TOut>, path: readonly Move[], violate: (law: Law, what: string) => void): void {
    const walk = walked(scene, path);
    for (const move of [{ type: 'drained' }, { type: 'eof' }, { type: 'answer' }, { type: 'close' }] as const) {
      while (walk.allows(move)) {
        walk.take(move);
        if (move.type === 'close') break;
      }
    }
    for (let fired = 0; !walk.connection.closed && fired < MOST_TIMEOUTS; fired++) {
      const next = { type: 'answer' } as const satisfies Move;
      if (walk.allows(next)) walk.take(next);
      else if (walk.allows({ type: 'timeout' })) walk.take({ type: 'timeout' });
      else break;
    }
    if (!walk.connection.closed) violate('every connection ends', `it stays open: ${walk.key()}`);
  }
}

/** Bytes alone may only cause what is the remote's doing; nobody but the application is to blame for what it does itself. */
function blameOf(path: readonly Move[], blame: string | undefined): string | undefined {
  if (blame === undefined) return undefined;
  const did = (...types: Move['type'][]) => path.some(({ type }) => types.includes(type));
  const possible = new Set(['remote']);
  if (did('reset')) possible.add('transport');
  if (did('timeout')) possible.add('timeout');
  if (did('abort', 'send', 'answer', 'finish', 'close', 'drain')) possible.add('local');
  return possible.has(blame) ? undefined : `nothing happened of which ${blame} is to blame`;
}

function walked<TIn, TOut>(scene: Scene<TIn, TOut>, path: readonly Move[], watched = false): Walk<TIn, TOut> {
  const walk = new Walk(scene);
  if (watched) walk.connection.observe(NOBODY);
  for (const move of path) {
    if (watched) walk.connection.look();
    walk.take(move);
  }
  return walk;
}

const NOBODY: ConnectionObserver = {
  transitioned: () => undefined,
  processed: () => undefined,
  received: () => undefined,
  sent: () => undefined,
};

function movesFrom(length: number): readonly Move[] {
  const sizes = new Set([1, 2, length]);
  return [
    ...Array.from(sizes, (size): Move => ({ type: 'chunk', length: size })),
    ...(
      ['eof', 'answer', 'send', 'timeout', 'reset', 'block', 'drained', 'drain', 'finish', 'close', 'abort'] as const
    ).map((type): Move => ({ type })),
  ];
}

/** The same moves with chunks that follow each other in one. */
function mergedChunks(path: readonly Move[]): Move[] {
  const merged: Move[] = [];
  for (const move of path) {
    const last = merged.at(-1);
    if (move.type === 'chunk' && last?.type === 'chunk') {
      merged[merged.length - 1] = { type: 'chunk', length: last.length + move.length };
    } else merged.push(move);
  }
  return merged;
}
