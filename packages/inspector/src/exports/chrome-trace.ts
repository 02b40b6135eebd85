/**
 * Records as Chrome's trace events, for Perfetto, chrome://tracing and speedscope: a process for the program, two threads for a
 * connection (its halves), a slice for each stay in a state, an instant for each event that was refused.
 *
 * Format: "Trace Event Format" of Catapult. Times are microseconds.
 */
import type { Model } from '../program/model.js';
import { stepsOf } from '../program/watched.js';
import type { ExportedFile, Subject } from './exporter.js';
import { apart, numberOf, type Traced, tracedIn } from './subjects.js';

export function chromeTrace(subject: Subject): ExportedFile {
  const { model } = subject.view;
  const pid = model.hello?.pid ?? 1;
  const traceEvents = [
    { ph: 'M', pid, tid: 0, name: 'process_name', args: { name: model.hello?.title ?? 'wirechart' } },
    ...tracedIn(subject).flatMap((traced) => eventsOf(traced, model, pid)),
  ];
  const body = JSON.stringify({ displayTimeUnit: 'ms', traceEvents });
  return { type: 'application/json', body, filename: `wirechart${numberOf(subject)}-trace.json` };
}

function eventsOf({ entry, log }: Traced, model: Model, pid: number): object[] {
  const steps = stepsOf(log, model);
  const times = apart(steps.map(({ time }) => time));
  const end = Math.max(entry.ended ?? model.time, (times.at(-1) ?? 0) + 0.001);
  return (['read', 'write'] as const).flatMap((half, lane) => {
    const tid = 2 * entry.row.id + lane;
    const own = steps.flatMap((step, at) => (step.half === half ? [{ step, time: times[at] as number }] : []));
    if (own.length === 0) return [];
    const path = (index: number, protocol: number) => {
      const chart = model.hello?.protocols[protocol]?.[half];
      return (chart === undefined ? undefined : model.chart(chart)?.states[index]?.path) ?? 'beginning';
    };
    const slices = own.map(({ step, time }, at) => {
      const { to, from, event, edge, protocol, guards, offset, length, why } = step;
      const args = { event, from: path(from, protocol), guards, offset, length, why };
      if (edge < 0 && from >= 0) return { ph: 'i', s: 't', pid, tid, ts: 1000 * time, name: `${event} refused`, args };
      const next = own.slice(at + 1).find((later) => later.step.edge >= 0 || later.step.from < 0);
      return {
        ph: 'X',
        pid,
        tid,
        ts: 1000 * time,
        dur: 1000 * ((next?.time ?? end) - time),
        name: path(to, protocol),
        args,
      };
    });
    const first = own[0] as (typeof own)[number];
    // Where the beginning is not kept, it has been in a state before.
    const before =
      first.step.from < 0 || entry.opened.time >= first.time
        ? []
        : [
            {
              ph: 'X',
              pid,
              tid,
              ts: 1000 * entry.opened.time,
              dur: 1000 * (first.time - entry.opened.time),
              name: path(first.step.from, first.step.protocol),
              args: {},
            },
          ];
    return [
      { ph: 'M', pid, tid, name: 'thread_name', args: { name: `#${entry.row.id} ${half} ${entry.opened.remote}` } },
      ...before,
      ...slices,
    ];
  });
}
