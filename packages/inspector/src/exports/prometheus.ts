/** Counts for a scraper, in Prometheus' text format 0.0.4. */
import type { Chart } from '../feed.js';
import type { Model } from '../program/model.js';
import type { ExportedFile, Subject } from './exporter.js';

export function prometheus({ view }: Subject): ExportedFile {
  const { model } = view;
  const lines = [
    ...family('wirechart_connections', 'gauge', 'Open connections.', [[{}, model.open]]),
    ...family('wirechart_failed_kept', 'gauge', 'Failed connections that the inspector keeps.', [[{}, model.failed]]),
    ...family('wirechart_state', 'gauge', 'Halves of open connections by the state they are in.', states(model)),
    ...family('wirechart_transitions_total', 'counter', 'Transitions taken, by edge.', transitions(model)),
    ...family('wirechart_errors', 'gauge', 'Failed connections that are kept, by error.', errors(model)),
    ...family('wirechart_ticks_missed_total', 'counter', 'Ticks that the inspector was too slow for.', [
      [{}, model.gaps],
    ]),
  ];
  return { type: 'text/plain; version=0.0.4; charset=utf-8', body: `${lines.join('\n')}\n` };
}

type Labels = Readonly<Record<string, string>>;
type Sample = readonly [Labels, number];

function family(name: string, type: string, help: string, samples: readonly Sample[]): string[] {
  return [
    `# HELP ${name} ${help}`,
    `# TYPE ${name} ${type}`,
    ...samples.map(([labels, value]) => `${name}${labelText(labels)} ${value}`),
  ];
}

function labelText(labels: Labels): string {
  const pairs = Object.entries(labels).map(([key, value]) => `${key}="${escaped(value)}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

function escaped(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}

function states(model: Model): Sample[] {
  return charts(model).flatMap(([labels, chart]) =>
    model.occupancy(chart).flatMap((count, index): Sample[] => {
      const state = chart.states[index];
      const leaf = state !== undefined && state.type !== 'compound' && state.type !== 'parallel';
      return leaf ? [[{ ...labels, state: state.path }, count]] : [];
    }),
  );
}

function transitions(model: Model): Sample[] {
  return charts(model).flatMap(([labels, chart]) => {
    const taken = model.counts.get(chart.id);
    return chart.edges.map(({ source, event, guard, targets }, edge): Sample => {
      const from = chart.states[source]?.path ?? '';
      const to = targets.map((target) => chart.states[target]?.path ?? '').join(' ');
      // Two edges may differ in nothing but their place.
      return [{ ...labels, edge: String(edge), from, event, guard: guard ?? '', to }, taken?.[edge] ?? 0];
    });
  });
}

function errors(model: Model): Sample[] {
  const counts = new Map<string, { labels: Labels; count: number }>();
  for (const { error } of model.entries.values()) {
    if (error === undefined) continue;
    const found = counts.get(error.code) ?? { labels: { code: error.code, blame: error.blame }, count: 0 };
    found.count += 1;
    counts.set(error.code, found);
  }
  return [...counts.values()].map(({ labels, count }) => [labels, count]);
}

function charts(model: Model): [Labels, Chart][] {
  const protocols = model.hello?.protocols ?? [];
  return protocols.flatMap(({ id, name, role, read, write }) =>
    [read, write].flatMap((index): [Labels, Chart][] => {
      const chart = index === undefined ? undefined : model.chart(index);
      return chart === undefined ? [] : [[{ protocol: name, role, half: chart.half, place: String(id) }, chart]];
    }),
  );
}
