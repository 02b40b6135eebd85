/** Search through the states that a connection can reach: breadth first, so that the moves that show something are few. */
import { createHash } from 'node:crypto';
import type { ConnectionObserver } from '@wirechart/core';
import { checkEnd, checkStanding, type Law, type Violate } from './laws.js';
import { chunksOf, type Move, mergedChunks, PLAIN_MOVES, wordsFor } from './moves.js';
import { type Comparable, type Scene, Walk } from './walk.js';

/** A law that does not hold. */
export interface Violation {
  readonly law: Law;
  readonly moves: readonly string[];
  readonly what: string;
}

/** How far a search goes. */
export interface Bounds {
  readonly depth: number;
  readonly states: number;
  /** Whether messages are pieces of one sequence of bytes. */
  readonly pieces: boolean;
}

const MOST_VIOLATIONS = 20;
/** Moves after which all that the remote has sent is handed out sooner or later. */
const UNDISTURBED: ReadonlySet<Move['type']> = new Set([
  'chunk',
  'eof',
  'answer',
  'block',
  'drained',
  'secure',
] as const);

/** Where moves have led to: the state there, and what has been shown on the way, in short. */
interface Reached {
  readonly path: readonly Move[];
  readonly digest: string;
  readonly key: string;
  readonly comparable: Comparable;
}

/**
 * A connection cannot be copied, so each state is reached from the beginning. What is known of a way is kept: a way is gone
 * once to find out where it leads, once while somebody watches, once with the other runtime.
 */
export class Explorer<TIn, TOut> {
  readonly #bounds: Bounds;
  readonly #chart = new Set<string>();
  readonly #violations: Violation[] = [];
  #states = 0;
  #moves = 0;
  #exhausted = true;
  #deepest = 0;

  constructor(bounds: Bounds) {
    this.#bounds = bounds;
  }

  result() {
    return {
      states: this.#states,
      moves: this.#moves,
      deepest: this.#deepest,
      chart: [...this.#chart].sort(),
      exhausted: this.#exhausted,
      violations: this.#violations as readonly Violation[],
    };
  }

  /** @param other the same scene with the other runtime */
  explore(index: number, scene: Scene<TIn, TOut>, other: Scene<TIn, TOut>): void {
    const search = new Search(index, scene, other);
    const start = search.go([]);
    const known = new Set([start.key]);
    let border = [start];
    this.#states++;
    for (let depth = 0; border.length > 0; depth++) {
      this.#deepest = Math.max(this.#deepest, depth);
      const next: Reached[] = [];
      for (const here of border) {
        const moves = this.#look(search, here);
        if (this.#violations.length >= MOST_VIOLATIONS) return this.#giveUp();
        if (depth >= this.#bounds.depth) {
          if (moves.length > 0) this.#giveUp();
          continue;
        }
        for (const move of moves) {
          const there = search.go([...here.path, move]);
          this.#moves++;
          // On every way to a state that is known as well: it is the way that is cut.
          if (!this.#bounds.pieces) this.#compareMerged(search, there);
          if (known.has(there.key)) continue;
          if (this.#states >= this.#bounds.states) {
            this.#giveUp();
            continue;
          }
          known.add(there.key);
          this.#states++;
          next.push(there);
        }
      }
      border = next;
    }
  }

  #giveUp(): void {
    this.#exhausted = false;
  }

  /** Checks all laws in one state, and returns the moves that are possible from there. */
  #look(search: Search<TIn, TOut>, here: Reached): readonly Move[] {
    const { path, key, digest } = here;
    const isHere = (walk: Walk<TIn, TOut>) => walk.key() === key && digestOf(walk) === digest;
    const violate = (law: Law, what: string) => this.#violate(law, what, search.index, path);
    const walk = search.walk(path, true);
    const { connection } = walk;
    this.#chart
      .add(`${connection.protocol.name}: read ${connection.stateOf('read')}`)
      .add(`${connection.protocol.name}: write ${connection.stateOf('write')}`);
    if (!isHere(walk)) {
      const again = search.walk(path);
      const law = isHere(again) ? 'looking changes nothing' : 'same moves, same trace';
      violate(law, `${walk.log()}\n---\n${again.log()}`);
    }
    checkStanding(walk, path, violate);
    const interpreted = search.interpreted(path);
    if (!isHere(interpreted)) {
      const keys = `compiled: ${key}\nxstate:   ${interpreted.key()}`;
      violate('one answer', `${keys}\n${walk.log()}\n---\n${interpreted.log()}`);
    }
    const moves = [...chunksOf(walk.left), ...PLAIN_MOVES].filter((move) => walk.allows(move));
    const before = walk.messages();
    checkEnd(walk, violate);
    this.#compareMessages(search, here, before, walk.messages(), violate);
    return moves;
  }

  /**
   * Whatever else happens, no message comes twice or out of its place; and where nothing happens that ends the connection before
   * its input, none is missing in the end. What a client reads may depend on what it has sent, and what comes with TLS on whether it
   * came before or after: neither is compared.
   */
  #compareMessages(
    search: Search<TIn, TOut>,
    { path }: Reached,
    before: readonly string[],
    after: readonly string[],
    violate: Violate,
  ): void {
    if (this.#bounds.pieces || path.some(({ type }) => type === 'send')) return;
    const position = path.reduce((sum, move) => sum + (move.type === 'chunk' ? move.length : 0), 0);
    const all = search.messagesOf(position);
    if (all === undefined) return;
    for (const messages of [before, after]) {
      if (messages.every((message, index) => message === all[index])) continue;
      return violate('each message once', `${messages.join('\n')}\n--- of\n${all.join('\n')}`);
    }
    if (path.some(({ type }) => !UNDISTURBED.has(type)) || after.length === all.length) return;
    violate('each message once', `lost:\n${all.slice(after.length).join('\n')}`);
  }

  #compareMerged(search: Search<TIn, TOut>, cut: Reached): void {
    const merged = mergedChunks(cut.path);
    if (merged.length === cut.path.length) return;
    const whole = search.go(merged);
    if (cut.comparable === 'never' || whole.comparable === 'never') return;
    if (cut.comparable === 'when drained') {
      return this.#compareMerged(search, search.go([...cut.path, { type: 'drained' }]));
    }
    if (whole.digest === cut.digest && whole.key === cut.key) return;
    const logs = [cut, whole].map(({ path }) => search.walk(path).log());
    const what = `cut:   ${cut.key}\nwhole: ${whole.key}\n${logs.join('\n---\n')}`;
    this.#violate('chunk invariance', what, search.index, cut.path);
  }

