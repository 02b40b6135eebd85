/** One direction of a wire, and the reference model of what goes through it: what arrives is a prefix of what was sent. */
import type { ConnectionEvent } from '@wirechart/core';
import { concat } from '../harness/bytes.js';
import { textOf } from '../harness/value-text.js';
import { demand } from '../harness/violation.js';
import type { Part } from '../protocol/contract.js';

export class Direction {
  /** What was sent and what arrived, in units: a message, or one byte where contents are handed over in parts. */
  readonly sent: string[] = [];
  readonly received: string[] = [];
  /** The sender has ended it. */
  ended = false;
  #bytes: Uint8Array = new Uint8Array(0);

  /** Bytes under way. */
  get length(): number {
    return this.#bytes.length;
  }

  push(pieces: readonly Uint8Array[]): void {
    this.#bytes = concat([this.#bytes, ...pieces]);
  }

  /** Takes at most so many bytes that are under way, as memory of its own. */
  take(most: number): Uint8Array {
    const chunk = this.#bytes.slice(0, most);
    this.#bytes = this.#bytes.slice(chunk.length);
    return chunk;
  }

  lose(): void {
    this.#bytes = new Uint8Array(0);
  }

  /** @throws ContractViolation when something else arrives than what was sent next. */
  receive(units: readonly string[], who: string): void {
    for (const unit of units) {
      const expected = this.sent[this.received.length];
      demand(
        unit === expected,
        () => `${who} got ${unit} as number ${this.received.length}; sent was ${expected ?? 'nothing more'}`,
      );
      this.received.push(unit);
    }
  }
}

/** What an event carries in units that can be compared one by one: none for one that is neither a message nor a part. */
export function unitsOf<T>(
  event: ConnectionEvent<T>,
  part: ((event: ConnectionEvent<T>) => Part | undefined) | undefined,
): string[] {
  const found = part?.(event);
  if (found !== undefined) return Array.from(found.bytes, (byte) => `${found.of} ${byte}`);
  return event.type === 'message' ? [textOf(event.message)] : [];
}
