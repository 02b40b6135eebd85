/**
 * A chart made lean: what holds in every state, what stays where it is and what fails is a row in a box, not a line. A
 * protocol's failures alone would be a line from every state, and nobody could see the way that messages take.
 */
import type { Chart, ChartEdge, ChartState } from '../feed.js';

export interface Lean {
  readonly chart: Chart;
  readonly boxes: readonly Box[];
  readonly links: readonly Link[];
}

export interface Box {
  /** Index of the state. */
  readonly state: number;
  readonly title: string;
  readonly rows: readonly Row[];
  /** States inside it, each with a box of its own. */
  readonly children: readonly Box[];
}

/** A line of text, in a box or at a link. */
export interface Row {
  readonly text: string;
  /** Index of the edge whose rate stands after it; -1 for none. */
  readonly edge: number;
}

/** All edges that lead from one state to another. */
export interface Link {
  readonly source: number;
  readonly target: number;
  readonly labels: readonly Row[];
  /** Whether it leads to an end. */
  readonly ending: boolean;
}

export function leanOf(chart: Chart): Lean {
  return { chart, boxes: boxesIn(chart, ROOT), links: linksOf(chart) };
}

function boxesIn(chart: Chart, parent: number): Box[] {
  return chart.states.flatMap((state, index) =>
    state.parent === parent
      ? [{ state: index, title: titleOf(chart, index), rows: rowsOf(chart, index), children: boxesIn(chart, index) }]
      : [],
  );
}

function titleOf(chart: Chart, index: number): string {
  const { path, parent } = stateOf(chart, index);
  const above = stateOf(chart, parent);
  const key = above.path === '' ? path : path.slice(above.path.length + 1);
  return above.initial === index ? `● ${key}` : key;
}

function rowsOf(chart: Chart, index: number): Row[] {
  const { need } = stateOf(chart, index);
  const rows: Row[] = need === undefined ? [] : [{ text: need, edge: -1 }];
  chart.edges.forEach((edge, number) => {
    const mark = markOf(edge, index);
    if (mark !== undefined) rows.push({ text: `${mark} ${labelOf(edge)}`, edge: number });
  });
  return rows;
}

/** Why an edge is a row in the box of this state, if it is one. */
function markOf({ source, targets, kind }: ChartEdge, state: number): string | undefined {
  if (source === ROOT) return targets.includes(state) ? 'any:' : undefined;
  if (source !== state) return undefined;
  if (kind === 'failure') return '✕';
  return targets.every((target) => target === state) ? '↻' : undefined;
}

function linksOf(chart: Chart): Link[] {
  const links = new Map<string, Link & { readonly labels: Row[] }>();
  chart.edges.forEach((edge, index) => {
    const { source, targets } = edge;
    if (source === ROOT || markOf(edge, source) !== undefined) return;
    for (const target of targets) {
      const key = `${source} ${target}`;
      const ending = stateOf(chart, target).type === 'final';
      const link = links.get(key) ?? { source, target, labels: [], ending };
      link.labels.push({ text: labelOf(edge), edge: index });
      links.set(key, link);
    }
  });
  return [...links.values()];
}

const labelOf = ({ label, guard }: ChartEdge): string => (guard === undefined ? label : `${label} [${guard}]`);

const stateOf = (chart: Chart, index: number): ChartState => chart.states[index] as ChartState;

const ROOT = 0;
