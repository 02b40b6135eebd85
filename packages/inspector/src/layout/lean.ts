/**
 * A chart made lean: what holds in every state, what stays where it is and what fails is a row in a box, not a line. A
 * protocol's failures alone would be a line from every state, and nobody could see the way that messages take. Where there are
 * more lines than anybody could follow, or be waited for, all of them are rows; and a name that would fill the page is cut.
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
  const links = linksOf(chart);
  const crowded = links.length > MOST_LINES;
  return { chart, boxes: boxesIn(chart, ROOT, crowded), links: crowded ? [] : links };
}

function boxesIn(chart: Chart, parent: number, crowded: boolean): Box[] {
  return chart.states.flatMap((state, index) =>
    state.parent === parent
      ? [
          {
            state: index,
            title: titleOf(chart, index),
            rows: rowsOf(chart, index, crowded),
            children: boxesIn(chart, index, crowded),
          },
        ]
      : [],
  );
}

function titleOf(chart: Chart, index: number): string {
  const key = keyOf(chart, index);
  return stateOf(chart, stateOf(chart, index).parent).initial === index ? `● ${key}` : key;
}

function keyOf(chart: Chart, index: number): string {
  const { path, parent } = stateOf(chart, index);
  const above = stateOf(chart, parent);
  return cut(above.path === '' ? path : path.slice(above.path.length + 1));
}

function rowsOf(chart: Chart, index: number, crowded: boolean): Row[] {
  const { need } = stateOf(chart, index);
  const rows: Row[] = need === undefined ? [] : [{ text: need, edge: -1 }];
  chart.edges.forEach((edge, number) => {
    const mark = markOf(edge, index);
    if (mark !== undefined) rows.push({ text: `${mark} ${labelOf(edge)}`, edge: number });
    else if (crowded && edge.source === index && index !== ROOT) {
      const targets = edge.targets.map((target) => keyOf(chart, target)).join(', ');
      rows.push({ text: `${labelOf(edge)} → ${targets}`, edge: number });
    }
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

const labelOf = ({ label, guard }: ChartEdge): string =>
  guard === undefined ? cut(label) : `${cut(label)} [${cut(guard)}]`;

/** Names differ at either end. */
const cut = (name: string): string =>
  name.length <= LONGEST ? name : `${name.slice(0, LONGEST - 16)}…${name.slice(-15)}`;

const stateOf = (chart: Chart, index: number): ChartState => chart.states[index] as ChartState;

const ROOT = 0;
/** Lines that are drawn: twice as many take a minute to be laid out, and are a tangle then. */
const MOST_LINES = 80;
/** Characters of a name. */
const LONGEST = 48;
