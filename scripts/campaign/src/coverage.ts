/** Which states and edges of a protocol's charts were entered and taken. */
import { countersOf, prepare } from '@wirechart/core';
import type { Subject } from './subject.js';

/** How often, by name of the state or edge: `read state responding`, `write edge idle –send→ sending`. */
export type Counts = Readonly<Record<string, number>>;

/** The counters of the compiled machines as they stand in this thread. */
export function countsOf({ protocol }: Subject): Counts {
  const { read, write } = prepare(protocol, 'server');
  const counts: Record<string, number> = {};
  for (const [half, logic] of [
    ['read', read],
    ['write', write],
  ] as const) {
    const { states, edges } = countersOf(logic);
    for (const [state, count] of Object.entries(states)) if (state !== '') counts[`${half} state ${state}`] = count;
    for (const { from, event, to, guard, count } of edges) {
      const name = `${half} edge ${from} –${event}${guard === undefined ? '' : ` [${guard}]`}→ ${to.join(', ')}`;
      counts[name] = (counts[name] ?? 0) + count;
    }
  }
  return counts;
}

export function added(a: Counts, b: Counts): Counts {
  const sum: Record<string, number> = { ...a };
  for (const [name, count] of Object.entries(b)) sum[name] = (sum[name] ?? 0) + count;
  return sum;
}

/** `states 9/10, edges 12/15`. */
export function coverageText(counts: Counts): string {
  return ['state', 'edge']
    .map((kind) => {
      const of = Object.entries(counts).filter(([name]) => name.split(' ')[1] === kind);
      return `${kind}s ${of.filter(([, count]) => count > 0).length}/${of.length}`;
    })
    .join(', ');
}

export function uncovered(counts: Counts): string[] {
  return Object.keys(counts).filter((name) => counts[name] === 0);
}
