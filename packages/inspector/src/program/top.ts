/** `--top`: counts per state, rates, and what is slow or has failed, for a terminal. */
import { unknownState } from '../feed/unknown-state.js';
import type { Inspection } from './inspection.js';
import { lintAll, lintsOf } from './lints.js';
import { filterOf } from './list/filter.js';
import type { Entry, Model } from './model.js';
import { contextOf } from './view.js';

/**
 * Draws until it is told to stop: over what was there, where it is a terminal; one after the other, where it is a file.
 *
 * @throws FilterError
 */
export function showTop(inspection: Inspection, output: NodeJS.WriteStream, filter: string): () => void {
  const draw = () => {
    // A terminal that does not know its size says 0.
    const text = topText(inspection.history.live, output.columns || 100, output.rows || 40, filter);
    output.write(output.isTTY ? `${HOME}${text.replaceAll('\n', `${REST}\n`)}${BELOW}` : `${text}\n`);
  };
  if (output.isTTY) output.write(CLEAR);
  draw();
  const timer = setInterval(draw, 1000);
  return () => {
    clearInterval(timer);
    // What the terminal shows next begins on a line of its own.
    if (output.isTTY) output.write('\n');
  };
}

/**
 * What there is to see of a moment, in lines of at most `width` characters and at most so many of them.
 *
 * @param filter which connections are listed; without one, those that are slow or have failed
 */
export function topText(model: Model, width: number, height: number, filter = ''): string {
  const { transitions, bytesIn, bytesOut } = model.totals();
  const states = statesOf(model);
  const noted = [
    ...lintAll(model).map(({ text }) => `! ${text}`),
    ...(filter === '' ? suspects(model).map((entry) => lineOf(entry, model)) : matches(model, filter)),
  ];
  // Below the first line and two empty ones. Of what is amiss something is always seen, however many states there are.
  const room = Math.max(2, height - 4);
  const forStates = Math.max(room - noted.length, Math.ceil(room / 2));
  const shown = cut(states, forStates);
  const lines = [
    `${model.hello?.title ?? ''}  ${model.open} open, ${model.failed} failed, ${Math.round(transitions)} transitions/s, ${bytes(bytesIn)}/s in, ${bytes(bytesOut)}/s out`,
    '',
    ...shown,
    '',
    ...cut(noted, room - shown.length),
  ];
  return lines
    .slice(0, Math.max(1, height - 1))
    .map((line) => line.replaceAll(UNSEEN, '�'))
    .map((line) => (line.length > width ? `${line.slice(0, width - 1)}…` : line))
    .join('\n');
}

function cut(lines: readonly string[], most: number): readonly string[] {
  return lines.length <= most ? lines : [...lines.slice(0, most - 1), `… ${lines.length - most + 1} more`];
}

function statesOf(model: Model): string[] {
  return (model.hello?.protocols ?? []).flatMap(({ name, role, read, write }) =>
    [read, write].flatMap((id) => {
      const chart = id === undefined ? undefined : model.chart(id);
      if (chart === undefined) return [];
      const counts = model.occupancy(chart);
      const rates = model.rates(chart);
      const busy = chart.states.flatMap(({ path, type }, index) => {
        const into = chart.edges.reduce(
          (sum, { targets }, edge) => sum + (targets.includes(index) ? (rates[edge] ?? 0) : 0),
          0,
        );
        const count = counts[index] ?? 0;
        if (type === 'compound' || type === 'parallel' || (count === 0 && into === 0)) return [];
        return [`  ${path.padEnd(32)} ${String(count).padStart(8)} ${`${Math.round(into)}/s`.padStart(10)}`];
      });
      return busy.length === 0 ? [] : [`${name}, ${role}, ${chart.half}`, ...busy];
    }),
  );
}

/** Those that have failed last, and those that are suspicious, the longest in their state first. */
function suspects(model: Model): Entry[] {
  const entries = [...model.entries.values()];
  const failed = entries.filter(({ status }) => status === 'failed').reverse();
  const slow = entries.filter((entry) => lintsOf(entry, model).length > 0);
  return [...slow.sort((a, b) => a.row.readSince - b.row.readSince), ...failed];
}

/** How many the filter lets through, and which, the longest in their state first; or why none. */
function matches(model: Model, filter: string): string[] {
  const all = [...model.entries.values()];
  const found = all.filter(filterOf(filter)(contextOf(model))).sort((a, b) => a.row.readSince - b.row.readSince);
  const paths = (model.hello?.charts ?? []).flatMap(({ states }) => states.map(({ path }) => path));
  const unknown = found.length === 0 ? unknownState(filter, paths) : undefined;
  return [
    `${found.length} of ${all.length}: ${filter}`,
    ...(unknown === undefined ? [] : [unknown]),
    ...found.map((entry) => lineOf(entry, model)),
  ];
}

function lineOf(entry: Entry, model: Model): string {
  const { row, opened, error, ended } = entry;
  const age = (((ended ?? model.time) - row.readSince) / 1000).toFixed(1);
  const what = error === undefined ? lintsOf(entry, model).join(', ') : `${error.code} in ${error.state ?? '?'}`;
  return `#${row.id} ${opened.remote}  ${model.pathOf(row, 'read')} / ${model.pathOf(row, 'write') || '-'}  ${age} s  ${what}`;
}

function bytes(count: number): string {
  return count < 1024
    ? `${Math.round(count)} B`
    : count < 1 << 20
      ? `${(count / 1024).toFixed(1)} kB`
      : `${(count / (1 << 20)).toFixed(1)} MB`;
}

/** Names are the program's own and may have anything in them: nothing of it moves the cursor, or turns the text around. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;
const CLEAR = '\x1b[2J';
const HOME = '\x1b[H';
/** To the end of the line, and of the screen. */
const REST = '\x1b[K';
const BELOW = '\x1b[J';
