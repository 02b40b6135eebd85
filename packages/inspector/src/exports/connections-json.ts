/** The list of connections for programs: `/export/connections.json?filter=state:awaiting-content`. */
import type { Entry, Model } from '../program/model.js';
import { rowOf } from '../program/rows.js';
import type { ExportedFile, Subject } from './exporter.js';

export function connectionsJson({ view, parameters }: Subject): ExportedFile {
  const { model } = view;
  const entries = view.matching(parameters.get('filter') ?? '');
  const value = {
    time: new Date((model.hello?.epoch ?? 0) + model.time).toISOString(),
    connections: entries.map((entry) => plain(entry, model)),
  };
  return { type: 'application/json', body: `${JSON.stringify(value, undefined, 2)}\n` };
}

/** A row whose numbers that stand for something are what they stand for. Times are milliseconds before now. */
function plain(entry: Entry, model: Model) {
  const { protocol, read, write, readSince, writeSince, opened, ended, ...rest } = rowOf(entry, model);
  const last = ended ?? model.time;
  return {
    ...rest,
    protocol: model.hello?.protocols[protocol]?.name,
    role: model.hello?.protocols[protocol]?.role,
    read: model.pathOf(entry.row, 'read'),
    write: model.pathOf(entry.row, 'write'),
    readAge: last - readSince,
    writeAge: last - writeSince,
    age: model.time - opened,
    ...(ended === undefined ? {} : { endedAgo: model.time - ended }),
  };
}
