/**
 * Who watches one connection in full, from whenever until whenever. It is told in the middle of the connection's work: it must not
 * throw, and must change nothing that it is given.
 */
import type { AnyEventObject } from 'xstate';

export interface ConnectionObserver {
  /**
   * A half has taken a transition (a microstep), or with `edge` -1 refused an event. Numbers are those of the tables of the machine that
   * the half runs now.
   *
   * @param half 0 for the read half, 1 for the write half
   * @param offset of the frame that it is about, in bytes of the half's direction
   * @param length of that frame; 0 where there is none
   */
  transitioned(
    half: number,
    from: number,
    to: number,
    event: string,
    edge: number,
    offset: number,
    length: number,
    now: number,
  ): void;
  /** A half has done with an event, and all that it caused; {@link Connection.look} shows what came of it. */
  processed(half: number, event: AnyEventObject, now: number): void;
  /** A chunk has arrived. It is handed on as a view: what is kept of it must be copied. */
  received(chunk: Uint8Array, offset: number, now: number): void;
  /** This has been given to the transport. It may be written into again: what is kept of it must be copied. */
  sent(pieces: readonly Uint8Array[], offset: number, now: number): void;
}
