import { checkOptions, type OptionNames } from '@wirechart/core';
import type { Random } from '../random.js';

/** What a direction of a connection is like on its way. */
export interface Conditions {
  /** Milliseconds on the way; a range is drawn from for each packet, without bytes overtaking each other. Default 0. */
  readonly latency: number | readonly [min: number, max: number];
  /** Bytes per second of each connection. Default Infinity. */
  readonly bandwidth: number;
  /** Most bytes that travel as one packet, and so arrive together. Default: 64 KiB; 1,460 where bandwidth is finite. */
  readonly segmentBytes: number;
}

export const CONDITIONS: OptionNames<Conditions> = { latency: true, bandwidth: true, segmentBytes: true };

/**
 * One that is misspelt would be a fault that is never planted, and a test that finds nothing.
 *
 * @throws TypeError that names the unknown one and the nearest there is
 */
export function checkConditions(of: string, conditions: Partial<Conditions> = {}): void {
  checkOptions<Partial<Conditions>>(of, conditions, CONDITIONS);
}

/** One byte a minute: the slowest remote there is. */
export const byteAMinute: Partial<Conditions> = { bandwidth: 1 / 60, segmentBytes: 1 };

/** Puts conditions over defaults. @throws RangeError naming a value that is out of range. */
export function conditionsFrom(...layers: readonly (Partial<Conditions> | undefined)[]): Conditions {
  const given: Partial<Conditions> = Object.assign({}, ...layers);
  const bandwidth = given.bandwidth ?? Number.POSITIVE_INFINITY;
  const segmentBytes = given.segmentBytes ?? (bandwidth === Number.POSITIVE_INFINITY ? 65_536 : ETHERNET_SEGMENT);
  const latency = given.latency ?? 0;
  const [min, max] = typeof latency === 'number' ? [latency, latency] : latency;
  if (!(min >= 0 && max >= min && max < Number.POSITIVE_INFINITY)) {
    throw new RangeError(`latency must be milliseconds, or a range of them that ascends, not ${String(latency)}`);
  }
  if (!(bandwidth > 0)) throw new RangeError(`bandwidth must be more than 0 bytes per second, not ${bandwidth}`);
  if (!(segmentBytes >= 1)) throw new RangeError(`segmentBytes must be at least 1, not ${segmentBytes}`);
  return { latency, bandwidth, segmentBytes };
}

/** How long one packet is on its way. */
export function drawLatency({ latency }: Conditions, random: Random): number {
  if (typeof latency === 'number') return latency;
  const [min, max] = latency;
  return min + (max - min) * random.fraction();
}

/** What is left of an Ethernet frame of 1,500 bytes for TCP's payload (RFC 9293, 3.7.1). */
const ETHERNET_SEGMENT = 1460;
