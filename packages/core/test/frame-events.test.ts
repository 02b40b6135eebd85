/** One machine event for each frame boundary, never one for each chunk. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Connection } from '../src/connection/connection.js';
import { countersOf, type Prepared, prepare } from '../src/index.js';
import { cutters } from './kit/chunkings.js';
import { mixed } from './kit/mixed.js';

/** How often the read half's machine took a transition by each event. */
function taken(prepared: Prepared<string, string>): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { event, count } of countersOf(prepared.read).edges) {
    if (count > 0) counts[event] = (counts[event] ?? 0) + count;
  }
  return counts;
}

test('a machine hears of frames, however the bytes are cut', () => {
  const input = Buffer.concat([
    Buffer.from('Lline\r\n'),
    Buffer.from([0x42, 0x03, 0xe8]),
    new Uint8Array(1000),
    Buffer.from([0x53, 0x0f, 0xa0]),
    new Uint8Array(4000),
    Buffer.from('Lanother\r\n'),
  ]);
  fc.assert(
    fc.property(cutters(), (cut) => {
      const prepared = prepare(mixed, 'client');
      const connection = new Connection(prepared, 0);
      const before = taken(prepared);
      for (const chunk of cut(input)) {
        connection.receiveData(chunk, 0);
        while (connection.nextEvent() !== 'need-data');
      }
      const after = taken(prepared);
      const heard = Object.fromEntries(
        Object.entries(after).map(([event, count]) => [event, count - (before[event] ?? 0)]),
      );
      expect(heard).toEqual({ kind: 4, line: 2, length: 2, block: 1, streamed: 1, responded: 4 });
    }),
    { numRuns: 60 },
  );
});
