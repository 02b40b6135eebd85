/**
 * A row of the list as it is sent: in a list that is sorted by what changes there are dozens of others ten times a second, so that there
 * is nothing in it but what the list shows, and no names.
 */
import type { ListedRow, PackedRow } from './list.js';

export function packRow(row: ListedRow): PackedRow {
  const { id, protocol, remote, status, read, write, readSince, bytesIn, bytesOut, buffered, queued } = row;
  const { also, ended, error, lints } = row;
  const rare = {
    ...(also === undefined ? {} : { also }),
    ...(ended === undefined ? {} : { ended }),
    ...(error === undefined ? {} : { error: { code: error.code } }),
    ...(lints === undefined ? {} : { lints }),
  };
  // Finer than a tenth of a millisecond no age is shown.
  const since = Math.round(readSince * 10) / 10;
  const common = [id, protocol, remote, STATUS.indexOf(status), read, write, since] as const;
  const numbers = [bytesIn, bytesOut, buffered, queued] as const;
  return Object.keys(rare).length === 0 ? [...common, ...numbers] : [...common, ...numbers, rare];
}

export function unpackRow(packed: PackedRow): ListedRow {
  const [id, protocol, remote, status, read, write, readSince, bytesIn, bytesOut, buffered, queued, rare] = packed;
  return {
    id,
    protocol,
    remote,
    status: STATUS[status] ?? 'open',
    read,
    write,
    readSince,
    bytesIn,
    bytesOut,
    buffered,
    queued,
    ...rare,
  };
}

const STATUS = ['open', 'closed', 'failed'] as const;
