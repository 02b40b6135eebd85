import type { FindingClass } from '../oracles/finding-class.js';
import { type Chunking, withoutEmptyChunks } from '../plan/chunking.js';

/** Whether reads of a real socket can be cut like this, and when they are. */
export function onRealSocket(
  found: FindingClass,
  { cuts, pacing }: Chunking,
  length: number,
  asynchronous: boolean,
): string {
  if (withoutEmptyChunks(length, cuts).length < cuts.length) {
    return 'no: a socket never delivers an empty chunk. A stream in between can';
  }
  if (found === 'reads-outside') return 'yes: a read lies in a larger buffer, with bytes of other reads around it';
  if (found === 'keeps-input') return 'only with a transport that reuses its read buffer (`onread` of net.connect)';
  if (cuts.length === 0) return 'yes: with the whole input in one read';
  if (asynchronous && pacing === 'burst') {
    return 'yes: with these reads in one tick, as after `pause` and `resume`, or behind TLS or a slow consumer';
  }
  return 'yes: with one read per chunk';
}
