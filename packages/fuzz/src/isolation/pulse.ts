/** Memory that the thread of the parser and its watchdog share. */
export type Pulse = Int32Array<SharedArrayBuffer>;

/** Indices into a pulse: turns that the event loop has shown to make, and the milliseconds for which it may be silent (0: any). */
export const PULSE = { beats: 0, limit: 1 } as const;

export function newPulse(): Pulse {
  return new Int32Array(new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT));
}
