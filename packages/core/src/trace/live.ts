/**
 * The servers and clients of this process that are open: so that an inspector can be let into a program that did nothing for it. They
 * are found under a well-known symbol of `globalThis`, whichever copies of this package the program has loaded.
 *
 * They are held weakly: a server that is dropped without being closed (as simulations do) is collected as it always was.
 */
import type { Watchable } from './watcher.js';

/**
 * Names the symbol (`Symbol.for`) under which `globalThis` has them, from the first server or client on. Its number is that of the
 * interface: a copy of this package that keeps something else keeps it elsewhere.
 */
export const LIVE_SOURCES = '@wirechart/core/live/1';

const LIVE: unique symbol = Symbol.for(LIVE_SOURCES) as never;

export interface LiveSources extends Iterable<Watchable> {
  /** Told of each that begins from now on. */
  begun: ((source: Watchable) => void) | undefined;
  /** Returns what takes it away again, when all its connections are over. */
  add(source: Watchable): () => void;
}

/**
 * What is open in this process: every server and client, of all copies of this package.
 *
 * @example
 * for (const source of liveSources()) source.watch(watcher);
 */
export function liveSources(): LiveSources {
  // biome-ignore lint/style/noRestrictedGlobals: the one place that is found from outside, and it is the language's, of no environment
  const place = globalThis as { [LIVE]?: LiveSources };
  place[LIVE] ??= new Sources();
  return place[LIVE];
}

class Sources implements LiveSources {
  begun: ((source: Watchable) => void) | undefined = undefined;
  readonly #references = new Set<WeakRef<Watchable>>();
  readonly #collected = new FinalizationRegistry<WeakRef<Watchable>>((reference) => this.#references.delete(reference));

  add(source: Watchable): () => void {
    const reference = new WeakRef(source);
    this.#references.add(reference);
    this.#collected.register(source, reference, reference);
    this.begun?.(source);
    return () => {
      this.#references.delete(reference);
      this.#collected.unregister(reference);
    };
  }

  *[Symbol.iterator](): Iterator<Watchable> {
    for (const reference of this.#references) {
      const source = reference.deref();
      if (source !== undefined) yield source;
    }
  }
}
