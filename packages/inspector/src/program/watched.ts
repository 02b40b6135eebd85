/** One connection as the page that watches it gets it. */
import type { HalfStanding, Json, RecordedStep, Watched } from '../feed.js';
import type { Step } from '../wire/messages.js';
import { differences } from './differences.js';
import type { Entry, Model } from './model.js';
import { rowOf } from './rows.js';
import { noLog, type WatchLog } from './watch-log.js';
import { whyNow, whyStep } from './why.js';

/** @param since what the page has got already; undefined for nothing */
export function watchedOf(entry: Entry, model: Model, since: WatchLog | undefined): Watched {
  const log = model.logs.get(entry.row.id) ?? noLog;
  const goesOn = since?.precedes(log) === true;
  const from = goesOn ? since.recordCount : 0;
  const steps = stepsOf(log, model);
  return {
    type: 'connection',
    row: rowOf(entry, model),
    whole: !goesOn,
    missed: log.missed,
    records: steps.slice(from),
    chunks: log.chunks.slice(goesOn ? since.chunkCount : 0),
    standing: {
      read: log.read ?? bare(entry.row.read),
      ...(log.write === undefined ? {} : { write: log.write }),
      why: whyNow(entry, model, log.read, log.write),
    },
  };
}

/** All steps of a log, each with what it changed. */
export function stepsOf(log: WatchLog, model: Model): RecordedStep[] {
  const contexts: Record<string, Json | undefined> = {};
  return log.records.map((step) => {
    const { context, ...rest } = step;
    const why = whyStep(step, chartOfStep(step, model));
    const before = contexts[step.half];
    if (context !== undefined) contexts[step.half] = context;
    // What the first record has was there already, or is all new: the context of a machine that has just begun.
    const known = before !== undefined || step.from < 0;
    const changes = context === undefined || !known ? [] : differences(before ?? {}, context);
    return {
      ...rest,
      ...(why === undefined ? {} : { why }),
      ...(changes.length === 0 ? {} : { changes }),
    };
  });
}

export function chartOfStep(step: Pick<Step, 'protocol' | 'half'>, model: Model) {
  const chart = model.hello?.protocols[step.protocol]?.[step.half];
  return chart === undefined ? undefined : model.chart(chart);
}

function bare(state: number): HalfStanding {
  return { state, context: null, deadlines: [] };
}
