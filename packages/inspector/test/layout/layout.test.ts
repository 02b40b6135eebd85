import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Chart, ChartEdge, ChartState } from '../../src/feed.js';
import { collisions } from '../../src/layout/collisions.js';
import { chartSvg } from '../../src/layout/index.js';
import { leanOf } from '../../src/layout/lean.js';
import { place } from '../../src/layout/place.js';
import { charts } from '../page/fixture.js';

const [read] = charts as readonly [Chart];

describe('a chart that is laid out', () => {
  it('draws the way of a message as lines, and what fails or stays as rows', () => {
    const { boxes, links } = leanOf(read);
    expect(links.map(({ source, target }) => [source, target])).toEqual([
      [1, 2],
      [1, 5],
      [2, 3],
      [3, 4],
      [4, 1],
    ]);
    const rows = Object.fromEntries(boxes.map(({ title, rows }) => [title, rows.map(({ text }) => text)]));
    expect(rows['failed']).toEqual(['any: malformed']);
    expect(rows['awaiting-jsonheader']).toEqual(['needs n bytes, at most 65,536', '✕ after header']);
    expect(rows['● awaiting-protoheader']).toEqual(['needs 2 bytes']);
  });

  it('puts every state and every edge into the drawing once', async () => {
    const drawing = await chartSvg(read);
    read.states.slice(1).forEach((_, index) => {
      expect(drawing.split(`data-state="${index + 1}"`)).toHaveLength(2);
    });
    read.edges.forEach((_, index) => {
      expect(drawing.split(`data-edge="${index}"`)).toHaveLength(2);
    });
  });

  it('has what no line leads to below the others, where it makes nothing wider', async () => {
    const drawing = await place(read);
    const failed = drawing.boxes.find(({ box }) => box.title === 'failed');
    const others = drawing.boxes.filter((box) => box !== failed);
    expect(failed?.y).toBeGreaterThan(Math.max(...others.map(({ y, height }) => y + height)));
    expect(drawing.width).toBeLessThan(500);
    expect(drawing.height).toBeGreaterThanOrEqual((failed?.y ?? 0) + (failed?.height ?? 0));
  });

  it('has more lines than anybody could follow as rows, and cuts names that would fill the page', async () => {
    const count = 150;
    const name = (index: number) => `s${'x'.repeat(index === 7 ? 500 : 3)}${index}`;
    const states = Array.from({ length: count }, (_, index): ChartState => {
      return { path: name(index), parent: 0, type: 'atomic', initial: -1 };
    });
    const edges = states.flatMap((_, index): ChartEdge[] =>
      [index + 1, index * 7].map((target) => ({
        ...(read.edges[0] as ChartEdge),
        source: index + 1,
        targets: [(target % count) + 1],
        event: 'NEXT',
        label: 'NEXT',
        kind: 'plain',
      })),
    );
    const root: ChartState = { path: '', parent: -1, type: 'compound', initial: 1 };
    const chart: Chart = { ...read, hash: 'crowd', states: [root, ...states], edges };
    const drawing = await place(chart);
    expect(drawing.boxes).toHaveLength(count);
    expect(collisions(drawing)).toEqual([]);
    expect(Math.max(...drawing.boxes.map(({ width }) => width))).toBeLessThan(800);
    const svg = await chartSvg(chart);
    edges.forEach((_, index) => {
      expect(svg.split(`data-edge="${index}"`)).toHaveLength(2);
    });
    expect(svg).toContain('NEXT → sxxx148');
  });

  it('writes names as text, whatever is in them', async () => {
    const state = (path: string, parent: number, initial: number): ChartState => ({
      path,
      parent,
      type: 'atomic',
      initial,
    });
    const chart: Chart = {
      ...read,
      hash: 'names',
      states: [state('', -1, 1), state('<script>"&\x01\u202e', 0, -1)],
      edges: [],
    };
    const drawing = await chartSvg(chart);
    expect(drawing).not.toContain('<script>');
    expect(drawing).toContain('&lt;script&gt;&quot;&amp;��');
  });

  it('places a chart in which a transition leads from a state to the one around it', async () => {
    const state = (path: string, parent: number, type: 'atomic' | 'compound' = 'atomic') => ({
      path,
      parent,
      type,
      initial: parent === -1 ? 1 : -1,
    });
    const states = [
      state('', -1, 'compound'),
      state('first', 0, 'compound'),
      state('second', 0),
      state('first.in', 1),
      state('third', 0),
      state('first.on', 1),
      state('fourth', 0),
    ];
    const edges = [
      [3, 1],
      [2, 1],
      [6, 1],
      [1, 2],
    ].map(
      ([source, target]): ChartEdge => ({
        source: source as number,
        targets: [target as number],
        event: 'a',
        label: 'a',
        kind: 'plain',
      }),
    );
    const placed = await place({ ...read, hash: 'around', states, edges });
    expect(collisions(placed)).toEqual([]);
  });

  it('has a box for the root where something has no other place: what changes no state, wherever it happens', async () => {
    const [root, ...states] = read.states as readonly [ChartState];
    const edge = { event: 'e', label: 'e', kind: 'plain' } as const;
    const stays = (source: number, targets: readonly number[]): ChartEdge => ({ ...edge, source, targets });
    const seen = async (chart: Pick<Chart, 'states' | 'edges'>) => {
      const placed = await place({ ...read, hash: 'root', ...chart });
      expect(collisions(placed)).toEqual([]);
      return Object.fromEntries(placed.boxes.map(({ box }) => [box.title, box.rows.map(({ text }) => text)]));
    };
    expect(
      await seen({ states: [root, ...states], edges: [stays(0, []), stays(0, [0]), stays(1, [2])] }),
    ).toMatchObject({
      'any state': ['↻ e', '↻ e'],
    });
    expect(await seen({ states: [root, ...states], edges: [stays(0, [1]), stays(1, [2]), stays(2, [0])] })).toEqual({
      '● awaiting-protoheader': ['needs 2 bytes', 'any: e'],
      'awaiting-jsonheader': ['needs n bytes, at most 65,536', 'e → any state'],
      'awaiting-content': ['needs n bytes'],
      responding: [],
      closed: [],
      failed: [],
    });
    // As of a machine of XState that only counts.
    expect(await seen({ states: [{ ...root, type: 'atomic', initial: -1 }], edges: [stays(0, [])] })).toEqual({
      'the only state': ['↻ e'],
    });
  });

  it('places every state and every label of any chart, no state on another', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(randomChart, async (chart) => {
        const placed = await place(chart);
        expect(placed.boxes).toHaveLength(chart.states.length - 1);
        expect(placed.links.every(({ labels }) => labels.length === 1)).toBe(true);
        expect(collisions(placed).filter((text) => text.startsWith('state'))).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });
});

/** Three to nine states, some of them within the second, with edges as they come. */
const randomChart: fc.Arbitrary<Chart> = fc
  .record({
    inside: fc.array(fc.boolean(), { minLength: 2, maxLength: 8 }),
    edges: fc.array(
      fc.record({
        source: fc.nat(9),
        target: fc.nat(9),
        label: fc.stringMatching(/^[a-z]{1,14}$/),
        guarded: fc.boolean(),
      }),
      { maxLength: 14 },
    ),
  })
  .map(({ inside, edges }): Chart => {
    const states: ChartState[] = [{ path: '', parent: -1, type: 'compound', initial: 1 }];
    const holds = inside.some((within) => within);
    states.push({ path: 'first', parent: 0, type: holds ? 'compound' : 'atomic', initial: -1 });
    inside.forEach((within, index) => {
      states.push({
        path: within ? `first.s${index}` : `s${index}`,
        parent: within ? 1 : 0,
        type: 'atomic',
        initial: -1,
      });
    });
    const drawn = edges.flatMap(({ source, target, label, guarded }): ChartEdge[] => {
      const [from, to] = [source % states.length, 1 + (target % (states.length - 1))];
      return [
        { source: from, targets: [to], event: label, label, kind: 'plain', ...(guarded ? { guard: 'passes' } : {}) },
      ];
    });
    return { id: 0, protocol: 'random', half: 'read', hash: '', states, edges: drawn };
  });
