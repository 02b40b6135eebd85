/** The charts of all protocols that are shipped, as they are drawn. */
import { Connection, prepare } from '@wirechart/core';
import { describe, expect, it } from 'vitest';
import { shipped } from '../../../fuzz/test/kit/shipped.js';
import { Catalogue } from '../../src/agent/catalogue.js';
import { collisions } from '../../src/layout/collisions.js';
import { leanOf } from '../../src/layout/lean.js';
import { place } from '../../src/layout/place.js';

const placed = new Set<string>();
const rows = shipped.map(([name, role, protocol]) => ({ name, role, protocol }));

describe.each(rows)('$name, $role', ({ role, protocol }) => {
  it('has no label on another, on a state or on a line that is not its own', async () => {
    const catalogue = new Catalogue();
    catalogue.idOf(new Connection(prepare(protocol, role), 0).look().stage);
    for (const chart of catalogue.charts) {
      // The write half of most is the same.
      const { hash } = chart;
      if (placed.has(hash)) continue;
      placed.add(hash);
      const drawing = await place(leanOf(chart));
      expect(drawing.boxes.length).toBe(chart.states.length - 1);
      expect(collisions(drawing), `${chart.protocol}, ${chart.half}`).toEqual([]);
    }
  });
});
