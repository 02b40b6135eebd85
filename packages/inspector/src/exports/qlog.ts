/**
 * Records as qlog, in its sequential form: JSON Text Sequences (RFC 7464), a header and then one event each
 * (draft-ietf-quic-qlog-main-schema). The events are of a schema of our own.
 */
import type { Model } from '../program/model.js';
import { stepsOf } from '../program/watched.js';
import type { ExportedFile, Subject } from './exporter.js';
import { numberOf, type Traced, tracedIn } from './subjects.js';

export function qlog(subject: Subject): ExportedFile {
  const { model } = subject.view;
  const epoch = model.hello?.epoch ?? 0;
  const header = {
    file_schema: 'urn:ietf:params:qlog:file:sequential',
    serialization_format: 'application/qlog+json-seq',
    title: model.hello?.title ?? 'wirechart',
    trace: {
      vantage_point: { type: model.hello?.protocols[0]?.role === 'client' ? 'client' : 'server' },
      common_fields: { reference_time: { clock_type: 'system', epoch: new Date(epoch).toISOString() } },
      event_schemas: ['urn:wirechart:qlog:events:1'],
    },
  };
  const events = tracedIn(subject)
    .flatMap((traced) => eventsOf(traced, model))
    .sort((a, b) => a.time - b.time);
  const body = [header, ...events].map((record) => `\x1e${JSON.stringify(record)}\n`).join('');
  return { type: 'application/qlog+json-seq', body, filename: `wirechart${numberOf(subject)}.sqlog` };
}

interface QlogEvent {
  readonly time: number;
  readonly name: string;
  readonly group_id: string;
  readonly data: object;
}

function eventsOf({ entry, log }: Traced, model: Model): QlogEvent[] {
  const { id } = entry.row;
  const group_id = entry.opened.name;
  const path = (state: number, protocol: number, half: 'read' | 'write') => {
    const chart = model.hello?.protocols[protocol]?.[half];
    return chart === undefined ? undefined : model.chart(chart)?.states[state]?.path;
  };
  return [
    {
      time: entry.opened.time,
      name: 'wirechart:connection_opened',
      group_id,
      data: { id, remote: entry.opened.remote, local: entry.opened.local },
    },
    ...stepsOf(log, model).map(({ time, protocol, half, from, to, ...data }) => ({
      time,
      name: data.edge < 0 && from >= 0 ? 'wirechart:event_refused' : 'wirechart:transition',
      group_id,
      data: {
        ...data,
        half,
        protocol: model.hello?.protocols[protocol]?.name,
        from: path(from, protocol, half),
        to: path(to, protocol, half),
      },
    })),
    ...log.chunks.map(({ time, direction, offset, length }) => ({
      time,
      name: direction === 'in' ? 'wirechart:bytes_received' : 'wirechart:bytes_sent',
      group_id,
      data: { offset, length },
    })),
    ...(entry.ended === undefined
      ? []
      : [
          {
            time: entry.ended,
            name: 'wirechart:connection_closed',
            group_id,
            data: { status: entry.status, ...(entry.error === undefined ? {} : { error: entry.error }) },
          },
        ]),
  ];
}
