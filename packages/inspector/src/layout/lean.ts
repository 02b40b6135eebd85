/**
 * A chart made lean: what holds in every state, what stays where it is and what fails is a row in a box, not a line. A
 * protocol's failures alone would be a line from every state, and nobody could see the way that messages take. Where there are
 * more lines than anybody could follow, or be waited for, all of them are rows; and a name that would fill the page is cut.
 * A chart that would be too wide is made leaner still: see {@link Leanness}.
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

export interface Leanness {
  /** Guards stand below the events that they are asked about, not beside them. */
  readonly narrowLabels: boolean;
  /** What leads to an end is a row in the box, as failures are, where so many states or more lead to that end. */
  readonly endsAsRowsFrom: number;
}

export const LEAN: Leanness = { narrowLabels: false, endsAsRowsFrom: Number.POSITIVE_INFINITY };
export const LEANER: Leanness = { ...LEAN, narrowLabels: true };
export const LEANEST: readonly Leanness[] = [
  { narrowLabels: true, endsAsRowsFrom: 2 },
  { narrowLabels: true, endsAsRowsFrom: 1 },
];

export function leanOf(chart: Chart, { narrowLabels, endsAsRowsFrom } = LEAN): Lean {
  const links = linksOf(chart, narrowLabels);
  const isRow = ({ target, ending, labels }: Link): boolean =>
    ending &&
    links.filter((other) => other.target === target).length >= endsAsRowsFrom &&
    labels.every(({ edge }) => edge === -1 || chart.edges[edge]?.targets.length === 1);
  const lines = links.filter((link) => !isRow(link));
  // Without any there would be no order to see.
  const drawn = links.length > MOST_LINES ? [] : lines.length === 0 ? links : lines;
  const isDrawn = ({ source, targets }: ChartEdge): boolean =>
    drawn.some((link) => link.source === source && targets.includes(link.target));
  return { chart, boxes: [...boxesIn(chart, ROOT, isDrawn), ...rootBoxes(chart)], links: drawn };
}

/** @param isDrawn whether an edge is a line */
function boxesIn(chart: Chart, parent: number, isDrawn: (edge: ChartEdge) => boolean): Box[] {
  return chart.states.flatMap((state, index) =>
    state.parent === parent
      ? [
          {
            state: index,
            title: titleOf(chart, index),
            rows: rowsOf(chart, index, isDrawn),
            children: boxesIn(chart, index, isDrawn),
          },
        ]
      : [],
  );
}

/**
 * The root is what all others stand in, and has no box: it gets one where there is no other place for what is its own, as what happens
 * in every state and changes none.
 */
function rootBoxes(chart: Chart): Box[] {
  const { need } = stateOf(chart, ROOT);
  const rows: Row[] = need === undefined ? [] : [{ text: need, edge: -1 }];
  chart.edges.forEach((edge, number) => {
    if (edge.source === ROOT && edge.targets.every((target) => target === ROOT)) {
      rows.push({ text: `↻ ${labelOf(edge)}`, edge: number });
    }
  });
  const isAlone = chart.states.length === 1;
  return rows.length > 0 || isAlone ? [{ state: ROOT, title: keyOf(chart, ROOT), rows, children: [] }] : [];
}

function titleOf(chart: Chart, index: number): string {
  const key = keyOf(chart, index);
  return stateOf(chart, stateOf(chart, index).parent).initial === index ? `● ${key}` : key;
}

function keyOf(chart: Chart, index: number): string {
  if (index === ROOT) return chart.states.length === 1 ? 'the only state' : 'any state';
  const { path, parent } = stateOf(chart, index);
  const above = stateOf(chart, parent);
  return cut(above.path === '' ? path : path.slice(above.path.length + 1));
}

function rowsOf(chart: Chart, index: number, isDrawn: (edge: ChartEdge) => boolean): Row[] {
  const { need } = stateOf(chart, index);
  const rows: Row[] = need === undefined ? [] : [{ text: need, edge: -1 }];
  chart.edges.forEach((edge, number) => {
    const mark = markOf(edge, index);
    if (mark !== undefined) rows.push({ text: `${mark} ${labelOf(edge)}`, edge: number });
    else if (edge.source === index && index !== ROOT && !isDrawn(edge)) {
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

function linksOf(chart: Chart, narrowLabels: boolean): Link[] {
  const links = new Map<string, Link & { readonly labels: Row[] }>();
  chart.edges.forEach((edge, index) => {
    const { source, targets } = edge;
    if (source === ROOT || markOf(edge, source) !== undefined) return;
    for (const target of targets) {
      // Into the root itself: there is no box for a line to lead to.
      if (target === ROOT) continue;
      const key = `${source} ${target}`;
      const ending = stateOf(chart, target).type === 'final';
      const link = links.get(key) ?? { source, target, labels: [], ending };
      if (narrowLabels && edge.guard !== undefined) {
        link.labels.push({ text: cut(edge.label), edge: index }, { text: `[${cut(edge.guard)}]`, edge: -1 });
      } else link.labels.push({ text: labelOf(edge), edge: index });
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
