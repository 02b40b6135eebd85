import { types } from 'node:util';
import type { Canonical } from '../canonical/canonical.js';
import { encode } from '../canonical/encode.js';
import { errorKind, errorText } from '../canonical/error-kind.js';
import { Renamer } from '../canonical/renamer.js';
import type { Sink } from '../subject/sink.js';
import type { Reach, RecordedEvent, Verdict } from './outcome.js';

/** The sink of one run: turns what the parser delivers into canonical form at the moment it is delivered. */
export class Recorder implements Sink {
  readonly #canonical: Canonical;
  /** Messages are compared as they are, and nothing else of them is looked at. */
  readonly #plain: boolean;
  readonly #rename: ((key: string, value: unknown) => unknown) | undefined;
  #entries: Entry[] = [];
  /** What is expected, for as long as nothing else has come: then none of it needs to be kept once more. */
  #expected: readonly RecordedEvent[] | undefined;
  /** Events so far, where they are the expected ones. */
  #matched = 0;
  readonly #streams: Map<string, Entry[]> | undefined;
  readonly #held: { readonly message: unknown; readonly text: string }[] = [];
  readonly #hold: boolean;
  readonly positions: string[] = [];
  #verdict: Verdict | undefined;
  #over: Promise<void> | undefined;
  #announce: (() => void) | undefined;
  #sealed = false;
  /** Calls so far, whatever they brought. A pause in which this stays the same was quiet. */
  calls = 0;
  /** Message of an exception in the subject's own functions, which is not the parser's. */
  subjectError: string | undefined = undefined;

  /**
   * @param hold Keep the messages themselves, for `changedSince`.
   * @param expected The events of the run that this one will be compared with.
   */
  constructor(canonical: Canonical = NO_CANONICAL, hold = false, expected?: readonly RecordedEvent[]) {
    this.#canonical = canonical;
    this.#rename = canonical.ids === undefined ? undefined : new Renamer(canonical.ids).rename;
    this.#streams = canonical.stream === undefined ? undefined : new Map();
    this.#hold = hold;
    const { project, position, piece, stream } = canonical;
    this.#plain = !hold && (project ?? position ?? piece ?? stream) === undefined;
    if (this.#streams === undefined) this.#expected = expected;
  }

  // Both are bound, because subjects hand them over as callbacks.
  readonly message = (message: unknown): void => {
    this.calls++;
    if (this.#sealed || this.#verdict !== undefined) return;
    // What most messages are: a text, and the one that was expected.
    if (this.#plain && typeof message === 'string' && this.#expected?.[this.#matched]?.raw === message) {
      this.#matched++;
      return;
    }
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

  /** Resolves with the verdict: whatever a run waits for, it waits no longer then. */
  get over(): Promise<void> {
    this.#over ??= new Promise((resolve) => {
      if (this.#verdict === undefined) this.#announce = resolve;
      else resolve();
    });
    return this.#over;
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
    if (this.#expected !== undefined) return { events: this.#matched, pieces: 0 };
    if (this.#streams === undefined) return reachOf(this.#entries);
    const streams = [...this.#streams].sort(([a], [b]) => (a < b ? -1 : 1));
    const count = (of: (reach: Reach) => unknown) =>
      streams
        .flatMap(([stream, entries]) => (of(reachOf(entries)) === 0 ? [] : [`${stream}=${of(reachOf(entries))}`]))
        .join();
    return { events: count(({ events }) => events), pieces: count(({ pieces }) => pieces) };
  }

  /** The events so far; where order counts only within sub-streams, one sub-stream after the other. */
  events(): readonly RecordedEvent[] {
    if (this.#expected?.length === this.#matched) return this.#expected;
    this.#leaveExpected();
    const streams = this.#streams;
    const entries =
      streams === undefined ? this.#entries : [...streams.keys()].sort().flatMap((stream) => streams.get(stream) ?? []);
    return entries.map((entry) => {
      const { stream, piece } = entry;
      return piece === undefined ? entry : { stream, text: textOf(piece) };
    });
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
      const raw = typeof message === 'string' && canonical.project === undefined ? message : undefined;
      const text = this.#encode(message);
      if (this.#expected !== undefined && this.#expected[this.#matched]?.text === text) this.#matched++;
      else this.#entriesOf(stream).push(raw === undefined ? { stream, text } : { stream, text, raw });
      return;
    }
    if (typeof piece?.data !== 'string' && !types.isUint8Array(piece?.data)) {
      throw new TypeError(
        '`piece` must return { of: a name, data: a string or bytes }, or undefined for a whole message',
      );
    }
    // No bytes of a sequence are no event of it: how often a parser delivers nothing does not count.
    if (piece.data.length === 0) return;
    const { of } = piece;
    const entries = this.#entriesOf(stream);
    const data = typeof piece.data === 'string' ? piece.data : Uint8Array.from(piece.data);
    const last = entries.at(-1)?.piece;
    if (last?.of === of && typeof last.parts[0] === typeof data) {
      last.parts.push(data);
      last.length += data.length;
    } else entries.push({ stream, text: '', piece: { of, parts: [data], length: data.length } });
  }

  #leaveExpected(): void {
    if (this.#expected === undefined) return;
    this.#entries = this.#expected.slice(0, this.#matched);
    this.#expected = undefined;
  }

  #encode(message: unknown): string {
    const { project } = this.#canonical;
    return encode(project === undefined ? message : project(message), this.#rename);
  }

  #entriesOf(stream: string): Entry[] {
    this.#leaveExpected();
    if (this.#streams === undefined) return this.#entries;
    let entries = this.#streams.get(stream);
    if (entries === undefined) {
      entries = [];
      this.#streams.set(stream, entries);
    }
    return entries;
  }
}

const NO_CANONICAL: Canonical = {};

/** A whole message has `text`; what came in pieces has those, all strings or all bytes. */
interface Entry {
  readonly stream: string;
  readonly text: string;
  readonly raw?: string;
  readonly piece?: { readonly of: string; readonly parts: (string | Uint8Array)[]; length: number };
}

function reachOf(entries: readonly Entry[]): { events: number; pieces: number } {
  const open = entries.at(-1)?.piece;
  return open === undefined
    ? { events: entries.length, pieces: 0 }
    : { events: entries.length - 1, pieces: open.length };
}

function textOf({ of, parts }: NonNullable<Entry['piece']>): string {
  // Joined before they are escaped: two halves of a surrogate pair are one character, their escapes are not.
  const data = typeof parts[0] === 'string' ? parts.join('') : Buffer.concat(parts as Uint8Array[]);
  return of === '' ? encode(data) : `${of} ${encode(data)}`;
}