  #violate(law: Law, what: string, index: number, path: readonly Move[]): void {
    this.#violations.push({ law, moves: [`input ${index}`, ...wordsFor(path)], what });
  }
}

/** One input of one protocol. */
class Search<TIn, TOut> {
  readonly index: number;
  readonly #scene: Scene<TIn, TOut>;
  readonly #other: Scene<TIn, TOut>;
  /** The ways that were gone, by their words. */
  readonly #gone = new Map<string, Reached>();
  /** By the bytes that have been sent. */
  readonly #messages = new Map<number, readonly string[] | undefined>();

  constructor(index: number, scene: Scene<TIn, TOut>, other: Scene<TIn, TOut>) {
    this.index = index;
    this.#scene = scene;
    this.#other = other;
  }

  /** Where moves lead to. */
  go(path: readonly Move[]): Reached {
    const words = wordsFor(path).join();
    let reached = this.#gone.get(words);
    if (reached === undefined) {
      const walk = this.walk(path);
      reached = { path, digest: digestOf(walk), key: walk.key(), comparable: walk.comparable };
      this.#gone.set(words, reached);
    }
    return reached;
  }

  walk(path: readonly Move[], watched = false): Walk<TIn, TOut> {
    return walked(this.#scene, path, watched);
  }

  /**
   * The messages of so many bytes of the remote and its end, where nothing else happens but that they are answered. Undefined where
   * that takes a switch to TLS.
   */
  messagesOf(position: number): readonly string[] | undefined {
    if (!this.#messages.has(position)) {
      const walk = this.walk(position === 0 ? [] : [{ type: 'chunk', length: position }]);
      checkEnd(walk, () => undefined);
      this.#messages.set(position, walk.secured ? undefined : walk.messages());
    }
    return this.#messages.get(position);
  }

  interpreted(path: readonly Move[]): Walk<TIn, TOut> {
    return walked(this.#other, path, false);
  }
}

/** Logs of all ways would fill the memory. */
function digestOf<TIn, TOut>(walk: Walk<TIn, TOut>): string {
  return createHash('sha1').update(walk.log()).digest('base64');
}

function walked<TIn, TOut>(scene: Scene<TIn, TOut>, path: readonly Move[], watched: boolean): Walk<TIn, TOut> {
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
