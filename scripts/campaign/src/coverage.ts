/** Which states and edges of a protocol's charts were entered and taken. */
import { countersOf, prepare } from '@wirechart/core';
import type { Subject } from './subject.js';

/** How often, by name of the state or edge: `read state responding`, `write edge idle –send→ sending`. */
export type Counts = Readonly<Record<string, number>>;

/** The machines of one server or client. */
export interface Machines {
  readonly read: Parameters<typeof countersOf>[0];
  readonly write: Parameters<typeof countersOf>[0];
}

/** Takes down what machines have done, once they are at their end. */
export function cover(subject: Subject, machines: Machines): void {
  covered.set(subject, added(countsOf(subject), countsIn(machines)));
}

/** What the machines of a protocol have done in this thread, of all servers and clients together. */
export function countsOf(subject: Subject): Counts {
  return covered.get(subject) ?? countsIn(prepare(subject.protocol, 'server'));
}

const covered = new Map<Subject, Counts>();

function countsIn(machines: Machines): Counts {
  const counts: Record<string, number> = {};
  for (const half of ['read', 'write'] as const) {
    const { states, edges } = countersOf(machines[half]);
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
