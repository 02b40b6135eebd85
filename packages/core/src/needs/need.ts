/**
 * What a reading state waits for. A state says so in its `meta`:
 *
 * ```ts
 * 'awaiting-length': { meta: { need: bytes(2, { event: 'length', decode: (frame) => frame.uint16(0) }) }, on: { length: … } }
 * ```
 *
 * The connection gathers the bytes, runs the codec (`decode`) on them once, and sends the machine one event per frame
 * boundary, never one per chunk. A state without a need does not read: that is back-pressure, and the chart shows it.
 *
 * Each kind of need has a file of its own beside this one.
 */
import type { BytesNeed } from './bytes.js';
import type { RemainderNeed } from './remainder.js';
import type { StreamNeed } from './stream.js';
import type { UntilNeed } from './until.js';
import type { WholeNeed } from './whole.js';

export type Need = BytesNeed | UntilNeed | StreamNeed | RemainderNeed | WholeNeed;
