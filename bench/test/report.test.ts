import { describe, expect, it } from 'vitest';
import type { Compared } from '../src/harness/interleave.js';
import { atLeast, atMost, costRow, rateRow, speedRow } from '../src/harness/report.js';
import { table } from '../src/harness/table.js';

const taking = (name: string, cpu: number, wall: number): Compared => ({
  name,
  samples: [{ cpu: cpu * 10, wall: wall * 10, units: 10 }],
  instructions: undefined,
});

const ours = taking('ours', 100, 300);
const peer = taking('peer', 200, 150);

describe('a row', () => {
  it('of speed is above 1 where the peer takes more CPU time', () => {
    const row = speedRow('', ours, peer, atLeast(2));
    expect(row.ratio.median).toBe(2);
    expect(row.byOther).toMatchObject({ clock: 'wall', ratio: { median: 0.5 } });
    expect(row.reached).toBe(true);
  });

  it('of cost is above 1 where ours takes more CPU time', () => {
    expect(costRow('', peer, ours, atMost(1.9))).toMatchObject({ ratio: { median: 2 }, reached: false });
  });

  it('of rates is above 1 where ours does more in the same time on the wall', () => {
    const row = rateRow('', ours, peer, { unit: '/s', per: 1 }, atLeast(0.5));
    expect(row.ratio.median).toBeCloseTo(0.5);
    expect(row.ours.value).toBeCloseTo(1e9 / 300);
    expect(row.byOther).toMatchObject({ clock: 'cpu', ratio: { median: 2 } });
    expect(row.reached).toBe(true);
  });
});

describe('a table', () => {
  it('says what was compared, the ratio, the mark, and whether it was reached', () => {
    const text = table([costRow('this ÷ that', peer, ours, atMost(1.9)), speedRow('no mark', ours, peer)]);
    expect(text).toMatch(/^this ÷ that +peer 200 ns +ours 100 ns +2\.00 .*≤ 1\.9 +NO$/m);
    expect(text).toMatch(/^no mark .*by wall$/m);
  });
});
