/** The last transitions of a connection, as its recorder kept them. */
import type { TraceRecord } from '@wirechart/core';
import type { Step } from '../wire/messages.js';
import type { Catalogue } from './catalogue.js';

/** @param protocol that is spoken now; the records may be of those before it, too */
export function stepsOfTrace(trace: readonly TraceRecord[], protocol: number, catalogue: Catalogue): Step[] {
  return trace.map((record) => stepOf(record, protocolOf(record, protocol, catalogue), catalogue));
}

function stepOf(record: TraceRecord, protocol: number, catalogue: Catalogue): Step {
  const { sequence, time, half, from, to, event, edge, guards, offset, length } = record;
  const chart = catalogue.charts[catalogue.protocols[protocol]?.[half] ?? -1];
  const index = (path: string) => chart?.states.findIndex((state) => state.path === path.split(' & ', 1)[0]) ?? -1;
  return { sequence, time, half, protocol, from: index(from), to: index(to), event, edge, guards, offset, length };
}

function protocolOf({ protocol: name }: TraceRecord, now: number, { protocols }: Catalogue): number {
  const current = protocols[now];
  if (current === undefined || current.name === name) return now;
  return protocols.find((other) => other.name === name && other.role === current.role)?.id ?? now;
}
