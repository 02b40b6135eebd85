/** What is kept shows a connection as it was, at every moment and for every protocol: as it said itself then. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Model } from '../../src/program/model.js';
import { inspectionOfDump } from '../../src/program/sources/dump.js';
import { conversations, cutsOf, type Moment, play } from '../kit/conversations.js';

it.each(Object.entries(conversations))('%s', (_name, conversation) => {
  fc.assert(
    fc.property(cutsOf(conversation), fc.boolean(), (parts, ended) => {
      const { run, moments, told } = play(conversation, parts, ended);
      const { history } = inspectionOfDump(run.dump());
      // Any order: to step back is to begin anew from what is kept.
      for (const moment of moments) expect(shown(history.at(moment.time), moment.time)).toEqual(moment);
      const steps = history.live.logs.get(1)?.records.filter(({ from }) => from >= 0) ?? [];
      expect(
        steps.map(({ half, protocol, from, to, event, offset, length }) => {
          const [before, after] = [from, to].map((state) => pathOf(history.live, protocol, half, state));
          return [half, before, after, event, offset, length];
        }),
      ).toEqual(told.map(({ half, from, to, event, offset, length }) => [half, from, to, event, offset, length]));
    }),
    { numRuns: 5 },
  );
});

/** The same of the model, as the page has it. */
function shown(model: Model, time: number): Moment {
  const row = model.entries.get(1)?.row;
  if (row === undefined) throw new Error(`no connection at ${time}`);
  return {
    time,
    protocol: model.hello?.protocols[row.protocol]?.name ?? '',
    read: model.pathOf(row, 'read') ?? '',
    write: model.pathOf(row, 'write') ?? '',
    received: row.bytesIn,
    written: row.bytesOut,
    transitions: model.logs.get(1)?.records.filter(({ from }) => from >= 0).length ?? 0,
  };
}

function pathOf(model: Model, protocol: number, half: 'read' | 'write', state: number): string | undefined {
  const chart = model.hello?.protocols[protocol]?.[half];
  return chart === undefined ? undefined : model.chart(chart)?.states[state]?.path;
}
