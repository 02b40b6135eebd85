import type { Canonical } from '../canonical/canonical.js';
import { encode } from '../canonical/encode.js';
import { errorKind, errorText } from '../canonical/error-kind.js';
import { Renamer } from '../canonical/renamer.js';
import type { Sink } from '../subject/sink.js';
import type { Reach, RecordedEvent, Verdict } from './outcome.js';

/** The sink of one run: turns what the parser delivers into canonical form at the moment it is delivered. */
export class Recorder implements Sink {
  readonly #canonical: Canonical;
  readonly #renamer: Renamer;
  readonly #entries: Entry[] = [];
  readonly #streams = new Map<string, Entry[]>();
  readonly #held: { readonly message: unknown; readonly text: string }[] = [];
  readonly #hold: boolean;
  readonly positions: string[] = [];
  #verdict: Verdict | undefined;
  #announce: (() => void) | undefined;
  #sealed = false;
  /** Resolves with the verdict: whatever a run waits for, it waits no longer then. */
  readonly over = new Promise<void>((resolve) => {
    this.#announce = resolve;
  });
  /** Calls so far, whatever they brought. A pause in which this stays the same was quiet. */
  calls = 0;
  /** Message of an exception in the subject's own functions, which is not the parser's. */
  subjectError: string | undefined;

  /** @param hold Keep the messages themselves, for `changedSince`. */
  constructor(canonical: Canonical = {}, hold = false) {
    this.#canonical = canonical;
    this.#renamer = new Renamer(canonical.ids ?? []);
    this.#hold = hold;
  }

  // Both are bound, because subjects hand them over as callbacks.
  readonly message = (message: unknown): void => {
    this.calls++;
    if (this.#sealed || this.#verdict !== undefined) return;
    try {
      this.#record(message);
    } catch (error) {
      // Thrown into the parser it would look like the parser's own failure.
      this.subjectError ??= `the canonical form threw: ${errorText(error)}`;
    }
  };

  readonly error = (error: unknown): void => {
    this.calls++;
    if (this.#sealed || this.#verdict !== undefined) return;
    try {
      const kind = (this.#canonical.errorKind ?? errorKind)(error);
      const limit = this.#canonical.isLimit?.(error) ?? false;
      this.conclude({ type: 'failed', kind, text: errorText(error), limit });
    } catch (thrown) {
      this.subjectError ??= `the canonical form threw: ${errorText(thrown)}`;
    }
  };

  /** Ends the run with a verdict that the parser did not give itself. The first verdict stands. */
  conclude(verdict: Verdict): void {
    if (this.#sealed || this.#verdict !== undefined) return;
    this.#verdict = verdict;
    this.#announce?.();
  }

  /** Nothing counts from here on. */
  seal(): void {
    this.#sealed = true;
  }

  get verdict(): Verdict | undefined {
    return this.#verdict;
  }

  /** How far the output has come. */
  reach(): Reach {
    const streams: [string, readonly Entry[]][] =
      this.#canonical.stream === undefined
        ? [['', this.#entries]]
        : [...this.#streams].sort(([a], [b]) => (a < b ? -1 : 1));
    const count = (of: (entries: readonly Entry[]) => number) =>
      streams.flatMap(([stream, entries]) => (of(entries) === 0 ? [] : [`${stream}=${of(entries)}`])).join();
    return {
      events: count((entries) => entries.length - (isPiece(entries.at(-1)) ? 1 : 0)),
      pieces: count((entries) => lengthOf(entries.at(-1))),
    };
  }

  /** The events so far; where order counts only within sub-streams, one sub-stream after the other. */
  events(): RecordedEvent[] {
    const entries =
      this.#canonical.stream === undefined
        ? this.#entries
        : [...this.#streams.keys()].sort().flatMap((stream) => this.#streams.get(stream) ?? []);
    return entries.map((entry) => ({ stream: entry.stream, text: textOf(entry) }));
  }

  /** True if a message that was held no longer has the content with which it was delivered. */
  changedSince(): boolean {
    return this.#held.some(({ message, text }) => this.#encode(message) !== text);
  }

  #record(message: unknown): void {
    const canonical = this.#canonical;
    const stream = canonical.stream === undefined ? '' : String(canonical.stream(message));
    if (this.#hold) this.#held.push({ message, text: this.#encode(message) });
    if (canonical.position !== undefined) this.positions.push(encode(canonical.position(message)));
    const piece = canonical.piece?.(message);
    if (piece === undefined) {
      this.#add({ stream, text: this.#encode(message) });
      return;
    }
    // No bytes of a sequence are no event of it: how often a parser delivers nothing does not count.
    if (piece.data.length === 0) return;
    const { of, data } = piece;
    const last = this.#lastOf(stream);
    if (typeof data === 'string') {
      if (last?.of === of && last.strings !== undefined) last.strings.push(data);
      else this.#add({ stream, of, strings: [data] });
    } else {
      const copy = Uint8Array.from(data);
      if (last?.of === of && last.bytes !== undefined) last.bytes.push(copy);
      else this.#add({ stream, of, bytes: [copy] });
    }
  }

  #encode(message: unknown): string {
    const { project } = this.#canonical;
    return encode(project === undefined ? message : project(message), this.#renamer.rename);
  }

  #lastOf(stream: string): Entry | undefined {
    return this.#canonical.stream === undefined ? this.#entries.at(-1) : this.#streams.get(stream)?.at(-1);
  }

  #add(entry: Entry): void {
    if (this.#canonical.stream === undefined) {
      this.#entries.push(entry);
      return;
    }
    const entries = this.#streams.get(entry.stream);
    if (entries === undefined) this.#streams.set(entry.stream, [entry]);
    else entries.push(entry);
  }
}

/** A whole message has `text`; pieces have what they are `of` and either `strings` or `bytes`. */
interface Entry {
  readonly stream: string;
  readonly text?: string;
  readonly of?: string;
  readonly strings?: string[];
  readonly bytes?: Uint8Array[];
}

function textOf({ text, of, strings, bytes }: Entry): string {
  if (text !== undefined) return text;
  // Joined before they are escaped: two halves of a surrogate pair are one character, their escapes are not.
  const data = strings !== undefined ? strings.join('') : Buffer.concat(bytes ?? []);
  return of === '' ? encode(data) : `${of} ${encode(data)}`;
}

function isPiece(entry: Entry | undefined): boolean {
  return entry?.of !== undefined;
}

function lengthOf(piece: Entry | undefined): number {
  const parts: readonly (string | Uint8Array)[] = piece?.strings ?? piece?.bytes ?? [];
  return parts.reduce((sum, part) => sum + part.length, 0);
}
