/** Several that watch the same connection. What one of them throws is its own mistake, and nobody else's. */
import type { AnyEventObject } from 'xstate';
import { callAlone } from '../errors/caught.js';
import type { ConnectionObserver } from './observer.js';

/** One more than there was. */
export function withObserver(now: ConnectionObserver | undefined, added: ConnectionObserver): ConnectionObserver {
  return now === undefined ? added : new Several([...listOf(now), added]);
}

/** One fewer; undefined when nobody is left. */
export function withoutObserver(
  now: ConnectionObserver | undefined,
  gone: ConnectionObserver,
): ConnectionObserver | undefined {
  const left = now === undefined ? [] : listOf(now).filter((one) => one !== gone);
  return left.length > 1 ? new Several(left) : left[0];
}

/** It, and what it throws is printed. */
export class Guarded implements ConnectionObserver {
  constructor(readonly one: ConnectionObserver) {}

  transitioned(...step: Parameters<ConnectionObserver['transitioned']>): void {
    callAlone(() => this.one.transitioned(...step));
  }

  processed(half: number, event: AnyEventObject, now: number): void {
    callAlone(() => this.one.processed(half, event, now));
  }

  received(chunk: Uint8Array, offset: number, now: number): void {
    callAlone(() => this.one.received(chunk, offset, now));
  }

  sent(pieces: readonly Uint8Array[], offset: number, now: number): void {
    callAlone(() => this.one.sent(pieces, offset, now));
  }
}

function listOf(observer: ConnectionObserver): readonly ConnectionObserver[] {
  return observer instanceof Several ? observer.all : [observer];
}

class Several implements ConnectionObserver {
  constructor(readonly all: readonly ConnectionObserver[]) {}

  transitioned(...step: Parameters<ConnectionObserver['transitioned']>): void {
    for (const one of this.all) one.transitioned(...step);
  }

  processed(half: number, event: AnyEventObject, now: number): void {
    for (const one of this.all) one.processed(half, event, now);
  }

  received(chunk: Uint8Array, offset: number, now: number): void {
    for (const one of this.all) one.received(chunk, offset, now);
  }

  sent(pieces: readonly Uint8Array[], offset: number, now: number): void {
    for (const one of this.all) one.sent(pieces, offset, now);
  }
}
