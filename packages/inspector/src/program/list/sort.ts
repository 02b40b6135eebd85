/** The order of the list. */
import type { Column } from '../../feed.js';
import type { Entry, Model } from '../model.js';

/** Puts entries into order; those that are alike in the column, by their ids. */
export function sorted(entries: Entry[], column: Column, descending: boolean, model: Model): Entry[] {
  const key = keys[column];
  const sign = descending ? -1 : 1;
  // Each key is worked out once.
  const keyed = entries.map((entry) => ({ entry, key: key(entry, model) }));
  keyed.sort((a, b) => {
    if (a.key !== b.key) return a.key < b.key ? -sign : sign;
    return a.entry.row.id - b.entry.row.id;
  });
  return keyed.map(({ entry }) => entry);
}

/** Whether this names a column. */
export function isColumn(name: unknown): name is Column {
  return typeof name === 'string' && Object.hasOwn(keys, name);
}

const keys: Readonly<Record<Column, (entry: Entry, model: Model) => string | number>> = {
  id: ({ row }) => row.id,
  protocol: ({ row }, model) => model.hello?.protocols[row.protocol]?.name ?? '',
  remote: ({ opened }) => opened.remote,
  read: ({ row }, model) => model.pathOf(row, 'read'),
  write: ({ row }, model) => model.pathOf(row, 'write'),
  age: ({ row, ended }, model) => (ended ?? model.time) - row.readSince,
  in: ({ row }) => row.bytesIn,
  out: ({ row }) => row.bytesOut,
  buffered: ({ row }) => row.buffered,
  queued: ({ row }) => row.queued,
  opened: ({ opened }) => opened.time,
  error: ({ error }) => error?.code ?? '',
};
