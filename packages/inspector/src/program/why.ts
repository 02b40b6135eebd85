/** Why nothing happens, and why something did, in words. */
import type { Chart, ChartState, Deadline, HalfStanding } from '../feed.js';
import type { Step } from '../wire/messages.js';
import type { Entry, Model } from './model.js';

/** The sentence about a connection as it stands. */
export function whyNow(entry: Entry, model: Model, read?: HalfStanding, write?: HalfStanding): string {
  const { status, error, row } = entry;
  if (error !== undefined) return `failed: ${error.code}${error.state === undefined ? '' : ` in ${error.state}`}`;
  if (status === 'closed') return model.chartOf(row, 'read')?.half === 'machine' ? 'has ended' : 'closed in order';
  const parts = [
    readWords(entry, model, read),
    ...(row.queued > 0 ? [`${bytesText(row.queued)} wait to be sent`] : []),
    ...deadlineWords([...(read?.deadlines ?? []), ...(write?.deadlines ?? [])], model.time),
  ];
  return parts.join(', ');
}

function readWords({ row }: Entry, model: Model, standing: HalfStanding | undefined): string {
  const chart = model.chartOf(row, 'read');
  const state = chart?.states[row.read];
  if (state === undefined) return 'has no state yet';
  if (state.type === 'final') return chart?.half === 'machine' ? 'has ended' : 'reads no more';
  const needText = standing?.need?.text ?? needOf(chart as Chart, state);
  if (needText === undefined) {
    const answers = chart?.edges.some(({ source, event }) => source === row.read && event === 'responded');
    if (chart?.half === 'machine') {
      const paths = [row.read, ...row.also].map((index) => chart.states[index]?.path ?? '');
      return `is in ${state.path === '' ? 'its only state' : paths.join(', ')}`;
    }
    return answers ? 'waits for the handler to answer, and reads nothing meanwhile' : 'needs no bytes here';
  }
  const needs = standing?.need?.needs;
  const has = standing?.need?.has ?? row.buffered;
  return needs === undefined ? `${needText}, has ${has}` : `needs ${needs}, has ${has}`;
}

function needOf(chart: Chart, state: ChartState): string | undefined {
  for (let at: ChartState | undefined = state; at !== undefined; at = chart.states[at.parent]) {
    if (at.need !== undefined) return at.need;
  }
  return undefined;
}

function deadlineWords(deadlines: readonly Deadline[], now: number): string[] {
  const first = [...deadlines].sort((a, b) => a.at - b.at)[0];
  return first === undefined ? [] : [`${first.name} time-out in ${secondsText(first.at - now)}`];
}

/** What there is to say about a step beside its event; undefined for nothing. */
export function whyStep(step: Step, chart: Chart | undefined): string | undefined {
  const refused = step.guards.filter(({ passed }) => !passed).map(({ guard }) => guard);
  const guards = refused.length === 0 ? undefined : `${refused.join(', ')} said no`;
  if (step.from < 0) return 'begins here';
  if (step.edge < 0) return guards === undefined ? 'nothing here is done about it' : `refused: ${guards}`;
  const edge = chart?.edges[step.edge];
  if (edge?.label.startsWith('after '))
    return `time-out ${edge.label.slice('after '.length)}: it did not happen in time`;
  if (step.event === 'malformed') return 'the codec refused the bytes';
  if (step.event === 'reset') return 'the connection was cut off';
  if (step.event === 'eof') return 'the remote has ended';
  return guards;
}

function secondsText(milliseconds: number): string {
  const seconds = Math.max(0, milliseconds) / 1000;
  return seconds < 100 ? `${seconds.toFixed(1)} s` : `${Math.round(seconds)} s`;
}

function bytesText(count: number): string {
  return count === 1 ? '1 byte' : `${count} bytes`;
}
