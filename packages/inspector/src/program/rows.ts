/** A row as a page gets it. */
import type { Row } from '../feed.js';
import { lintsOf } from './lints.js';
import type { Entry, Model } from './model.js';

export function rowOf(entry: Entry, model: Model): Row {
  const { opened, row, status, ended, error } = entry;
  const lints = lintsOf(entry, model);
  return {
    id: row.id,
    name: opened.name,
    protocol: row.protocol,
    remote: opened.remote,
    local: opened.local,
    status,
    read: row.read,
    write: row.write,
    ...(row.also.length === 0 ? {} : { also: row.also }),
    readSince: row.readSince,
    writeSince: row.writeSince,
    opened: opened.time,
    bytesIn: row.bytesIn,
    bytesOut: row.bytesOut,
    buffered: row.buffered,
    queued: row.queued,
    ...(ended === undefined ? {} : { ended }),
    ...(error === undefined ? {} : { error }),
    ...(lints.length === 0 ? {} : { lints }),
  };
}
