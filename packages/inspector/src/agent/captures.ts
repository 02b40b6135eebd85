/** The connections that are watched in full, for whoever watches them. */
import { Capture } from './capture.js';
import type { Catalogue } from './catalogue.js';
import type { Attachment, Reader } from './reader.js';
import type { Tracked } from './tracked.js';

export class Captures {
  readonly #catalogue: Catalogue;
  readonly #readers: ReadonlyMap<Reader, Attachment>;
  readonly #now: () => number;
  readonly #captures = new Map<number, { readonly capture: Capture; readonly stop: () => void }>();

  constructor(catalogue: Catalogue, readers: ReadonlyMap<Reader, Attachment>, now: () => number) {
    this.#catalogue = catalogue;
    this.#readers = readers;
    this.#now = now;
  }

  get size(): number {
    return this.#captures.size;
  }

  has(id: number): boolean {
    return this.#captures.has(id);
  }

  ids(): readonly number[] {
    return [...this.#captures.keys()];
  }

  /** Begins, or begins anew: with payload only if all who are attached may see it. */
  begin(tracked: Tracked): void {
    const payload = [...this.#readers.keys()].every((reader) => reader.payload);
    const capture = new Capture(tracked, this.#catalogue, payload, this.#now);
    this.#captures.get(tracked.id)?.stop();
    this.#captures.set(tracked.id, { capture, stop: tracked.connection.connection.observe(capture) });
  }

  /** Tells who watches what has been done since. */
  tell(time: number, served: ReadonlySet<Reader>): void {
    for (const [id, { capture }] of this.#captures) {
      const { position } = capture;
      const steps = capture.take(time);
      for (const [reader, { watched, lost }] of this.#readers) {
        if (!watched.has(id)) continue;
        if (!served.has(reader)) lost.add(id);
        else if (lost.delete(id)) reader.tell({ ...steps, missed: position });
        else reader.tell(steps);
      }
    }
  }

  /** The connection is over. */
  forget(id: number): void {
    this.#captures.delete(id);
  }

  /** Ends those that nobody watches. */
  drop(): void {
    for (const id of this.#captures.keys()) {
      if ([...this.#readers.values()].some(({ watched }) => watched.has(id))) continue;
      this.#captures.get(id)?.stop();
      this.#captures.delete(id);
    }
  }
}
