/** Ways that were gone, gone again: with the other runtime, with somebody who looks, beside another connection. */
import type { ConnectionObserver } from '@wirechart/core';
import { checkSteps, type Violate } from './laws.js';
import type { Move } from './moves.js';
import { digestOf, type Reached, type Search } from './search.js';
import type { Walk } from './walk.js';

/** A state on a way; ways share their beginnings. */
export interface Station {
  readonly reached: Reached;
  readonly before: Station | undefined;
  /** Whether a way goes on from here. */
  goesOn: boolean;
  /** Whether a way that goes on has been retraced up to here. */
  retraced: boolean;
}

/** What holds of a state whichever way it is reached on. */
export class Retrace<TIn, TOut> {
  readonly #search: Search<TIn, TOut>;
  /** Another connection of the same server, alone: its digests after each of its moves, and at its end. */
  readonly #alone: readonly string[];
  readonly #bystander: readonly Move[];
  #count = 0;

  constructor(search: Search<TIn, TOut>) {
    this.#search = search;
    const walk = search.begin();
    const moves: Move[] = [];
    const alone = [digestOf(walk)];
    for (let move = nextOfBystander(walk); move !== undefined; move = nextOfBystander(walk)) {
      walk.take(move);
      moves.push(move);
      alone.push(digestOf(walk));
    }
    this.#bystander = moves;
    this.#alone = alone;
  }

  /** @param violate what does not hold, and on which way */
  retrace(last: Station, violate: (path: readonly Move[]) => Violate): void {
    const way: Station[] = [];
    for (let one: Station | undefined = last; one !== undefined; one = one.before) way.unshift(one);
    this.#withOther(way, violate);
    this.#watched(way, violate);
    for (const one of way) one.retraced = true;
  }

  #withOther(way: readonly Station[], violate: (path: readonly Move[]) => Violate): void {
    const walk = this.#search.beginOther();
    let steps = 0;
    const count = () => {
      steps++;
    };
    walk.connection.observe({ ...NOBODY, transitioned: count });
    for (const [moves, { reached, retraced }] of way.entries()) {
      const move = reached.path.at(-1);
      if (move !== undefined) walk.take(move);
      if (retraced) continue;
      checkSteps(steps, walk.bytes, moves, violate(reached.path));
      if (isAt(walk, reached)) continue;
      const keys = `compiled: ${reached.key}\nxstate:   ${walk.key()}`;
      violate(reached.path)('one answer', `${keys}\n${this.#search.walk(reached.path).log()}\n---\n${walk.log()}`);
      return;
    }
  }

  /** From another move on each time: who looks later sees no less, and changes no more. */
  #watched(way: readonly Station[], violate: (path: readonly Move[]) => Violate): void {
    const from = this.#count++ % way.length;
    const other = this.#search.begin();
    const walk = this.#search.begin();
    for (const [moves, { reached, retraced }] of way.entries()) {
      if (moves === from) walk.connection.observe(NOBODY);
      if (moves >= from) walk.connection.look();
      const move = reached.path.at(-1);
      if (move !== undefined) walk.take(move);
      const step = this.#bystander[moves];
      if (step !== undefined) other.take(step);
      if (retraced) continue;
      const alone = this.#alone[Math.min(moves + 1, this.#alone.length - 1)];
      if (digestOf(other) !== alone) violate(reached.path)('others undisturbed', `another connection:\n${other.log()}`);
      if (isAt(walk, reached)) continue;
      this.#blame(reached, walk, violate(reached.path));
      return;
    }
  }

  /** It has gone another way than before: because of who looked, of the other connection, or for no reason at all. */
  #blame(reached: Reached, walk: Walk<TIn, TOut>, violate: Violate): void {
    const again = this.#search.walk(reached.path);
    const log = `${walk.log()}\n---\n${again.log()}`;
    if (!isAt(again, reached)) return violate('same moves, same trace', log);
    const watched = this.#search.begin();
    watched.connection.observe(NOBODY);
    for (const move of reached.path) {
      watched.connection.look();
      watched.take(move);
    }
    violate(isAt(watched, reached) ? 'others undisturbed' : 'looking changes nothing', log);
  }
}

function isAt<TIn, TOut>(walk: Walk<TIn, TOut>, { key, digest }: Reached): boolean {
  return walk.key() === key && digestOf(walk) === digest;
}

/** All that the remote sends, byte by byte, and what else there is to do, to the end. */
function nextOfBystander<TIn, TOut>(walk: Walk<TIn, TOut>): Move | undefined {
  const moves: readonly Move[] = [
    { type: 'send' },
    { type: 'answer' },
    { type: 'secure' },
    { type: 'chunk', length: 1 },
    { type: 'eof' },
  ];
  return moves.find((move) => walk.allows(move));
}

const NOBODY: ConnectionObserver = {
  transitioned: () => undefined,
  processed: () => undefined,
  received: () => undefined,
  sent: () => undefined,
};
