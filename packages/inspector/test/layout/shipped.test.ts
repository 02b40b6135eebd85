/** The charts of all protocols that are shipped, as they are drawn. */
import { Connection, prepare } from '@wirechart/core';
import { describe, expect, it } from 'vitest';
import { shipped } from '../../../fuzz/test/kit/shipped.js';
import { Catalogue } from '../../src/agent/catalogue.js';
import { collisions } from '../../src/layout/collisions.js';
import { draw } from '../../src/layout/draw.js';
import { place } from '../../src/layout/place.js';

const placed = new Set<string>();
const rows = shipped.map(([name, role, protocol]) => ({ name, role, protocol }));

describe.each(rows)('$name, $role', ({ role, protocol }) => {
  it('has no label on another, on a state or on a line that is not its own, and stands beside the list', async () => {
    const catalogue = new Catalogue();
    catalogue.idOf(new Connection(prepare(protocol, role), 0).look().stage);
    for (const chart of catalogue.charts) {
      // The write half of most is the same.
      const { hash } = chart;
      if (placed.has(hash)) continue;
      placed.add(hash);
      const drawing = await place(chart);
      const others = drawing.boxes.filter(({ box }) => box.state !== 0);
      expect(others.length).toBe(chart.states.length - 1);
      const what = `${chart.protocol}, ${chart.half}`;
      expect(collisions(drawing), what).toEqual([]);
      // Else it is not legible beside the list in a window of 1,280 by 900 pixels.
      expect(drawing.width, what).toBeLessThanOrEqual(980);
      expect(drawing.height, what).toBeLessThanOrEqual(740);
      const svg = draw(chart, drawing);
      chart.edges.forEach((_, index) => {
        expect(svg.split(`data-edge="${index}"`), `${what}, edge ${index}`).toHaveLength(2);
      });
      expect(svg).not.toContain('-1');
    }
  });
});
