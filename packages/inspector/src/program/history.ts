/** The past of the inspected program, as its agent's messages, and the model as it was now and then to begin from. */
import { decodeMessage, encodeMessage } from '../wire/message-codec.js';
import type { AgentMessage } from '../wire/messages.js';
import { Model } from './model.js';

interface Segment {
  /** As it was before the messages of this segment. */
  readonly start: Model;
  readonly messages: Kept[];
}

interface Kept {
  readonly time: number;
  readonly bytes: Uint8Array;
  readonly tick: boolean;
}

export class History {
  /** Now. */
  readonly live = new Model();
  /** Whether it was read from a file: nothing more will come. */
  stored = false;
  readonly #most: number;
  #segments: Segment[] = [];
  #bytes = 0;

  /** @param most bytes of messages that are kept. Default 128 MiB */
  constructor(most = 128 << 20) {
    this.#most = most;
  }

  apply(message: AgentMessage, bytes: Uint8Array = encodeMessage(message)): void {
    const last = this.#segments.at(-1);
    let segment = last;
    if (segment === undefined || segment.messages.length >= SEGMENT) {
      segment = { start: this.live.copy(), messages: [] };
      this.#segments.push(segment);
    }
    this.live.apply(message);
    segment.messages.push({ time: this.live.time, bytes, tick: message.type === 'tick' });
    this.#bytes += bytes.length + OVERHEAD;
    while (this.#bytes > this.#most && this.#segments.length > 1) {
      const gone = this.#segments.shift() as Segment;
      for (const { bytes } of gone.messages) this.#bytes -= bytes.length + OVERHEAD;
    }
  }

  get earliest(): number {
    return this.#ticks().next().value ?? this.live.time;
  }

  get latest(): number {
    return this.live.time;
  }

  /** The model as it was: with all that had been told up to that time. */
  at(time: number): Model {
    const segment = this.#segmentBefore(time);
    const model = segment.start.copy();
    for (const kept of segment.messages) {
      if (kept.time > time) break;
      model.apply(decodeMessage(kept.bytes) as AgentMessage);
    }
    return model;
  }

  /** The ticks before and after a moment. */
  neighbours(time: number): { previous?: number; next?: number } {
    let previous: number | undefined;
    let next: number | undefined;
    for (const tick of this.#ticks(time)) {
      if (tick < time) previous = tick;
      else if (tick > time) {
        next = tick;
        break;
      }
    }
    return { ...(previous === undefined ? {} : { previous }), ...(next === undefined ? {} : { next }) };
  }

  /** All messages that are kept, with those in front that lead to where they begin. */
  *messages(): Generator<AgentMessage> {
    const first = this.#segments[0];
    if (first === undefined) return;
    yield* first.start.asMessages();
    for (const { messages } of this.#segments) {
      for (const { bytes } of messages) yield decodeMessage(bytes) as AgentMessage;
    }
  }

  /** The last segment that begins a second before, so that there is something to count rates by; or the first. */
  #segmentBefore(time: number): Segment {
    let found = this.#segments[0] ?? { start: this.live, messages: [] };
    for (const segment of this.#segments) if (segment.start.time <= time - 1000) found = segment;
    return this.#joined(found, time);
  }

  #joined(from: Segment, time: number): Segment {
    const at = this.#segments.indexOf(from);
    const later = this.#segments.slice(at).filter(({ start }) => start.time <= time);
    return { start: from.start, messages: later.flatMap(({ messages }) => messages) };
  }

  *#ticks(around?: number): Generator<number, undefined> {
    let segments = this.#segments;
    if (around !== undefined) {
      const at = segments.findLastIndex(({ start }) => start.time < around);
      segments = segments.slice(Math.max(0, at - 1));
    }
    for (const { messages } of segments) for (const { time, tick } of messages) if (tick) yield time;
    return undefined;
  }
}

/** Messages of a segment: some ten seconds. */
const SEGMENT = 200;
/** Bytes that a message takes beside its own. */
const OVERHEAD = 100;
