/** A chart with its numbers, as Mermaid's text or as SVG. */
import type { Chart, ChartNumbers } from '../feed.js';
import { chartSvg } from '../layout/index.js';
import type { Model } from '../program/model.js';
import type { ExportedFile, Subject } from './exporter.js';

/** `stateDiagram-v2` with how many are in each state, and how often each edge was taken. */
export function chartFile({ view, parameters }: Subject): ExportedFile {
  const chart = chartIn(view.model, parameters);
  const body = mermaidText(chart, view.model.numbers(chart));
  return { type: 'text/plain; charset=utf-8', body, filename: `${chart.protocol}-${chart.half}.mmd` };
}

export async function svgFile({ view, parameters }: Subject): Promise<ExportedFile> {
  const chart = chartIn(view.model, parameters);
  const svg = await chartSvg(chart);
  const bare = parameters.get('numbers') === 'no';
  const body = bare ? svg : withNumbers(svg, view.model.numbers(chart));
  return { type: 'image/svg+xml', body, ...(bare ? {} : { filename: `${chart.protocol}-${chart.half}.svg` }) };
}

function chartIn(model: Model, parameters: URLSearchParams): Chart {
  const chart = model.chart(Number(parameters.get('chart') ?? 0));
  if (chart === undefined) throw new RangeError(`there is no chart ${parameters.get('chart')}`);
  return chart;
}

export function mermaidText(chart: Chart, { occupancy, counts }: ChartNumbers): string {
  const { states, edges } = chart;
  const ids = states.map(({ path }, index) => (index === 0 ? 'any_state' : path.replaceAll(/\W/g, '_')));
  const body = (parent: number, indent: string): string[] =>
    states.flatMap((state, index) => {
      if (state.parent !== parent || index === 0) return [];
      const key = state.path.slice(state.path.lastIndexOf('.') + 1);
      const about = [
        ...(state.need === undefined ? [] : [state.need]),
        ...(occupancy[index] ? [`${occupancy[index]} now`] : []),
      ];
      const inner = body(index, `${indent}  `);
      const group = inner.length > 0;
      const initial = state.initial >= 0 ? [`${indent}  [*] --> ${ids[state.initial]}`] : [];
      return [
        // A state with others in it can have no more than a name.
        `${indent}state "${quoted(group ? [key, ...about].join(', ') : key)}" as ${ids[index]}`,
        ...(inner.length === 0 ? [] : [`${indent}state ${ids[index]} {`, ...initial, ...inner, `${indent}}`]),
        ...(group ? [] : about).map((line) => `${indent}${ids[index]} : ${labelled(line)}`),
        ...(state.type === 'final' ? [`${indent}${ids[index]} --> [*]`] : []),
      ];
    });
  const arrows = new Map<string, string[]>();
  for (const [edge, { source, targets, label, guard }] of edges.entries()) {
    for (const target of targets.length === 0 ? [source] : targets) {
      const arrow = `${ids[source]} --> ${ids[target]}`;
      const count = counts[edge] ?? 0;
      const text = `${label}${guard === undefined ? '' : ` [${guard}]`}${count > 0 ? ` × ${count}` : ''}`;
      arrows.set(arrow, [...(arrows.get(arrow) ?? []), text]);
    }
  }
  const root = states[0];
  return [
    'stateDiagram-v2',
    ...(root !== undefined && root.initial >= 0 ? [`  [*] --> ${ids[root.initial]}`] : []),
    ...(edges.some(({ source, targets }) => source === 0 || targets.includes(0))
      ? ['  state "any state" as any_state']
      : []),
    ...body(0, '  '),
    ...[...arrows].map(([arrow, labels]) => `  ${arrow} : ${labelled(labels.join(', '))}`),
    '',
  ].join('\n');
}

/** Texts come from a program of somebody else's: what means something to Mermaid is written as an entity. */
function labelled(text: string): string {
  return text.replaceAll(/[#;:<>{}"\n]/g, (character) => `#${character.charCodeAt(0)};`);
}

function quoted(text: string): string {
  return labelled(text);
}

/** Puts numbers where the drawing has left room for them; see `ChartMarks` of the feed. */
function withNumbers(svg: string, { occupancy, rates }: ChartNumbers): string {
  let state = -1;
  let edge = -1;
  return svg.replaceAll(/<[^>]*>/g, (tag) => {
    state = Number(/ data-state="(\d+)"/.exec(tag)?.[1] ?? state);
    edge = Number(/ data-edge="(\d+)"/.exec(tag)?.[1] ?? edge);
    if (/^<text[^>]* data-occupancy/.test(tag)) return `${tag}${occupancy[state] || ''}`;
    if (/^<tspan[^>]* data-rate/.test(tag)) return `${tag}${rates[edge] ? `${Math.round(rates[edge] ?? 0)}/s` : ''}`;
    return tag;
  });
}
