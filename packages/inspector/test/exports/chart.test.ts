/** A chart that is taken away, with its numbers. */
import { Connection, prepare } from '@wirechart/core';
import { describe, expect, it } from 'vitest';
import { shipped } from '../../../fuzz/test/kit/shipped.js';
import { Catalogue } from '../../src/agent/catalogue.js';
import { mermaidText, svgFile } from '../../src/exports/chart.js';
import type { Subject } from '../../src/exports/exporter.js';
import type { Chart } from '../../src/feed.js';

/** Charts of all protocols that are shipped, each once. */
const charts = new Map<string, Chart>();
for (const [, role, protocol] of shipped) {
  const catalogue = new Catalogue();
  catalogue.idOf(new Connection(prepare(protocol, role), 0).look().stage);
  for (const chart of catalogue.charts) charts.set(chart.hash, chart);
}

/** Each takes its time. */
const LAID_OUT = ['json-header', 'smtp'];

/** A number of its own for each state and edge. */
const numbersOf = ({ states, edges }: Chart) => ({
  chart: 0,
  occupancy: states.map((_, index) => 1000 + index),
  rates: edges.map((_, index) => 2000 + index),
  counts: edges.map((_, index) => 3000 + index),
});

describe.each([...charts.values()].map((chart) => ({ chart, name: `${chart.protocol}, ${chart.half}` })))(
  'the chart of $name',
  ({ chart }) => {
    it('has the number of each edge once as Mermaid', () => {
      const text = mermaidText(chart, numbersOf(chart));
      chart.edges.forEach((_, index) => {
        expect(text.split(`× ${3000 + index}`), `edge ${index}`).toHaveLength(2);
      });
    });

    it.skipIf(!LAID_OUT.includes(chart.protocol))('has the number of each state and edge once as SVG', async () => {
      const model = { chart: () => chart, numbers: numbersOf };
      const { body } = await svgFile({ view: { model }, parameters: new URLSearchParams() } as unknown as Subject);
      chart.edges.forEach((_, index) => {
        expect(String(body).split(`>${2000 + index}/s<`), `edge ${index}`).toHaveLength(2);
      });
      chart.states.slice(1).forEach((_, index) => {
        expect(String(body).split(`>${1001 + index}<`), `state ${index + 1}`).toHaveLength(2);
      });
    });
  },
);
