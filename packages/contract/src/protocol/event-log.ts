/** The events of a connection as they came, with adjacent parts of one content joined, and snapshots of what was handed out. */
import type { ConnectionEvent } from '@wirechart/core';
import { concat } from '../harness/bytes.js';
import { textOf, textOfBytes } from '../harness/value-text.js';
import { demand } from '../harness/violation.js';
import type { Part } from './contract.js';

export class EventLog<TIn> {
  readonly #part: (event: ConnectionEvent<TIn>) => Part | undefined;
  readonly #entries: Entry[] = [];
  readonly #snapshots: { readonly value: unknown; readonly text: string }[] = [];

  constructor(part: (event: ConnectionEvent<TIn>) => Part | undefined) {
    this.#part = part;
  }

  /** Returns whether the event was a part of a content. */
  add(event: ConnectionEvent<TIn>): boolean {
    const part = this.#part(event);
    if (part !== undefined) {
      this.keepWatch(part.bytes);
      const last = this.#entries[this.#entries.length - 1];
      // Copied at once: whether the view stays what it is, the snapshot tells.
      const bytes = part.bytes.slice();
      if (last?.of === part.of) last.parts.push(bytes);
      else this.#entries.push({ type: event.type, of: part.of, parts: [bytes], text: '', said: '' });
      return true;
    }
    const text = this.keepWatch(event);
    // When there is room for output is the transport's affair.
    if (event.type === 'writable') return false;
    // How much has arrived already when protocols are switched is a matter of chunks.
    const compared = event.type === 'switched' ? `switched from ${event.from} to ${event.to}` : text;
    this.#entries.push({ type: event.type, of: undefined, parts: [], text: compared, said: saidBy(event, text) });
    return false;
  }

  /** Remembers what a value is, for {@link verify}. Returns it as text. */
  keepWatch(value: unknown): string {
    const text = textOf(value);
    this.#snapshots.push({ value, text });
    return text;
  }

  /** @throws ContractViolation when a value is not any more what it was when it was handed out. */
  verify(): void {
    for (const { value, text } of this.#snapshots) {
      const now = textOf(value);
      demand(now === text, () => `a value changed after it was handed out: it was ${text} and is ${now}`);
    }
  }

  /** All events as text. */
  texts(): string[] {
    return this.#entries.map(written);
  }

  /** Only those that carry what the remote said: messages, and contents in parts. */
  messages(): string[] {
    return this.#entries
      .filter(({ type, of }) => type === 'message' || of !== undefined)
      .map((entry) => (entry.of === undefined ? entry.said : written(entry)));
  }
}

interface Entry {
  readonly type: string;
  readonly of: string | undefined;
  readonly parts: Uint8Array[];
  readonly text: string;
  /** As text without what a protocol says of a message besides, for its client to tell replies apart. */
  readonly said: string;
}

function saidBy<TIn>(event: ConnectionEvent<TIn>, text: string): string {
  if (event.type !== 'message' || Object.keys(event).length === 2) return text;
  return textOf({ type: 'message', message: event.message } satisfies ConnectionEvent<TIn>);
}

function written({ of, parts, text }: Entry): string {
  return of === undefined ? text : `${of} ${textOfBytes(concat(parts))}`;
}
