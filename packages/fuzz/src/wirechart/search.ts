/** Ways through one scene, each gone from the beginning, since a connection cannot be copied. */
import { hash } from 'node:crypto';
import { checkEnd } from './laws.js';
import { essentialMoves, type Move, wordsFor } from './moves.js';
import { type Comparable, type Scene, Walk } from './walk.js';

/** Where moves have led to, in short. */
export interface Reached {
  readonly path: readonly Move[];
  /** Of all that has been shown on the way. */
  readonly digest: string;
  readonly key: string;
  readonly comparable: Comparable;
}

export class Search<TIn, TOut> {
  readonly index: number;
  readonly #scene: Scene<TIn, TOut>;
  readonly #other: Scene<TIn, TOut>;
  /** The ways that were gone, by their words. */
  readonly #gone = new Map<string, Reached>();
  /** All messages of a way, by the words of what is essential of it. */
  readonly #messages = new Map<string, readonly string[] | undefined>();

  /** @param other the same scene with the other runtime */
  constructor(index: number, scene: Scene<TIn, TOut>, other: Scene<TIn, TOut>) {
    this.index = index;
    this.#scene = scene;
    this.#other = other;
  }

  /** Where moves lead to. */
  go(path: readonly Move[]): Reached {
    return this.lead(path).reached;
  }

  /** The same, with the walk that has led there, unless that was gone before. */
  lead(path: readonly Move[]): { readonly reached: Reached; readonly walk?: Walk<TIn, TOut> } {
    const reached = this.#gone.get(wordsFor(path).join());
    return reached === undefined ? this.#goFirst(path) : { reached };
  }

  #goFirst(path: readonly Move[]): { readonly reached: Reached; readonly walk: Walk<TIn, TOut> } {
    const walk = this.walk(path);
    const reached: Reached = { path, digest: digestOf(walk), key: walk.key(), comparable: walk.comparable };
    this.#gone.set(wordsFor(path).join(), reached);
    return { reached, walk };
  }

  walk(path: readonly Move[]): Walk<TIn, TOut> {
    const walk = this.begin();
    for (const move of path) walk.take(move);
    return walk;
  }

  begin(): Walk<TIn, TOut> {
    return new Walk(this.#scene);
  }

  beginOther(): Walk<TIn, TOut> {
    return new Walk(this.#other);
  }

  /**
   * All messages of a way, to the end, where nothing is cut and nothing happens but what they depend on. Undefined where what this side
   * says on the way cannot be said then, or the switch to TLS is not due.
   */
  messagesOf(path: readonly Move[]): readonly string[] | undefined {
    const moves = essentialMoves(path);
    const words = wordsFor(moves).join();
    if (!this.#messages.has(words)) this.#messages.set(words, this.#messagesAfter(moves));
    return this.#messages.get(words);
  }

  #messagesAfter(moves: readonly Move[]): readonly string[] | undefined {
    const walk = this.begin();
    for (const move of moves) {
      if (move.type !== 'chunk' && !walk.allows(move)) return undefined;
      walk.take(move);
    }
    checkEnd(walk, () => undefined);
    return walk.messages();
  }
}

/** Logs of all ways would fill the memory. */
export function digestOf<TIn, TOut>(walk: Walk<TIn, TOut>): string {
  return hash('sha1', walk.log(), 'base64');
}
